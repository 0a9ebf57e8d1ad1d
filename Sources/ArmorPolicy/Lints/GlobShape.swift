import ArmorGlob

/// A glob taken apart, to draw names from it that it matches.
///
/// Until the glob module answers questions about sets of names, lints ask about samples. The text that `Glob` renders is
/// small: octal escapes, `?`, stars, brackets and braces, with nothing left to guess.
struct GlobShape {
    private enum Node {
        case byte(UInt8)
        /// What a bracket expression or `?` is tried with; the glob itself has the last word.
        case anyOf([UInt8])
        case star(deep: Bool)
        case choice([[Node]])
    }

    private let nodes: [Node]

    /// How many names are drawn from one glob at most.
    private static let most = 48

    init(_ glob: Glob) {
        let text = (try? glob.expandedVariables.text) ?? glob.text
        var parser = ShapeParser(bytes: Array(text.utf8))
        nodes = parser.sequence()
    }

    /// Names that the glob matches, as different as a few names can be; fewer rounds draw fewer.
    func samples(of glob: Glob, rounds: Int) -> [[UInt8]] {
        if let only = glob.literalBytes { return [only] }
        var result: [[UInt8]] = []
        for round in 0..<min(Self.most, max(1, rounds)) {
            for isDiagonal in [false, true] {
                var name: [UInt8] = []
                var picker = Picker(round: round, isDiagonal: isDiagonal)
                Self.append(nodes, to: &name, &picker)
                if glob.matches(name) { result.append(name) }
            }
        }
        return result.uniqued()
    }

    /// The most `**` that a name has to pass one after the other: what the parser's automaton grows with.
    var deepStars: Int { Self.deepStars(nodes) }

    private static func deepStars(_ nodes: [Node]) -> Int {
        nodes.reduce(0) { sum, node in
            switch node {
            case .byte, .anyOf: sum
            case .star(let deep): sum + (deep ? 1 : 0)
            case .choice(let branches): sum + (branches.map(deepStars).max() ?? 0)
            }
        }
    }

    /// Chooses branches: as a counter does, so that all combinations come up where they are few, or all in step, so
    /// that every branch comes up where they are many.
    private struct Picker {
        let round: Int
        let isDiagonal: Bool
        private var rest: Int

        init(round: Int, isDiagonal: Bool) {
            self.round = round
            self.isDiagonal = isDiagonal
            rest = round
        }

        mutating func pick(of count: Int) -> Int {
            guard !isDiagonal, count > 0 else { return count > 0 ? round % count : 0 }
            defer { rest /= count }
            return rest % count
        }
    }

    private static func append(_ nodes: [Node], to name: inout [UInt8], _ picker: inout Picker) {
        for node in nodes {
            switch node {
            case .byte(let byte): name.append(byte)
            case .anyOf(let bytes):
                if !bytes.isEmpty { name.append(bytes[picker.round % bytes.count]) }
            case .star(let deep):
                let fills = deep ? deepFills : fills
                name += Array(fills[picker.round % fills.count].utf8)
            case .choice(let branches):
                if !branches.isEmpty { append(branches[picker.pick(of: branches.count)], to: &name, &picker) }
            }
        }
    }

    private static let fills = ["x", "zq0", "K-7", ".q", ""]
    private static let deepFills = ["x", "zq0/a1", "K-7", ".q/w.x/7", ""]

    // MARK: Reading

    private struct ShapeParser {
        let bytes: [UInt8]
        var index = 0

        private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

        mutating func sequence() -> [Node] {
            var nodes: [Node] = []
            while let byte = current, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}") {
                nodes.append(node(byte))
            }
            return nodes
        }

        private mutating func node(_ byte: UInt8) -> Node {
            switch byte {
            case UInt8(ascii: "*"):
                index += 1
                guard current == UInt8(ascii: "*") else { return .star(deep: false) }
                index += 1
                return .star(deep: true)
            case UInt8(ascii: "?"):
                index += 1
                return .anyOf(GlobShape.preferred)
            case UInt8(ascii: "["): return .anyOf(bracket())
            case UInt8(ascii: "{"): return .choice(branches())
            default: return .byte(literal())
            }
        }

        private mutating func branches() -> [[Node]] {
            var branches: [[Node]] = []
            repeat {
                index += 1
                branches.append(sequence())
            } while current == UInt8(ascii: ",")
            index += 1
            return branches
        }

        /// One byte, its octal escape undone.
        private mutating func literal() -> UInt8 {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\"), index + 3 < bytes.count,
                let value = UInt8(String(decoding: bytes[index + 1...index + 3], as: UTF8.self), radix: 8)
            {
                index += 4
                return value
            }
            index += 1
            return byte
        }

        /// The bytes worth trying: likely ones of the set, and its first.
        private mutating func bracket() -> [UInt8] {
            index += 1
            let isNegated = current == UInt8(ascii: "^")
            if isNegated { index += 1 }
            var members: [UInt8] = []
            while let byte = current, byte != UInt8(ascii: "]") {
                let isDash = byte == UInt8(ascii: "-") && !members.isEmpty
                if isDash, let low = members.last {
                    index += 1
                    let high = literal()
                    if low < high { members += Array(low...high) }
                } else {
                    members.append(literal())
                }
            }
            index += 1
            if isNegated { return GlobShape.preferred.filter { !members.contains($0) } }
            let likely = GlobShape.preferred.filter(members.contains)
            return likely.isEmpty ? Array(members.prefix(4)) : likely
        }
    }

    private static let preferred = Array("xk0Zs_.-1af9".utf8)
}
