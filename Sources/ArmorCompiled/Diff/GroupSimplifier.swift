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
        var widened: [[Pattern]: ChangeGroup] = [:]
        for group in groups {
            let texts = group.texts.enumerated().map { $1.widened(keeping: $0 == 0 ? shape.codes : 0) }
            let wide = ChangeGroup(
                changes: [],
                texts: texts,
                witness: group.witness,
                isExact: group.isExact && texts == group.texts
            )
            widened[texts] = widened[texts].map { better($0, wide) } ?? wide
        }
        let all = collapsed(Array(widened.values)).map { (group: $0, weight: Weight($0)) }
            .sorted { $0.weight < $1.weight }
        var kept: [Candidate] = []
        for (group, _) in all {
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
        let byRest = Dictionary(grouping: groups) { Array($0.texts.dropFirst()) }
        return byRest.flatMap { rest, members -> [ChangeGroup] in
            guard !rest.isEmpty, members.count > Self.many, let first = members.first else { return members }
            var common = first.texts[0].pieces
            for member in members {
                let shared = zip(common, member.texts[0].pieces).prefix { $0 == $1 }.count
                common = Array(common.prefix(shared))
            }
            let beginning = Pattern(pieces: (common + [.star(deep: true)]).joiningStars, isPath: first.texts[0].isPath)
            let shortest = members.reduce(first) { better($0, $1) }
            let whole = ChangeGroup(changes: [], texts: [beginning] + rest, witness: shortest.witness, isExact: false)
            // A star behind a slash stands for at least one byte: the folder itself is said besides.
            return [whole] + members.filter { $0.texts[0].pieces == common }
        }
    }

    /// So many groups of a pair are read one by one.
    private static let many = 6

    /// The first of two groups, with the shorter witness of both.
    private func better(_ first: ChangeGroup, _ second: ChangeGroup) -> ChangeGroup {
        func size(_ group: ChangeGroup) -> Int { group.witness.reduce(0) { $0 + $1.count } }
        return ChangeGroup(
            changes: [],
            texts: first.texts,
            witness: size(second) < size(first) ? second.witness : first.witness,
            isExact: first.isExact
        )
    }

    /// Wider globs first: those that begin with less and hold more stars.
    private struct Weight: Swift.Comparable {
        private let fixed: Int
        private let deep: Int
        private let group: ChangeGroup

        init(_ group: ChangeGroup) {
            fixed = group.texts.reduce(0) { $0 + $1.pieces.count { if case .one = $0 { true } else { false } } }
            deep = group.texts.reduce(0) { $0 + $1.pieces.count { $0 == .star(deep: true) } }
            self.group = group
        }

        static func == (left: Weight, right: Weight) -> Bool { left.group == right.group }

        static func < (left: Weight, right: Weight) -> Bool {
            if (left.fixed, right.deep) != (right.fixed, left.deep) {
                return (left.fixed, right.deep) < (right.fixed, left.deep)
            }
            if left.group.witness != right.group.witness {
                return left.group.witness.joined().lexicographicallyPrecedes(right.group.witness.joined())
            }
            return left.group.texts.map(\.text).lexicographicallyPrecedes(right.group.texts.map(\.text))
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
                guard mine.pieces.last == .star(deep: true), theirs.pieces.count >= mine.pieces.count else {
                    return false
                }
                // Outside of paths a slash may follow a slash, which a star behind one does not take in.
                let beginning = mine.pieces.dropLast()
                return (mine.isPath || beginning.last != .slash) && theirs.pieces.starts(with: beginning)
            }
        }

        mutating func covers(_ other: inout Candidate) -> Bool {
            guard group.texts.count == other.group.texts.count else { return false }
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
        struct Place: Hashable {
            let node: Int
            let state: UInt32
        }
        var pending = [Place(node: 0, state: sequence.start)]
        var known = Set(pending)
        while let place = pending.popLast() {
            let label = graph.labels[place.node]
            if label.isAccepting, label.outcome == 0, sequence.accepts(place.state) { return false }
            for (letter, target) in graph.targets(place.node).enumerated() where target != NameGraph.none {
                guard let state = sequence.next(place.state, graph.representatives[letter]) else { return false }
                if state == GlobSequence.dead { continue }
                guard target >= 0, known.count < Self.proof else { return false }
                let next = Place(node: Int(target), state: state)
                if known.insert(next).inserted { pending.append(next) }
            }
        }
        return true
    }
}

extension Pattern {
    /// The same with stars for its sets of bytes, but for those at its beginning that are kept.
    fileprivate func widened(keeping codes: Int) -> Pattern {
        let slash = UInt8(ascii: "/")
        let pieces = pieces.enumerated().map { index, piece -> GlobPiece in
            guard index >= codes, case .one(let set) = piece, set.count > 1 else { return piece }
            // Outside of paths a slash may follow a slash, which a star behind one does not take in.
            let isBehindSlash = index > 0 && self.pieces[index - 1] == .slash
            guard isPath || !set.contains(slash) || !isBehindSlash else { return piece }
            return .star(deep: set.contains(slash))
        }
        return Pattern(pieces: pieces.joiningStars, isPath: isPath)
    }
}

extension GlobPiece {
    fileprivate static let slash = GlobPiece.one(ByteSet(CollectionOfOne(UInt8(ascii: "/"))))
}
