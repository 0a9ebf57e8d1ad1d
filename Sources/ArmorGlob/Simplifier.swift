/// Makes the result of a subtraction shorter without changing it.
struct Simplifier {
    let glob: Glob
    let exceptions: [Glob]
    let limits: AutomatonLimits
    /// Beyond this many globs the searches would cost more than they give.
    private static let most = 64

    /// The same globs, those widened that stay within what is left, then those dropped that others cover.
    func simplified(_ pieces: [Glob]) -> [Glob] {
        guard pieces.count <= Self.most else { return pieces }
        return merged(pieces.map(widened), limits: limits)
    }

    /// A glob with single bytes and sets beside stars left out, where that takes in nothing that is not left anyway.
    private func widened(_ piece: Glob) -> Glob {
        var current = piece
        var index = 0
        while index < current.program.end {
            var steps = current.program.steps
            guard isBesideDeepLoop(steps, index) else {
                index += 1
                continue
            }
            steps.remove(at: index)
            let tokens = Emission.tokens(steps)
            guard let wider = try? Glob(kind: piece.kind, tokens: tokens, expanded: tokens), isWithin(wider) else {
                index += 1
                continue
            }
            current = wider
            index = max(0, index - 1)
        }
        return current
    }

    private func isBesideDeepLoop(_ steps: [Program.Step], _ index: Int) -> Bool {
        guard case .one(let set) = steps[index], set.count > 1 || !set.contains(Byte.slash), set != .withinComponent
        else {
            return false
        }
        let before = index > 0 ? steps[index - 1] : .comma
        let after = index + 1 < steps.count ? steps[index + 1] : .comma
        return before == .loop(deep: true) || after == .loop(deep: true)
    }

    private func isWithin(_ candidate: Glob) -> Bool {
        guard case .covered = covered(candidate, by: [glob], limits: limits) else { return false }
        return exceptions.allSatisfy { intersection(candidate, $0, limits: limits) == .disjoint }
    }
}
