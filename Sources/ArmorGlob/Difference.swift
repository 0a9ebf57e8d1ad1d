/// What is left of a glob without its exceptions.
package enum Difference: Sendable, Hashable {
    /// Globs that together match exactly what is left; none where nothing is.
    case globs([Glob])
    case impossible(Indivisible)
}

/// Why a difference was not given.
package struct Indivisible: Error, Sendable, Hashable {
    package enum Reason: String, Sendable, Hashable {
        /// What is left is no union of globs that we know how to write.
        case inexpressible
        /// It takes more globs than the limits allow.
        case tooMany = "too-many"
        /// It cost more than the limits allow.
        case undecided
        /// The check of the result found a difference: a fault of this program.
        case mismatch
    }

    package let reason: Reason
    /// The exception that is to blame, counted from 0, where one is.
    package let exception: Int?
    package let message: String
    package let help: String
}

/// Globs that together match exactly what `glob` matches and no exception does, over the names that there are.
///
/// The result is proved equal before it is given. Variables in it are replaced by their values.
package func subtract(
    _ glob: Glob,
    _ exceptions: [Glob],
    limits: AutomatonLimits = AutomatonLimits()
) -> Difference {
    do {
        let relevant = exceptions.indices.filter { intersection(glob, exceptions[$0], limits: limits) != .disjoint }
        guard !relevant.isEmpty else { return .globs([glob]) }
        let pieces = try Subtractor(limits: limits).pieces(of: glob, exceptions, relevant)
        let result = Simplifier(glob: glob, exceptions: relevant.map { exceptions[$0] }, limits: limits).simplified(
            pieces
        )
        try prove(result, isWhatIsLeftOf: glob, exceptions, limits: limits)
        return .globs(result)
    } catch {
        return .impossible(error)
    }
}

/// Checks a result against its definition, name by name.
private func prove(
    _ result: [Glob],
    isWhatIsLeftOf glob: Glob,
    _ exceptions: [Glob],
    limits: AutomatonLimits
) throws(Indivisible) {
    let wrong: [UInt8]?
    do {
        let search = try Search([[glob], exceptions, result], limits: limits)
        wrong = try search.walk(isWorth: { $0[0] != Determinised.dead || $0[2] != Determinised.dead }) { accepted, _ in
            (accepted[0] && !accepted[1]) != accepted[2]
        }
    } catch {
        throw Indivisible.undecided(nil)
    }
    if let wrong {
        throw Indivisible(
            reason: .mismatch,
            exception: nil,
            message: "the result is wrong at \(quotedLiteral(wrong))",
            help: "please report this glob and its exceptions"
        )
    }
}

extension Indivisible {
    static func undecided(_ exception: Int?) -> Indivisible {
        Indivisible(
            reason: .undecided,
            exception: exception,
            message: "this difference takes too long to work out",
            help: "use fewer ** in one path, or split the rule"
        )
    }

    static func tooMany(_ exception: Int?) -> Indivisible {
        Indivisible(
            reason: .tooMany,
            exception: exception,
            message: "this difference takes too many globs to say",
            help: "name what is allowed instead, or use a deny rule"
        )
    }

    static func inexpressible(_ exception: Int?) -> Indivisible {
        Indivisible(
            reason: .inexpressible,
            exception: exception,
            message: "what this exception leaves cannot be said exactly in AppArmor's globs",
            help: "begin it with a fixed path instead of a wildcard before the part that matters, or use a deny rule"
        )
    }
}

/// Chooses how the exceptions are taken away: together or one after another, read from the front or from the end.
private struct Subtractor {
    let limits: AutomatonLimits

    func pieces(of glob: Glob, _ exceptions: [Glob], _ relevant: [Int]) throws(Indivisible) -> [Glob] {
        if let pieces = try attempt(glob, relevant.map { exceptions[$0] }) { return pieces }
        // Those that work from the front go first and together: that reads best.
        var early: [Int] = []
        for index in relevant where (try? Front(glob, [exceptions[index]], false, limits).pieces()) != nil {
            early.append(index)
        }
        var pieces = [glob]
        if early.count > 1, let together = try attempt(glob, early.map({ exceptions[$0] })) {
            pieces = together
        } else {
            early = []
        }
        for index in relevant where !early.contains(index) {
            var left: [Glob] = []
            for piece in pieces {
                guard let parts = try attempt(piece, [exceptions[index]]) else {
                    throw Indivisible.inexpressible(index)
                }
                left.append(contentsOf: parts)
                guard left.count <= limits.globs else { throw Indivisible.tooMany(index) }
            }
            pieces = merged(left, limits: limits)
        }
        return pieces
    }

    /// What is left, or nil if neither direction can say it.
    private func attempt(_ glob: Glob, _ exceptions: [Glob]) throws(Indivisible) -> [Glob]? {
        for isReversed in [false, true] {
            do {
                return try Front(glob, exceptions, isReversed, limits).pieces()
            } catch {
                if error.reason != .inexpressible { throw error }
            }
        }
        return nil
    }
}
