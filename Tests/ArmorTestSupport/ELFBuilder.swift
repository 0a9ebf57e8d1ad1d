/// A small ELF that says how it is loaded and holds no code.
package struct ELFBuilder {
    package var is64Bit = true
    package var isBigEndian = false
    /// `EM_X86_64`.
    package var machine = 62
    package var interpreter: String?
    package var needed: [String] = []
    package var rpath: String?
    package var runpath: String?

    package init(interpreter: String? = nil, needed: [String] = [], rpath: String? = nil, runpath: String? = nil) {
        (self.interpreter, self.needed, self.rpath, self.runpath) = (interpreter, needed, rpath, runpath)
    }

    private var word: Int { is64Bit ? 8 : 4 }

    private func number(_ value: Int, _ count: Int) -> [UInt8] {
        let little = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return isBigEndian ? little.reversed() : little
    }

    /// The segments are: all of the file at an address, the interpreter, the dynamic section.
    package var bytes: [UInt8] {
        let headSize = is64Bit ? 64 : 52
        let segmentSize = is64Bit ? 56 : 32
        let base = 0x10000
        var strings: [UInt8] = [0]
        func string(_ text: String) -> Int {
            defer { strings += Array(text.utf8) + [0] }
            return strings.count
        }
        var entries = needed.map { (1, string($0)) }
        if let rpath { entries.append((15, string(rpath))) }
        if let runpath { entries.append((29, string(runpath))) }
        let count = 1 + (interpreter == nil ? 0 : 1) + (needed.isEmpty && rpath == nil && runpath == nil ? 0 : 1)
        let stringsAt = headSize + count * segmentSize
        let interpreterAt = stringsAt + strings.count
        let interpreterBytes: [UInt8] = interpreter.map { Array($0.utf8) + [0] } ?? []
        let dynamicAt = interpreterAt + interpreterBytes.count
        entries += [(5, base + stringsAt), (0, 0)]
        let dynamic: [UInt8] = entries.flatMap { number($0.0, word) + number($0.1, word) }
        let size = dynamicAt + dynamic.count
        var segments: [UInt8] = segment(1, 0, base, size)
        if interpreter != nil { segments += segment(3, interpreterAt, base + interpreterAt, interpreterBytes.count) }
        if count > 1, !needed.isEmpty || rpath != nil || runpath != nil {
            segments += segment(2, dynamicAt, base + dynamicAt, dynamic.count)
        }
        var result = head(headSize, segmentSize, segments.count / segmentSize)
        for part in [segments, strings, interpreterBytes, dynamic] { result += part }
        return result
    }

    private func head(_ size: Int, _ segmentSize: Int, _ count: Int) -> [UInt8] {
        var head: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, is64Bit ? 2 : 1, isBigEndian ? 2 : 1, 1]
        head += [UInt8](repeating: 0, count: 9)
        let members = [
            (3, 2), (machine, 2), (1, 4), (0, word), (size, word), (0, word), (0, 4), (size, 2), (segmentSize, 2),
            (count, 2),
            (0, 2), (0, 2), (0, 2),
        ]
        for (value, width) in members { head += number(value, width) }
        return head
    }

    private func segment(_ type: Int, _ offset: Int, _ address: Int, _ size: Int) -> [UInt8] {
        let members =
            is64Bit
            ? [(type, 4), (4, 4), (offset, 8), (address, 8), (address, 8), (size, 8), (size, 8), (8, 8)]
            : [(type, 4), (offset, 4), (address, 4), (address, 4), (size, 4), (size, 4), (4, 4), (4, 4)]
        return members.flatMap { number($0.0, $0.1) }
    }
}
