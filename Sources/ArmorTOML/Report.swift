import ArmorSource

/// Gathers what is wrong with a text: not too much, and not what follows from something told already.
struct Report {
    private let source: SourceFile
    private var diagnostics: [Diagnostic] = []
    /// Stretches that were told as no UTF-8; whatever else is wrong at them follows from that.
    private var undecodable: [ByteRange] = []
    /// Before this offset nothing more is told.
    private var quietUntil = 0
    /// Whether enough was told; the reader stops.
    private(set) var isClosed = false

    init(_ source: SourceFile) { self.source = source }

    /// What was gathered, in the order of the text; that there is more comes last.
    var sorted: [Diagnostic] {
        diagnostics.enumerated()
            .sorted { left, right in
                (left.element.place?.range.lowerBound ?? .max, left.offset)
                    < (right.element.place?.range.lowerBound ?? .max, right.offset)
            }
            .map(\.element)
    }

    /// Tells an error, unless it lies where nothing more is to be told.
    mutating func error(
        _ code: String,
        _ message: String,
        at range: ByteRange,
        first: (note: String, range: ByteRange)? = nil,
        help: String? = nil
    ) {
        guard !isClosed, range.lowerBound >= quietUntil, !undecodable.contains(where: { $0.overlaps(range) }) else {
            return
        }
        guard diagnostics.count < Limits.diagnostics else {
            let message = "more than \(Limits.diagnostics) errors; reading stops here"
            diagnostics.append(Diagnostic(.error, "toml-too-many-errors", message, at: nil))
            return close()
        }
        let notes = first.map { [Diagnostic.Note($0.note, at: Place(source, $0.range))] } ?? []
        diagnostics.append(
            Diagnostic(.error, code, message, at: Place(source, range), notes: notes, help: help)
        )
    }

    /// Tells where the text is no UTF-8.
    mutating func undecodable(_ ranges: [ByteRange]) {
        for range in ranges {
            let hex = source.bytes[range].prefix(4).map { "0x" + String($0, radix: 16, uppercase: true) }
            let bytes = hex.joined(separator: " ") + (range.count > 4 ? " …" : "")
            error("toml-utf8", "not UTF-8: \(bytes)", at: range, help: "save the file as UTF-8")
        }
        undecodable = ranges
    }

    /// Whether an error here would be told.
    func isHeard(at offset: Int) -> Bool { !isClosed && offset >= quietUntil }

    /// Tells nothing more before this offset: what follows a mistake on its line is rarely another.
    mutating func hush(until offset: Int) { quietUntil = max(quietUntil, offset) }

    /// Tells nothing more at all.
    mutating func close() { isClosed = true }
}
