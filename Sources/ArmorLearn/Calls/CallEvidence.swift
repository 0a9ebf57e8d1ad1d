package import ArmorAudit
import ArmorSystemCalls

/// What logs tell of the system calls of one profile: what a filter met, by the names of calls.
package struct CallEvidence: Sendable {
    package private(set) var calls: [String: Evidence] = [:]
    /// Of calls that a filter allows by an argument, and that strace saw: each value of it, as strace writes it.
    private(set) var arguments: [String: [String: Evidence]] = [:]
    /// Events of machines or numbers that have no name here.
    package private(set) var unknown = 0

    package init() {}

    package var isEmpty: Bool { calls.isEmpty && unknown == 0 }

    /// The calls that a scan found of a profile: of itself, its children, and the programs that it executed without a rule,
    /// with the calls that strace saw.
    ///
    /// - Parameter takesUnlabelled: whether records that name no profile count as the profile's.
    package init(
        _ found: SeccompCalls,
        profile: LearnedProfile,
        takesUnlabelled: Bool = false,
        strace: StraceScanner? = nil
    ) {
        for (name, count) in strace?.calls ?? [:] {
            var evidence = Evidence()
            (evidence.count, evidence.denied) = (count.events, count.denied)
            add(name, evidence)
        }
        arguments = (strace?.arguments ?? [:]).mapValues { values in
            values.mapValues { count in
                var evidence = Evidence()
                (evidence.count, evidence.denied) = (count.events, count.denied)
                return evidence
            }
        }
        add(found) { label in label.map { profile.own($0) != nil } ?? takesUnlabelled }
    }

    /// All calls that a scan found, whatever profile they are of.
    package init(all found: SeccompCalls) { add(found) { _ in true } }

    private mutating func add(_ found: SeccompCalls, where isOwn: (AuditLabel?) -> Bool) {
        for (key, count) in found.counts where isOwn(key.label) {
            guard let (machine, number) = SystemCallTable.Machine.of(arch: key.arch, number: Int(key.number)),
                let name = SystemCallTable.known.name(of: number, on: machine)
            else {
                unknown += count.events
                continue
            }
            var evidence = Evidence()
            (evidence.count, evidence.trusted) = (count.events, count.trusted)
            evidence.denied = key.action.isLet ? 0 : count.events
            (evidence.first, evidence.last) = (count.first, count.last)
            evidence.note(comm: key.comm)
            add(name, evidence)
        }
    }

    /// Adds what is told of one call; a name that no machine has is left out.
    package mutating func add(_ name: String, _ evidence: Evidence) {
        guard SystemCallTable.known.contains(name) else { return unknown += evidence.count }
        calls[name] = calls[name]?.joined(evidence) ?? evidence
    }
}
