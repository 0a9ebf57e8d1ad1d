/// A tar archive, entry by entry, right or wrong as a test wants it.
package struct TarBuilder {
    private var blocks: [UInt8] = []

    package init() {}

    /// The archive with its end.
    package var bytes: [UInt8] { blocks + [UInt8](repeating: 0, count: 1_024) }

    package mutating func file(_ name: String, _ content: [UInt8] = [], mode: Int = 0o644, owner: Int = 0) {
        entry(Array(name.utf8), type: "0", content: content, mode: mode, owner: owner)
    }

    package mutating func file(_ name: String, text: String, mode: Int = 0o644, owner: Int = 0) {
        file(name, Array(text.utf8), mode: mode, owner: owner)
    }

    package mutating func folder(_ name: String, mode: Int = 0o755, owner: Int = 0) {
        entry(Array("\(name)/".utf8), type: "5", mode: mode, owner: owner)
    }

    package mutating func link(_ name: String, to target: String) {
        entry(Array(name.utf8), type: "2", mode: 0o777, target: Array(target.utf8))
    }

    package mutating func hardLink(_ name: String, to target: String) {
        entry(Array(name.utf8), type: "1", target: Array(target.utf8))
    }

    /// A pax header for the entry that follows: `LENGTH KEY=VALUE\n`, the length of all of it.
    package mutating func pax(_ records: [(key: String, value: String)], type: Character = "x") {
        let content = records.flatMap { key, value -> [UInt8] in
            let rest = " \(key)=\(value)\n"
            var length = rest.utf8.count + 1
            while "\(length)\(rest)".utf8.count != length { length += 1 }
            return Array("\(length)\(rest)".utf8)
        }
        entry(Array("pax".utf8), type: type, content: content)
    }

    /// A name of GNU tar's that is too long for a header.
    package mutating func longName(_ name: [UInt8], type: Character = "L") {
        entry(Array("././@LongLink".utf8), type: type, content: name + [0])
    }

    /// One header with its content. `size` is what the header says; else that of the content.
    package mutating func entry(
        _ name: [UInt8],
        type: Character,
        content: [UInt8] = [],
        mode: Int = 0o644,
        owner: Int = 0,
        target: [UInt8] = [],
        size: [UInt8]? = nil,
        prefix: [UInt8] = []
    ) {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: [UInt8], at offset: Int, limit: Int) {
            for (index, byte) in bytes.prefix(limit).enumerated() { block[offset + index] = byte }
        }
        func octal(_ number: Int, digits: Int) -> [UInt8] {
            let text = String(number, radix: 8)
            return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
        }
        put(name, at: 0, limit: 100)
        put(octal(mode, digits: 7), at: 100, limit: 8)
        put(octal(owner, digits: 7), at: 108, limit: 8)
        put(octal(owner, digits: 7), at: 116, limit: 8)
        put(size ?? octal(content.count, digits: 11), at: 124, limit: 12)
        put(octal(0, digits: 11), at: 136, limit: 12)
        block[156] = type.asciiValue ?? 0
        put(target, at: 157, limit: 100)
        put(Array("ustar\u{0}00".utf8), at: 257, limit: 8)
        put(prefix, at: 345, limit: 155)
        put([UInt8](repeating: 0x20, count: 8), at: 148, limit: 8)
        put(octal(block.reduce(0) { $0 + Int($1) }, digits: 6) + [0], at: 148, limit: 8)
        blocks += block + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }
}
