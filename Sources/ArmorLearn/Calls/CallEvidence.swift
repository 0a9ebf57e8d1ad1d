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

    /// What a scan found of the profile: of itself, its children, and what it executed without a rule.
    /// With it what strace saw of the program.
    package init(_ found: SeccompCalls, profile: String, strace: StraceScanner? = nil) {
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
        for (key, count) in found.counts {
            let isOwn = key.label?.parts.contains { part in
                part.namespace == nil && part.profile.elementsEqual(profile.utf8)
            }
            guard isOwn == true else { continue }
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
