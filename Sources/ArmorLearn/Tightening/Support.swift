import ArmorCompiled
import ArmorPolicy
import ArmorProof

/// Which uses the rules of a policy allow, found by the rules' own words.
struct Support {
    private let finders: [String?: RuleFinder]

    /// - Parameter rules: those that are asked, each with the child that it is in.
    init(_ rules: [(child: String?, rule: Rule)], _ policy: Policy) {
        var bodies: [String?: ProfileBody] = [:]
        for (child, rule) in rules { bodies[child, default: ProfileBody()].rules.append(rule) }
        let name = policy.name?.value ?? ""
        var finders: [String?: RuleFinder] = [:]
        for (child, body) in bodies {
            let own = child.map { "\(name)//\($0)" } ?? name
            finders[child] = RuleFinder(body, variables: policy.variables, name: own)
        }
        self.finders = finders
    }

    init(_ grant: Grant, _ policy: Policy) { self.init(grant.rules.map { (grant.child, $0) }, policy) }

    /// Whether any of the rules allows a need, to somebody who had it.
    func allowsSome(_ need: Need, _ evidence: Evidence) -> Bool {
        evidence.subjects.contains { allows(need, $0) }
    }

    /// Whether the rules allow a need, to all who had it.
    func allowsAll(_ need: Need, _ evidence: Evidence) -> Bool {
        evidence.subjects.allSatisfy { allows(need, $0) }
    }

    private func allows(_ need: Need, _ subject: Subject) -> Bool {
        !(finders[need.child]?.find(need.access, subject).allows.isEmpty ?? true)
    }
}

extension Need {
    /// The need to map the same file as code; none where it is not one that shows that a file was opened.
    ///
    /// The kernel leaves mapping out of what it logs under `audit` (aa_audit_file() of security/apparmor/file.c looks at the
    /// lower 16 bits alone), but nothing is mapped that was not opened for reading, or executed, before.
    var asMapping: Need? {
        guard case .file(let path, let permission) = access, [.read, .execute, .mapExecutable].contains(permission)
        else {
            return nil
        }
        return Need(child: child, .file(path, .mapExecutable))
    }
}
