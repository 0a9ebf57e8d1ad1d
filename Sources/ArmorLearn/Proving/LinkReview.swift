import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource

/// Finds hard links by which a file would get rights that its own path does not have: asked of what the proposal compiles to.
struct LinkReview {
    /// The code by which such a grant is accepted: that of the lint about such links.
    static let code = "D05"

    /// The rule for a link, for the owner's files alone where the log shows no others: the kernel compares the rights of both
    /// names for the owner alone.
    static func value(_ value: any RuleValue, _ evidence: Evidence) -> any RuleValue {
        guard var file = value as? FileRule, case .link = file.subject else { return value }
        file.owner = evidence.isOwners
        return file
    }

    /// The rules of the policy as it is that allow such links already, of its profile and of each child.
    private let open: [String?: Set<String>]

    /// - Parameter before: the policy as it is.
    init(_ before: Learner.Side) {
        let children = [nil] + before.policy.main.children.map { $0.name.value as String? }
        open = children.reduce(into: [:]) { open, child in
            let carried = before.carried(child)
            open[child] = Set((carried?.links(isCompared: false).found ?? []).compactMap { carried?.key($0) })
        }
    }

    /// What each grant carries to a name that allows more, by its number: the grant for the link, or, where the policy has
    /// that, the one for its name.
    func risks(_ candidates: [Candidate], _ after: Learner.Side) -> [Int: Risk] {
        var risks: [Int: Risk] = [:]
        var undecided: Set<String?> = []
        for child in candidates.map(\.child).uniqued() {
            guard let carried = after.carried(child) else { continue }
            let finder = CandidateFinder(candidates, child: child, after)
            let gains = carried.links(isCompared: false)
            if !gains.isComplete { undecided.insert(child) }
            for gain in gains.found where open[child]?.contains(carried.key(gain)) != true {
                let links = finder.grants(allowing: .link(gain.link, target: gain.target))
                let culprits = links.isEmpty ? finder.grants(allowing: .file(gain.link, gain.gained)) : links
                let risk = Self.risk(gain.link, gain.target, gain.gained.firstWord)
                for index in culprits where risks[index] == nil { risks[index] = risk }
            }
        }
        for (index, candidate) in candidates.enumerated() where risks[index] == nil {
            guard let asked = after.asked(candidate.child), let carried = after.carried(candidate.child) else {
                continue
            }
            for case .link(let link, let target) in candidate.needs.map(\.access) {
                if !Self.allows(.link(link, target: target), candidate.evidence.subjects, asked) {
                    // Both names may be executed, under different profiles.
                    risks[index] = Self.risk(link, target, Permission.execute.firstWord)
                } else if let why = Self.objection(target, carried)
                    ?? (undecided.contains(candidate.child) ? "there are too many names to compare them all" : nil)
                {
                    let message = "link \(Self.shown(link)) gives \(Self.shown(target)) a second name: \(why)"
                    risks[index] = Risk(code: Self.code, message: message, isGrave: true)
                }
            }
        }
        return risks
    }

    /// Why a file gets no second name, whatever is allowed of it now: the link stays when rules for it come.
    private static func objection(_ target: [UInt8], _ carried: CarriedFiles) -> String? {
        if let rule = carried.deny(of: target) { return "a rule denies it, \(rule.text)" }
        if let secret = SecretFile(path: target) { return "it holds \(secret.rawValue), by its name" }
        return CarriedFiles.isSecret(target) ? "it holds passwords or keys, by its place" : nil
    }

    private static func risk(_ link: [UInt8], _ target: [UInt8], _ word: String) -> Risk {
        let (new, old) = (shown(link), shown(target))
        let message = "link \(new) to \(old), then \(word) \(new); \(word) \(old) is not allowed"
        return Risk(code: code, message: message, isGrave: true)
    }

    /// Takes the comparison out of the links that a person accepted and that fail it.
    ///
    /// - Returns: whether there was one.
    func loosen(_ candidates: inout [Candidate], _ after: Learner.Side) -> Bool {
        var isLoosened = false
        for index in candidates.indices where candidates[index].risks.contains(where: { $0.code == Self.code }) {
            let candidate = candidates[index]
            guard let asked = after.asked(candidate.child),
                candidate.needs.contains(where: { !Self.allows($0.access, candidate.evidence.subjects, asked) })
            else { continue }
            candidates[index].values = candidate.values.map { value in
                guard var file = value as? FileRule, case .link(let link, let target, true) = file.subject else {
                    return value
                }
                file.subject = .link(link, to: target, subset: false)
                isLoosened = true
                return file
            }
        }
        return isLoosened
    }

    private static func allows(_ access: Access, _ subjects: [Subject], _ asked: Asked) -> Bool {
        subjects.allSatisfy { asked.profile.decide(access, $0, asked.kernel).isAllowed }
    }

    private static func shown(_ path: [UInt8]) -> String { printable(String(decoding: path, as: UTF8.self)) }
}

extension Learner.Side {
    /// What the policy's own profile, or a child, compiles to.
    func asked(_ child: String?) -> Asked? {
        guard let child else { return asked }
        return compiled.profile(named: "\(asked.profile.name)//\(child)").map { Asked($0, asked.kernel) }
    }

    /// What can be carried in the policy's own profile, or in a child.
    func carried(_ child: String?) -> CarriedFiles? {
        guard let asked = asked(child), let body = policy.body(child) else { return nil }
        return CarriedFiles(body, asked, variables: policy.variables)
    }
}
