package import ArmorCompiled
package import ArmorPolicy
import ArmorProof

/// A compiled policy that needs are asked of, one after the other.
package struct Replay: Sendable {
    private let profiles: [String?: Asked]
    private let finders: [String?: Rules]

    /// - Parameter policy: what was compiled; it names the rules.
    package init(_ compiled: CompiledPolicy, policy: Policy, kernel: KernelDialect) {
        let name = policy.name?.value ?? ""
        var profiles: [String?: Asked] = [:]
        var finders: [String?: Rules] = [:]
        for profile in compiled.profiles {
            let child: String?
            if profile.name == name {
                child = nil
            } else if profile.name.hasPrefix("\(name)//") {
                child = String(profile.name.dropFirst(name.count + 2))
            } else {
                continue
            }
            profiles[child] = Asked(profile, kernel)
            if let body = policy.body(child) {
                finders[child] = Rules(body, RuleFinder(body, variables: policy.variables, name: profile.name))
            }
        }
        (self.profiles, self.finders) = (profiles, finders)
    }

    package enum Answer: Sendable {
        /// The rules that allow it, as the profile has them; empty where a file that it includes does.
        case allowed([Rule])
        /// The rules that deny it; empty where none allows it.
        case denied([Rule])
        case undecidable(String)
    }

    /// The answer to all events of a need.
    package func answer(_ need: Need, _ evidence: Evidence) -> Answer {
        guard let asked = profiles[need.child] else {
            return .undecidable("the policy has no child \"\(need.child ?? "")\"")
        }
        if asked.profile.effectiveMode == .unconfined { return .undecidable("the profile's mode is unconfined") }
        var allows: [Rule] = []
        for subject in evidence.subjects {
            let decision = asked.profile.decide(need.access, subject, asked.kernel)
            guard decision.isMediated else { return .undecidable("the target's kernel does not mediate it") }
            let rules = finders[need.child]
            guard decision.isAllowed else { return .denied(rules?.finder.find(need.access, subject).denies ?? []) }
            if allows.isEmpty { allows = rules?.allowing(need.access, subject) ?? [] }
        }
        return .allowed(allows)
    }
}

/// The rules of one profile, those for files by their paths: a policy may come to have as many as a log has names.
private struct Rules: Sendable {
    let finder: RuleFinder
    private let rules: [Rule]
    private let files: EffectiveAccess

    init(_ body: ProfileBody, _ finder: RuleFinder) {
        self.finder = finder
        rules = body.rules.map(RawReading.interpreted)
        files = EffectiveAccess(rules)
    }

    func allowing(_ access: Access, _ subject: Subject) -> [Rule] {
        guard case .file(let path, let permission) = access, let asked = Self.permission(permission) else {
            return finder.find(access, subject).allows
        }
        return files.granting(asked, on: path, to: subject == .owner ? .owner : .other).map { rules[$0] }
    }

    private static func permission(_ permission: Permission) -> EffectiveAccess.Permission? {
        switch permission {
        case .read: .read
        case .write: .write
        case .append: .append
        case .execute: .execute
        case .mapExecutable: .map
        case .lock: .lock
        case .link: .link
        default: nil
        }
    }
}

extension Evidence {
    /// As whom the access was asked for.
    var subjects: [Subject] {
        if isOwners { return [.owner] }
        return asOwner == 0 ? [.other] : [.other, .owner]
    }
}

/// What replaying all needs came to.
package struct ReplayResult: Sendable {
    package struct Line: Sendable {
        package let need: Need
        package let evidence: Evidence
        package let answer: Replay.Answer
    }

    package let lines: [Line]

    package init(_ replay: Replay, _ needs: [Need: Evidence]) {
        lines = needs.sorted { $0.key.access.text < $1.key.access.text }.map { need, evidence in
            Line(need: need, evidence: evidence, answer: replay.answer(need, evidence))
        }
    }

    /// Accesses and their events of one answer.
    package struct Count: Sendable {
        package var accesses = 0
        package var events = 0
    }

    package var allowed: Count { count { if case .allowed = $0 { true } else { false } } }
    package var denied: Count { count { if case .denied = $0 { true } else { false } } }
    package var undecidable: Count { count { if case .undecidable = $0 { true } else { false } } }

    private func count(_ isCounted: (Replay.Answer) -> Bool) -> Count {
        lines.filter { isCounted($0.answer) }.reduce(into: Count()) { sum, line in
            sum.accesses += 1
            sum.events += line.evidence.count
        }
    }
}
