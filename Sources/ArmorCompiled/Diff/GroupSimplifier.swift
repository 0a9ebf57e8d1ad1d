import ArmorGlob

/// Makes few globs of many: what an automaton tells apart byte by byte, a person reads as one star.
struct GroupSimplifier {
    /// The nodes have the outcome 1 where the change is seen.
    private let graph: NameGraph
    private let shape: Shape
    /// So many globs are still read one by one.
    private static let few = 2
    /// Nodes that the proof of one glob may cost.
    private static let proof = 100_000

    init(_ graph: NameGraph, _ shape: Shape) {
        (self.graph, self.shape) = (graph, shape)
    }

    /// The same names taken in, or more, by fewer globs.
    func simplified(_ groups: [ChangeGroup]) -> [ChangeGroup] {
        guard groups.count > Self.few else { return groups }
        // In the order in which they come: of two names that are as short, the same is shown at each run.
        var widened: [ChangeGroup] = []
        var places = [[Pattern]: Int](minimumCapacity: groups.count)
        for group in groups {
            let texts = group.texts.enumerated().map { $1.widened(keeping: $0 == 0 ? shape.codes : 0) }
            let wide = ChangeGroup(
                changes: [],
                texts: texts,
                witness: group.witness,
                isExact: group.isExact && texts == group.texts
            )
            if let place = places[texts] {
                widened[place] = better(widened[place], wide)
            } else {
                places[texts] = widened.count
                widened.append(wide)
            }
        }
        let all = collapsed(widened).map { Weight($0) }
        var kept: [Candidate] = []
        // To move numbers costs less than to move groups.
        let order = all.indices.sorted { left, right in
            let ranks = (all[left].rank, all[right].rank)
            return ranks.0 == ranks.1 ? all[left].isFirst(before: all[right]) : ranks.0 < ranks.1
        }
        for place in order {
            let group = all[place].group
            var candidate = Candidate(group)
            // What is plain is asked first: to make automata of globs costs more than all else.
            let cover =
                kept.firstIndex { $0.endsWider(than: group) }
                ?? kept.indices.first { kept[$0].covers(&candidate) }
            if let cover {
                kept[cover].group = better(kept[cover].group, group)
            } else {
                kept.append(candidate)
            }
        }
        return kept.map { candidate in
            let group = candidate.group
            let isExact = group.isExact || isAllSeen(group.texts)
            return ChangeGroup(changes: [], texts: group.texts, witness: group.witness, isExact: isExact)
        }
    }

    /// Groups that differ in their first text alone, where there are many, as one: the automaton remembers how a path began
    /// although what follows it does not depend on that.
    private func collapsed(_ groups: [ChangeGroup]) -> [ChangeGroup] {
        guard groups.contains(where: { $0.texts.count > 1 }) else { return groups }
        let byRest = Dictionary(grouping: groups) { Array($0.texts.dropFirst()) }
        return byRest.flatMap { rest, members -> [ChangeGroup] in
            guard !rest.isEmpty, members.count > Self.many, let first = members.first else { return members }
            var common = first.texts[0].pieces
            for member in members {
                let shared = zip(common, member.texts[0].pieces).prefix { $0 == $1 }.count
                common = Array(common.prefix(shared))
            }
            var beginning = (common + [.star(deep: true)]).joiningStars
            beginning.settleStars(isPath: first.texts[0].isPath, isLast: false)
            let shortest = members.reduce(first) { better($0, $1) }
            let texts = [Pattern(pieces: beginning, isPath: first.texts[0].isPath)] + rest
            return [ChangeGroup(changes: [], texts: texts, witness: shortest.witness, isExact: false)]
        }
    }

    /// So many groups of a pair are read one by one.
    private static let many = 6

    /// The first of two groups, with the shorter witness of both.
    private func better(_ first: ChangeGroup, _ second: ChangeGroup) -> ChangeGroup {
        func size(_ group: ChangeGroup) -> Int { group.witness.reduce(0) { $0 + $1.count } }
        guard size(second) < size(first) else { return first }
        return ChangeGroup(changes: [], texts: first.texts, witness: second.witness, isExact: first.isExact)
    }

    /// Wider globs first: those that hold less that is fixed and more stars.
    private struct Weight {
        /// The fixed pieces, and the fewer the more pieces go over slashes.
        let rank: Int
        let group: ChangeGroup

        init(_ group: ChangeGroup) {
            let fixed = group.texts.reduce(0) { $0 + $1.pieces.count { if case .one = $0 { true } else { false } } }
            let deep = group.texts.reduce(0) { $0 + $1.pieces.count { $0.isDeep } }
            rank = fixed << 32 - deep
            self.group = group
        }

        /// Of groups of one rank, which is first.
        func isFirst(before other: Weight) -> Bool {
            if group.witness != other.group.witness {
                return group.witness.joined().lexicographicallyPrecedes(other.group.witness.joined())
            }
            return group.texts.map(\.text).lexicographicallyPrecedes(other.group.texts.map(\.text))
        }
    }

    private struct Candidate {
        var group: ChangeGroup
        private lazy var globs: [Glob?] = group.texts.map(\.glob)

        init(_ group: ChangeGroup) { self.group = group }

        /// Whether each of the texts is the same, or ends in two stars where the other goes on.
        func endsWider(than other: ChangeGroup) -> Bool {
            guard group.texts.count == other.texts.count else { return false }
            return zip(group.texts, other.texts).allSatisfy { mine, theirs in
                if mine == theirs { return true }
                guard let last = mine.pieces.last, last.isDeep else { return false }
                let beginning = mine.pieces.dropLast()
                if last == .anything(deep: true) { return theirs.pieces.starts(with: beginning) }
                guard theirs.pieces.count >= mine.pieces.count else { return false }
                // Outside of paths a slash may follow a slash, which a star behind one does not take in.
                return (mine.isPath || beginning.last != .slash) && theirs.pieces.starts(with: beginning)
            }
        }

        mutating func covers(_ other: inout Candidate) -> Bool {
            guard group.texts.count == other.group.texts.count,
                zip(group.texts, other.group.texts).allSatisfy({ $0.mayCover($1) })
            else { return false }
            return zip(globs, other.globs).allSatisfy { mine, theirs in
                guard let mine, let theirs else { return false }
                return mine == theirs || mine.plainlyCovers(theirs)
            }
        }
    }

    /// Whether everything that the globs match, as far as there can be such a question, is among the nodes.
    private func isAllSeen(_ texts: [Pattern]) -> Bool {
        let globs = texts.compactMap(\.glob)
        guard globs.count == texts.count, let sequence = GlobSequence(globs) else { return false }
        // The first number is the graph's node, the second the state of the globs.
        var places = NodeList()
        places.insert(Product.Node(0, sequence.start, 0, 0))
        var current = 0
        while current < places.nodes.count {
            let place = places.nodes[current]
            let label = graph.labels[Int(place.x)]
            if label.isAccepting, label.outcome == 0, sequence.accepts(place.y) { return false }
            for run in graph.ways(Int(place.x)) where run.target != NameGraph.none {
                var last: UInt8?
                for byte in graph.representatives[run.letters] {
                    // What the globs do not tell apart either leads to one place.
                    guard sequence.letters[Int(byte)] != last else { continue }
                    last = sequence.letters[Int(byte)]
                    guard let state = sequence.next(place.y, byte) else { return false }
                    if state == GlobSequence.dead { continue }
                    guard run.target >= 0, places.nodes.count < Self.proof else { return false }
                    places.insert(Product.Node(UInt32(run.target), state, 0, 0))
                }
            }
            current += 1
        }
        return true
    }
}

extension Pattern {
    /// Whether what comes before the first star of either lets this take in the other. It needs no glob to be made.
    fileprivate func mayCover(_ other: Pattern) -> Bool {
        for (mine, theirs) in zip(pieces, other.pieces) {
            guard case .one(let wide) = mine, case .one(let narrow) = theirs else { return true }
            guard narrow.isSubset(of: wide) else { return false }
        }
        return true
    }

    /// The same with stars for its sets of bytes, but for those at its beginning that are kept.
    fileprivate func widened(keeping codes: Int) -> Pattern {
        let slash = UInt8(ascii: "/")
        var wide: [GlobPiece] = []
        wide.reserveCapacity(pieces.count)
        for index in pieces.indices {
            let isBehindSlash = index > 0 && pieces[index - 1].isSlash
            switch pieces[index] {
            case .one(let set) where index >= codes && set.only == nil:
                // Outside of paths a slash may follow a slash, which a star behind one does not take in.
                let isPlain = isPath || !isBehindSlash || !set.contains(slash)
                wide.join(isPlain ? .star(deep: set.contains(slash)) : pieces[index])
            case .star(let deep) where !isPath && isBehindSlash: wide.join(.anything(deep: deep))
            case let piece: wide.join(piece)
            }
        }
        // What need not be told apart from a star is written as one.
        for index in wide.indices {
            if case .anything(let deep) = wide[index], !wide.isBetweenSlashes(index) { wide[index] = .star(deep: deep) }
        }
        return Pattern(pieces: wide, isPath: isPath)
    }
}

extension GlobPiece {
    /// Whether it stands for slashes too, and any number of them.
    fileprivate var isDeep: Bool {
        switch self {
        case .one: false
        case .star(let deep), .anything(let deep): deep
        }
    }
}
