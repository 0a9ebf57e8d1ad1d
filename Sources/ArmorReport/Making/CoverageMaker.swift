package import ArmorLearn
import ArmorSource

/// What was found of the uses of a policy's grants.
package enum GrantUses: Sendable {
    case told(TightenReport)
    /// Why it cannot be told, and what to do.
    case untold([String])
}

extension CoverageFacts {
    private static let most = 200

    /// - Parameters:
    ///   - evidence: all that the logs tell of the profile.
    ///   - runs: of the machines that the logs are of.
    package init(_ evidence: ProfileEvidence, runs: Int, uses: GrantUses) {
        events = evidence.events
        accesses = evidence.needs.count
        self.runs = runs
        kinds = Coverage.estimate(evidence.needs, runs: runs).map(Kind.init)
        neglected = NeglectedEvents.all(evidence)
        switch uses {
        case .untold(let lines): grants = .untold(lines.map(Excerpt.of))
        case .told(let report):
            let all = report.plan.verdicts.map(GrantUse.init)
            func count(_ verdict: GrantUse.Verdict) -> Int { all.count { $0.verdict == verdict } }
            // As the policy has them, but first what was not used.
            let sorted = [GrantUse.Verdict.unused, .partly, .unknown, .used].flatMap { verdict in
                all.filter { $0.verdict == verdict }
            }
            grants = .told(
                Bounded(sorted, most: Self.most),
                unused: count(.unused),
                partly: count(.partly),
                used: count(.used),
                unknown: count(.unknown),
                runs: report.record.runs
            )
        }
    }
}

extension NeglectedEvents {
    /// - Parameter isWanted: by which reasons they are told.
    static func all(_ evidence: ProfileEvidence, where isWanted: (Neglect) -> Bool = { _ in true }) -> [NeglectedEvents]
    {
        Neglect.allCases.filter(isWanted).compactMap { reason in
            evidence.neglected[reason].map { NeglectedEvents(count: $0, words: reason.explanation) }
        }
    }
}

extension CoverageFacts.Kind {
    fileprivate init(_ coverage: Coverage) {
        name = coverage.kind
        seen = coverage.seen
        once = coverage.once
        unseen = coverage.unseen.map { Int(min($0, 1e9).rounded(.up)) }
        newShare = coverage.newShare.map { Int(($0 * 100).rounded(.up)) }
        verdict = coverage.verdict.rawValue
    }
}

extension CoverageFacts.GrantUse {
    fileprivate init(_ verdict: GrantVerdict) {
        let inside = verdict.grant.child.map { ", in \($0)" } ?? ""
        grant = Excerpt.of(verdict.grant.text + inside)
        place = verdict.grant.place.label
        events = verdict.evidence.count
        runs = verdict.evidence.runs
        phase = verdict.phase?.rawValue
        switch verdict.decision {
        case .remove(.unused): (self.verdict, note) = (.unused, nil)
        case .remove(.covered): (self.verdict, note) = (.unused, "all that was used of it is allowed by others")
        case .narrow(let narrowing):
            let less = narrowing.texts.prefix(3).joined(separator: ", ")
            (self.verdict, note) = (.partly, Excerpt.of("this would do: \(less)"))
        case .stay(.used): (self.verdict, note) = (.used, nil)
        case .stay(let stay):
            (self.verdict, note) = (events > 0 ? .used : .unknown, stay.text.map(Excerpt.of))
        }
    }
}
