import ArmorCompiled

/// An estimate of how much of what a program does no run has shown yet, for one kind of access.
///
/// By how many accesses came in one run only, and in two: Chao's estimator for incidence data in its bias-corrected form
/// (Chao 1987, "Chao2"), and the share of the next run that would be new after Good and Turing (Good 1953). Both take runs to
/// be alike and independent, which those of a machine are not quite: estimates, no bounds.
package struct Coverage: Sendable {
    /// `files`, `capabilities`, …
    package let kind: String
    /// Distinct accesses.
    package let seen: Int
    /// Those of one run only, and of two.
    package let once: Int
    package let twice: Int
    /// In how many runs each came, all together.
    package let incidences: Int
    package let runs: Int

    /// How many accesses there are that no run has shown, about; none for a single run, of which nothing can be said.
    package var unseen: Double? {
        guard runs > 1 else { return nil }
        let (one, two) = (Double(once), Double(twice))
        return Double(runs - 1) / Double(runs) * one * (one - 1) / (2 * (two + 1))
    }

    /// The share of what the next run asks for that would be new, 0 to 1; none for a single run.
    package var newShare: Double? {
        guard runs > 1, incidences > 0 else { return nil }
        return Double(once) / Double(incidences)
    }

    /// Fewer runs tell too little, whatever they show.
    private static let fewestRuns = 3
    /// The share of new accesses, and how many unseen ones, that are few enough.
    private static let smallShare = 0.02
    private static let fewUnseen = 1.0

    package enum Verdict: String, Sendable {
        case unknown = "too few runs to tell"
        case more = "keep going"
        case enough = "probably enough"
    }

    package var verdict: Verdict {
        guard runs >= Self.fewestRuns, let newShare, let unseen else { return .unknown }
        return newShare <= Self.smallShare && unseen < Self.fewUnseen ? .enough : .more
    }

    /// One for each kind that there are needs of, in a fixed order.
    package static func estimate(_ needs: [Need: Evidence], runs: Int) -> [Coverage] {
        var byKind: [String: [Int]] = [:]
        for (need, evidence) in needs { byKind[need.access.kind, default: []].append(min(evidence.runs, runs)) }
        return byKind.sorted { $0.key < $1.key }.map { kind, counts in
            Coverage(
                kind: kind,
                seen: counts.count,
                once: counts.count { $0 <= 1 },
                twice: counts.count { $0 == 2 },
                incidences: counts.reduce(0) { $0 + max(1, $1) },
                runs: runs
            )
        }
    }

    /// In words: `files: 40 seen in 3 runs, 2 of them once; about 1 more, 2 % of a next run new: keep going`.
    var text: String {
        var text = "\(kind): \(seen) seen in \(runs) run\(runs == 1 ? "" : "s")"
        if let unseen, let newShare {
            let percent = Int((newShare * 100).rounded(.up))
            text += ", \(once) of them once; about \(Int(unseen.rounded(.up))) more, \(percent) % of a next run new"
        }
        return "\(text): \(verdict.rawValue)"
    }
}

extension Access {
    /// The kind in a word, for counting.
    fileprivate var kind: String {
        switch self {
        case .file(_, .execute): "programs"
        case .file, .link: "files"
        case .changeProfile, .onExec: "changes of profile"
        case .capability: "capabilities"
        case .network, .unix: "sockets"
        case .signal: "signals"
        case .ptrace: "tracing"
        case .mount, .umount, .pivotRoot: "mounts"
        case .mqueue: "message queues"
        case .userns: "user namespaces"
        case .sqpoll, .overrideCredentials: "io_uring"
        case .dbus, .dbusBind, .dbusEavesdrop: "D-Bus"
        case .limit: "limits"
        }
    }
}
