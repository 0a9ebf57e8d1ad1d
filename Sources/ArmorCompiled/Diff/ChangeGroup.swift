package import ArmorGlob

/// Questions that are answered differently, put as a person would: globs that take them all in, and one of them.
package struct ChangeGroup: Sendable, Hashable {
    /// What changes, the same for all of them.
    package var changes: [Change]
    /// The texts of the questions, each a glob.
    package let texts: [Pattern]
    /// The shortest that differs, text by text.
    package let witness: [[UInt8]]
    /// Whether all that the globs match differs so; otherwise some of it.
    package let isExact: Bool
}

/// The text of a group: a glob that was put together.
package struct Pattern: Sendable, Hashable {
    package let pieces: [GlobPiece]
    package let isPath: Bool

    package init(pieces: [GlobPiece], isPath: Bool) {
        self.pieces = pieces
        self.isPath = isPath
    }

    /// Of numbers that anybody can foresee: those that are compared are few, and to hash each piece costs more than all else.
    package func hash(into hasher: inout Hasher) {
        var mark: UInt64 = isPath ? 1 : 0
        for piece in pieces {
            switch piece {
            case .one(let bytes): mark ^= bytes.mark
            case .star(let deep): mark ^= deep ? 2 : 1
            case .anything(let deep): mark ^= deep ? 4 : 3
            }
            mark = (mark ^ mark >> 32) &* 0x9E37_79B9_7F4A_7C15
        }
        hasher.combine(mark)
    }

    /// The glob; none where it is too long for one.
    package var glob: Glob? { try? Glob(kind: isPath ? .path : .name, pieces: pieces) }

    /// As AppArmor writes it. What is too long for a glob is cut and ends in two stars.
    package var text: String {
        if let glob { return glob.text }
        let beginning = Array(pieces.prefix(1_000)) + [.star(deep: true)]
        return (try? Glob(kind: .name, pieces: beginning))?.text ?? "**"
    }
}
