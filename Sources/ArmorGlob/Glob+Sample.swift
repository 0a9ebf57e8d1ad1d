extension Glob {
    /// The bytes that every name of this glob begins with: a quick test before an exact question.
    package var literalPrefix: [UInt8] { program.prefix }

    /// Whether the two may have a name in common, as far as their beginnings say; false is certain.
    package func mayMeet(_ other: Glob) -> Bool { zip(literalPrefix, other.literalPrefix).allSatisfy(==) }

    /// Some name of this glob, found without an automaton; none where the cheap guess does not fit.
    ///
    /// The first alternative of each group, nothing for each star and a readable byte for each set.
    package var sample: [UInt8]? {
        var name: [UInt8] = []
        var skipping = 0
        for step in program.steps {
            switch step {
            case .open:
                if skipping > 0 { skipping += 1 }
            case .comma:
                if skipping == 0 { skipping = 1 }
            case .close:
                if skipping > 0 { skipping -= 1 }
            case .loop: break
            case .one(let set):
                if skipping == 0 { name.append(Self.readable.first(where: set.contains) ?? set.bytes.first ?? 0) }
            }
        }
        return Frame(kind: kind, isReversed: false).holds(name) && matches(name) ? name : nil
    }

    private static let readable = Array("a1/".utf8)
}
