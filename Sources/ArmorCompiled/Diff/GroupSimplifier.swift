import ArmorGlob

/// Makes few globs of many: what an automaton tells apart byte by byte, a person reads as one star.
struct GroupSimplifier {
    private let product: Product
    private let graph: ProductGraph
    private let seen: Set<Int>
    /// So many globs are still read one by one.
    private static let few = 2
    /// Nodes that the proof of one glob may cost.
    private static let proof = 100_000

    init(_ product: Product, _ graph: ProductGraph, _ nodes: [Int]) {
        self.product = product
        self.graph = graph
        seen = Set(nodes)
    }

    /// The same names taken in, or more, by fewer globs.
    func simplified(_ groups: [ChangeGroup]) -> [ChangeGroup] {
        guard groups.count > Self.few else { return groups }
        var widened: [[Pattern]: ChangeGroup] = [:]
        for group in groups {
            let texts = group.texts.enumerated().map { $1.widened(keeping: $0 == 0 ? product.shape.codes : 0) }
            let wide = ChangeGroup(
                changes: [],
                texts: texts,
                witness: group.witness,
                isExact: group.isExact && texts == group.texts
            )
            widened[texts] = widened[texts].map { better($0, wide) } ?? wide
        }
        let all = collapsed(Array(widened.values)).map { (group: $0, weight: Self.weight($0)) }
            .sorted { $0.weight < $1.weight }
        var kept: [Candidate] = []
        for (group, _) in all {
            let candidate = Candidate(group)
            if let index = kept.firstIndex(where: { $0.covers(candidate) }) {
                kept[index].group = better(kept[index].group, group)
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
    private static func weight(_ group: ChangeGroup) -> (Int, Int, String) {
        let fixed = group.texts.reduce(0) { $0 + $1.pieces.count { if case .one = $0 { true } else { false } } }
        let deep = group.texts.reduce(0) { $0 + $1.pieces.count { $0 == .star(deep: true) } }
        return (fixed, -deep, group.texts.map(\.text).joined(separator: " "))
    }

    private struct Candidate {
        var group: ChangeGroup
        let globs: [Glob?]

        init(_ group: ChangeGroup) {
            self.group = group
            globs = group.texts.map(\.glob)
        }

        func covers(_ other: Candidate) -> Bool {
            guard globs.count == other.globs.count else { return false }
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
            if graph.isAccepting[place.node], sequence.accepts(place.state), !seen.contains(place.node) { return false }
            let form = UInt8(product.nodes[place.node].w)
            for (letter, target) in graph.targets(place.node).enumerated() {
                let byte = product.letters.representatives[letter]
                guard product.shape.next(form, byte) != Shape.none else { continue }
                guard let state = sequence.next(place.state, byte) else { return false }
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
        let bare = GlobPiece.one(ByteSet(CollectionOfOne(slash)))
        let pieces = pieces.enumerated().map { index, piece -> GlobPiece in
            guard index >= codes, case .one(let set) = piece, set.count > 1 else { return piece }
            // Outside of paths a slash may follow a slash, which a star behind one does not take in.
            let isBehindSlash = index > 0 && self.pieces[index - 1] == bare
            guard isPath || !set.contains(slash) || !isBehindSlash else { return piece }
            return .star(deep: set.contains(slash))
        }
        return Pattern(pieces: pieces.joiningStars, isPath: isPath)
    }
}
