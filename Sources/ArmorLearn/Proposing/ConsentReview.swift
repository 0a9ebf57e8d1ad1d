import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorProof
import ArmorSource

/// Finds the grants that a person has to consent to, however often the log shows the access.
struct ConsentReview {
    private let profile: String
    private let needs: [Need: Evidence]

    /// - Parameters:
    ///   - policy: the policy that the grants are for.
    ///   - needs: all needs of the log.
    init(_ policy: Policy, _ needs: [Need: Evidence]) { (profile, self.needs) = (policy.name?.value ?? "", needs) }

    /// The reasons for asking about a grant; empty where it may be proposed unasked.
    func risks(_ candidate: Candidate) -> [Risk] {
        let suspicion = candidate.suspicion.map { [$0] } ?? []
        let own = candidate.needs.compactMap { risk($0, isOwner: candidate.isOwners) }
        return (suspicion + own + globRisk(candidate)).uniqued()
    }

    private func risk(_ need: Need, isOwner: Bool) -> Risk? {
        switch need.access {
        case .mount, .umount, .pivotRoot:
            return Risk(code: "mount", message: "changes what is mounted", isGrave: true)
        case .changeProfile, .onExec:
            return Risk(code: "change_profile", message: "leaves this profile", isGrave: true)
        case .file(let path, let permission) where permission == .write && Self.isLabel(path):
            return Risk(code: "change_profile", message: "writes where a process changes its profile", isGrave: true)
        default:
            let facts = (needs[need] ?? Evidence()).facts(isOwner: isOwner)
            return need.access.sensitivity(facts, own: profile).map { sensitive in
                let name = need.path.map { printable(String(decoding: $0, as: UTF8.self)) } ?? need.access.text
                return Risk(sensitive, name)
            }
        }
    }

    /// `/proc/PID/attr/current`, `…/exec` and their like (proc(5)).
    private static func isLabel(_ path: [UInt8]) -> Bool {
        let names = path.split(separator: Bytes.slash)
        return names.first?.elementsEqual("proc".utf8) ?? false && names.contains { $0.elementsEqual("attr".utf8) }
    }

    // MARK: Globs

    /// What a glob of samples grants beside them: each component is tried with the names of sensitive files.
    private func globRisk(_ candidate: Candidate) -> [Risk] {
        guard candidate.glob != nil, let file = candidate.values.first as? FileRule, let glob = file.path,
            let sample = candidate.needs.lazy.compactMap(\.path).first
        else { return [] }
        let permissions = EffectiveAccess.Permission.allCases.filter { file.names($0) && $0 != .lock }
        let facts = SensitiveAccess.FileFacts(isOwner: file.owner)
        for path in SensitiveNames.variants(of: sample) where glob.matches(path) {
            for permission in permissions {
                guard let found = SensitiveAccess.file(path, permission, facts) else { continue }
                return [Risk(found, printable(String(decoding: path, as: UTF8.self)))]
            }
        }
        return []
    }
}

extension Risk {
    fileprivate init(_ sensitive: SensitiveAccess, _ name: String) {
        self.init(code: sensitive.code, message: "\(name) \(sensitive.reason)", isGrave: true)
    }
}

extension Evidence {
    /// What the log shows about the file of an access.
    func facts(isOwner: Bool) -> SensitiveAccess.FileFacts {
        SensitiveAccess.FileFacts(isOwner: isOwner, isSocket: asSocket > 0)
    }
}

extension Candidate {
    fileprivate var isOwners: Bool { (values.first as? FileRule)?.owner ?? false }

    /// Leaves out the general reason for asking where a lint of the levels CRIT and HIGH gives a more exact one, so that one code
    /// accepts the grant.
    mutating func dropRepeatedRisks() {
        let exact = risks.contains { $0.isGrave && ($0.code.hasPrefix("A") || $0.code.hasPrefix("B")) }
        guard exact else { return }
        risks.removeAll { risk in risk.isGrave && risk.code.hasPrefix("C") && SensitiveAccess.codes.contains(risk.code)
        }
    }

    /// Whether a risk is among those of the grant, in these words or in others of the same code.
    func says(_ risk: Risk) -> Bool { risks.contains { $0 == risk || $0.code == risk.code && $0.isGrave } }
}
