/// A union of globs as a deterministic automaton, made as far as it is asked for, so that other automata can be walked along
/// with it.
package final class GlobMachine {
    /// The state from which nothing matches.
    package static let dead = Determinised.dead

    /// The letter of each byte: bytes of one letter are alike to all of the globs. NUL, which no name holds, has a letter of
    /// its own that leads to the dead state.
    package let letters: [UInt8]
    private let machine: Determinised
    private let nul: UInt8

    /// Nothing where the globs tell more than 255 kinds of bytes apart or are too large.
    package init?(_ globs: [Glob], limits: AutomatonLimits = AutomatonLimits()) {
        let classes = ByteClasses(globs.map(\.program))
        guard classes.count < 256,
            let machine = try? Determinised(globs.map(\.program), classes: classes, limits: limits)
        else { return nil }
        nul = UInt8(classes.count)
        var letters = [UInt8](repeating: nul, count: 256)
        for (letter, members) in classes.members.enumerated() {
            for byte in members.bytes { letters[Int(byte)] = UInt8(letter) }
        }
        self.letters = letters
        self.machine = machine
    }

    package var start: Int { machine.start }

    package func accepts(_ state: Int) -> Bool { machine.accepts(state) }

    /// The state after a byte of a letter; none where the automaton grows beyond its limit.
    package func next(_ state: Int, letter: UInt8) -> Int? {
        letter == nul ? Self.dead : try? machine.next(state, Int(letter))
    }
}

/// One piece of a glob that was put together from what matches instead of from a text.
package enum GlobPiece: Sendable, Hashable {
    case one(ByteSet)
    case star(deep: Bool)
    /// `{,*}` and `{,**}`: the same where a star alone would stand for at least one byte, and the first of them no `/`.
    case anything(deep: Bool)
}

extension Glob {
    /// The glob of these pieces, which match one after another. As in any glob, a star between bare slashes, or behind one
    /// at the end, stands for at least one byte.
    package init(kind: GlobKind, pieces: [GlobPiece]) throws(GlobError) {
        var tokens: [Token] = []
        tokens.reserveCapacity(pieces.count)
        for piece in pieces {
            switch piece {
            case .star(let deep): tokens.append(.star(deep: deep))
            case .anything(let deep): tokens += [.open, .comma, .star(deep: deep), .close]
            case .one(let set):
                if let byte = set.only { tokens.append(.byte(byte)) } else { tokens.append(.set(set)) }
            }
        }
        try self.init(kind: kind, tokens: tokens, expanded: tokens)
    }

    /// Whether it is plain to see that every name of another glob matches: the other's steps fit into this one's, one after
    /// another. True is certain; false is not, and alternatives are never looked into. Costs the product of both lengths, where
    /// `covered(_:by:)` makes automata.
    package func plainlyCovers(_ other: Glob) -> Bool {
        let mine = program.steps
        // Which of my steps may be next, after the steps of the other so far.
        var open = [Bool](repeating: false, count: mine.count + 1)
        open[0] = true
        func skipLoops(_ open: inout [Bool]) {
            for index in mine.indices where open[index] {
                if case .loop = mine[index] { open[index + 1] = true }
            }
        }
        skipLoops(&open)
        for step in other.program.steps {
            var next = [Bool](repeating: false, count: mine.count + 1)
            for index in mine.indices where open[index] {
                switch (mine[index], step) {
                case (.one(let wide), .one(let narrow)):
                    if narrow.isSubset(of: wide) { next[index + 1] = true }
                case (.loop(let deep), .one(let set)): if deep || !set.contains(Byte.slash) { next[index] = true }
                case (.loop(let wide), .loop(let narrow)): if wide || !narrow { next[index] = true }
                default: break
                }
            }
            skipLoops(&next)
            guard next.contains(true) else { return false }
            open = next
        }
        return open[mine.count]
    }

    /// The same glob behind fixed bytes, as the name of something that is no path.
    package func behind(_ bytes: [UInt8]) throws(GlobError) -> Glob {
        let tokens = bytes.map(Token.byte) + Emission.tokens(program.steps)
        return try Glob(kind: .name, tokens: tokens, expanded: tokens)
    }

    /// Bytes in the order in which people would rather read them, NUL last.
    package static let readableBytes: [UInt8] = ByteClasses.preference + [0]
}
