/// The lines of a text, for what is put between them.
struct LineFinder: Sendable {
    private let bytes: [UInt8]
    /// What ends the text's lines: that of the first.
    let ending: String

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let first = bytes.firstIndex(of: Byte.newline)
        let isDOS = first.map { $0 > 0 && bytes[$0 - 1] == Byte.carriageReturn } ?? false
        ending = isDOS ? "\r\n" : "\n"
    }

    /// The beginning of the line that holds an offset.
    func start(of offset: Int) -> Int {
        bytes[..<min(offset, bytes.count)].lastIndex(of: Byte.newline).map { $0 + 1 } ?? 0
    }

    /// Behind the line end of the line that holds an offset; the text's end where it has none.
    func after(_ offset: Int) -> Int {
        bytes[min(offset, bytes.count)...].firstIndex(of: Byte.newline).map { $0 + 1 } ?? bytes.count
    }

    /// The blanks that a line begins with.
    func indent(of offset: Int) -> String {
        let blanks = bytes[start(of: offset)...].prefix { $0 == Byte.blank || $0 == Byte.tab }
        return String(decoding: blanks, as: UTF8.self)
    }

    /// Whether nothing but blanks is before an offset on its line.
    func isFirst(_ offset: Int) -> Bool {
        bytes[start(of: offset)..<offset].allSatisfy { $0 == Byte.blank || $0 == Byte.tab }
    }

    /// Lines that go in at an offset where a line begins, or at the end of a text whose last line may have no end.
    func joined(_ lines: [String], at offset: Int) -> String {
        let text = lines.map { $0 + ending }.joined()
        return offset > 0 && bytes[offset - 1] != Byte.newline ? ending + text : text
    }
}
