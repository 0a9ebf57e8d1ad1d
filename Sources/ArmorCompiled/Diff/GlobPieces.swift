import ArmorGlob

extension GlobPiece {
    static let slash = GlobPiece.one(ByteSet(UInt8(ascii: "/")))

    var isSlash: Bool { if case .one(let set) = self { set == ByteSet(UInt8(ascii: "/")) } else { false } }

    /// What divides the texts of a question.
    static let separator = GlobPiece.one(ByteSet(0))

    var isSeparator: Bool { if case .one(let set) = self { set == ByteSet(0) } else { false } }
}

extension [GlobPiece] {
    /// Adds a piece; stars beside each other are one, the deeper of them.
    mutating func join(_ piece: GlobPiece) {
        switch (last, piece) {
        case (.star(let before), .star(let deep)): self[count - 1] = .star(deep: before || deep)
        case (.anything(let before), .star(let deep)): self[count - 1] = .anything(deep: before || deep)
        default: append(piece)
        }
    }

    /// Whether a star at this place would stand for less than any number of bytes: between slashes, or behind one at the end.
    func isBetweenSlashes(_ index: Int) -> Bool {
        index > 0 && self[index - 1].isSlash && (index + 1 == count || self[index + 1].isSlash)
    }

    /// The pieces of a text whose stars were meant for any number of bytes. In a path a slash follows no slash, and of a path
    /// that is the last text the folder is said besides.
    mutating func settleStars(isPath: Bool, isLast: Bool) {
        for index in indices {
            guard case .star(let deep) = self[index], isBetweenSlashes(index) else { continue }
            if !isPath || (!isLast && index + 1 == count) { self[index] = .anything(deep: deep) }
        }
    }
}

extension Collection<GlobPiece> {
    /// The same with stars beside each other as one.
    var joiningStars: [GlobPiece] {
        var result: [GlobPiece] = []
        result.reserveCapacity(count)
        for piece in self { result.join(piece) }
        return result
    }
}
