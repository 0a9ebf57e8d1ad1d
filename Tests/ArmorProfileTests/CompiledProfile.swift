/// One profile of what apparmor_parser compiled, read from the description of the format: a self-describing stream.
struct CompiledProfile {
    let name: String
    /// Everything but the name and the tables of states: flags, capabilities, limits, labels.
    let skeleton: [String]
    /// The tables of states: `attach` of the attachment, `file` of files, `rules` of everything else.
    let machines: [String: ArraySlice<UInt8>]

    /// What the kernel would answer about files.
    var files: StateMachine? { machines["file"].flatMap(StateMachine.init) }

    /// The profiles of a compiled text, by name.
    static func read(_ bytes: [UInt8]) -> [String: CompiledProfile] {
        var stream = Stream(bytes)
        var found: [String: CompiledProfile] = [:]
        var items: [Item] = []
        func finish() {
            let texts = items.compactMap { if case .text(let text) = $0.value { text } else { nil } }
            guard let name = texts.first else { return }
            var isNamed = false
            let skeleton = items.compactMap { item -> String? in
                switch item.value {
                case .machine: return "\(item.name):machine"
                case .text where !isNamed:
                    isNamed = true
                    return nil
                case .text(let text): return "\(item.name):\(text.debugDescription)"
                case .number(let number): return "\(item.name):\(number)"
                }
            }
            var machines: [String: ArraySlice<UInt8>] = [:]
            for item in items {
                guard case .machine(let range) = item.value else { continue }
                if item.parent == "policydb" {
                    machines["rules"] = bytes[range]
                } else {
                    // The table of the attachment comes before that of files.
                    if let before = machines["file"] { machines["attach"] = before }
                    machines["file"] = bytes[range]
                }
            }
            found[name] = CompiledProfile(name: name, skeleton: skeleton, machines: machines)
        }
        while let item = stream.next() {
            if item.name == "version", stream.depth == 0 {
                finish()
                items = []
            }
            items.append(item)
        }
        finish()
        return found
    }

    fileprivate enum Value {
        case number(UInt64)
        case text(String)
        case machine(Range<Int>)
    }

    fileprivate struct Item {
        let name: String
        let parent: String
        let value: Value
    }

    private struct Stream {
        private let bytes: [UInt8]
        private var index = 0
        private var parents: [String] = []
        var depth: Int { parents.count }

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        /// The next value with the name before it; marks of structure are passed over.
        mutating func next() -> Item? {
            var name = ""
            while index < bytes.count {
                let kind = bytes[index]
                index += 1
                switch kind {
                case 0: return Item(name: name, parent: parents.last ?? "", value: .number(number(1)))
                case 1: return Item(name: name, parent: parents.last ?? "", value: .number(number(2)))
                case 2, 13: return Item(name: name, parent: parents.last ?? "", value: .number(number(4)))
                case 3: return Item(name: name, parent: parents.last ?? "", value: .number(number(8)))
                case 4: name = text()
                case 5: return Item(name: name, parent: parents.last ?? "", value: .text(text()))
                case 6: return Item(name: name, parent: parents.last ?? "", value: .machine(blob()))
                case 7, 9:
                    parents.append(name)
                    name = ""
                case 8, 10: _ = parents.popLast()
                case 11: return Item(name: name, parent: parents.last ?? "", value: .number(number(2)))
                case 12: break
                default: return nil
                }
            }
            return nil
        }

        private mutating func number(_ width: Int) -> UInt64 {
            defer { index += width }
            return bytes[index..<min(index + width, bytes.count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }

        private mutating func text() -> String {
            let count = Int(number(2))
            defer { index += count }
            return String(decoding: bytes[index..<min(index + max(count - 1, 0), bytes.count)], as: UTF8.self)
        }

        /// Without the zeros before it, which depend on where it stands.
        private mutating func blob() -> Range<Int> {
            let count = Int(number(4))
            let end = min(index + count, bytes.count)
            defer { index = end }
            var start = index
            while start < end, bytes[start] == 0 { start += 1 }
            return start..<end
        }
    }
}

/// A walker of file rules in the form that parsers write for kernels without permission tables.
struct StateMachine {
    private let accept: [UInt32]
    private let base: [UInt32]
    private let check: [UInt32]
    private let fallback: [UInt32]
    private let next: [UInt32]
    private let classes: [UInt32]?

    /// Permissions of a path: x 1, w 2, r 4, a 8, l 0x10, k 0x20, m 0x40.
    func permissions(_ path: [UInt8], owner: Bool) -> UInt32 {
        var state = 1
        for byte in path { state = step(state, classes.map { Int($0[Int(byte)]) } ?? Int(byte)) }
        return (owner ? accept[state] : accept[state] >> 14) & 0x7f
    }

    func reads(_ path: [UInt8]) -> Bool { permissions(path, owner: false) & 4 != 0 }

    private func step(_ start: Int, _ byte: Int) -> Int {
        var state = start
        while true {
            let cell = Int(base[state] & 0xffffff) + byte
            if cell < check.count, check[cell] == state { return Int(next[cell]) }
            let again = base[state] >> 31 == 1
            state = Int(fallback[state])
            if !again { return state }
        }
    }

    init?(_ bytes: ArraySlice<UInt8>) {
        func number(_ at: Int, _ width: Int) -> UInt32 {
            bytes[at..<min(at + width, bytes.endIndex)].reduce(0) { $0 << 8 | UInt32($1) }
        }
        guard bytes.count > 24, number(bytes.startIndex, 4) == 0x1B5E_783D else { return nil }
        var tables: [UInt32: [UInt32]] = [:]
        var offset = bytes.startIndex + Int(number(bytes.startIndex + 4, 4))
        while offset + 12 <= bytes.endIndex {
            let width = Int(number(offset + 2, 2))
            let count = Int(number(offset + 8, 4))
            guard number(offset, 2) > 0, offset + 12 + count * width <= bytes.endIndex else { break }
            tables[number(offset, 2)] = (0..<count).map { number(offset + 12 + $0 * width, width) }
            offset += (12 + count * width + 7) / 8 * 8
        }
        guard let accept = tables[1], let base = tables[2], let check = tables[3], let fallback = tables[4],
            let next = tables[8]
        else { return nil }
        (self.accept, self.base, self.check, self.fallback, self.next) = (accept, base, check, fallback, next)
        classes = tables[5]
    }
}
