import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorSource

/// Finds what speaks against grants: what the lints find in the policy with them and not without, and what an enemy's log
/// would ask for.
struct RiskReview {
    let policy: Policy
    let context: LintContext
    let accepted: AcceptedRisks

    /// Codes for kinds of access that no log alone is reason enough for.
    static let ownCodes: Set = [
        "mount", "change_profile", AttackReview.code, CallPlan.code, LinkReview.code, RenameReview.code,
    ]

    /// Each round takes at least one grant away; what is left after so many is refused as a whole.
    private static let mostRounds = 20

    /// The grants that may be proposed, with their risks, and the others.
    func review(_ candidates: [Candidate], _ needs: [Need: Evidence]) -> (kept: [Candidate], refused: [Candidate]) {
        let meetings = Meetings(needs.keys)
        var kept = candidates
        var refused: [Candidate] = []
        let consent = ConsentReview(policy, needs)
        for index in kept.indices { kept[index].risks = consent.risks(kept[index]) + meetings.risks(kept[index]) }
        let known = Set(findings(policy).map(Told.init))
        for round in 0..<Self.mostRounds where !kept.isEmpty {
            let source = SourceFile(name: "<proposal>", bytes: [UInt8](repeating: 0x20, count: kept.count))
            var judged = kept
            for finding in findings(proposed(kept, source)) where !known.contains(Told(finding)) {
                let risk = Risk(code: finding.code, message: finding.message, isGrave: finding.level != .medium)
                let places = ([finding.place] + finding.notes.map(\.place)).compactMap(\.self)
                for place in places where place.source === source {
                    let index = place.range.lowerBound
                    guard judged.indices.contains(index), !judged[index].says(risk) else { continue }
                    judged[index].risks.append(risk)
                }
            }
            for index in judged.indices { judged[index].dropRepeatedRisks() }
            if !judged.contains(where: isRefused) { return (judged, refused) }
            var rest: [Candidate] = []
            for (candidate, verdict) in zip(kept, judged) {
                guard isRefused(verdict) else {
                    rest.append(candidate)
                    continue
                }
                // A glob may match what none of its samples is: the names themselves are judged again.
                var names = candidate.named(needs)
                for index in names.indices {
                    names[index].risks = consent.risks(names[index]) + meetings.risks(names[index])
                }
                if names.isEmpty { refused.append(verdict) } else { rest += names }
            }
            kept = rest
            if round == Self.mostRounds - 1 { return ([], refused + kept) }
        }
        return (kept, refused)
    }

    private func isRefused(_ candidate: Candidate) -> Bool { !candidate.refusals(accepted).isEmpty }

    // MARK: Lints

    /// What is told, as far as it stays the same where other rules come and go.
    private struct Told: Hashable {
        let code: String
        let message: String
        let source: String?
        let start: Int?

        init(_ finding: LintFinding) {
            (code, message) = (finding.code, finding.message)
            (source, start) = (finding.place?.source.name, finding.place?.range.lowerBound)
        }
    }

    /// Silenced ones too: what a policy accepts of itself is not what it accepts of a log.
    private func findings(_ policy: Policy) -> [LintFinding] {
        let report = Linter.run(policy, context, most: .max)
        return report.findings + report.silenced.map(\.finding)
    }

    /// The policy with these grants, each at its own place of a text that only they are in.
    private func proposed(_ candidates: [Candidate], _ source: SourceFile) -> Policy {
        var policy = policy
        let layer = Layer(source: source, depth: 0, isPreset: false)
        for (index, candidate) in candidates.enumerated() {
            let origin = Origin(place: Place(source, index..<index + 1), layer: layer)
            let rules = candidate.values.map { Rule($0, .allow, logged: false, origins: [origin]) }
            policy.change(candidate.child) { $0.rules += rules }
        }
        return policy
    }
}

extension Policy {
    /// Changes the body of the profile itself, or of a child; nothing where there is no such child.
    mutating func change(_ child: String?, _ change: (inout ProfileBody) -> Void) {
        guard let child else { return change(&main) }
        for index in main.children.indices where main.children[index].name.value == child {
            change(&main.children[index].body)
        }
    }

    func body(_ child: String?) -> ProfileBody? {
        guard let child else { return main }
        return main.children.first { $0.name.value == child }?.body
    }
}

/// Objects that the log shows both written and run: a program that its container wrote is nobody's to allow.
private struct Meetings {
    private var written: Set<[UInt8]> = []
    private var executed: Set<[UInt8]> = []

    init(_ needs: some Sequence<Need>) {
        for need in needs {
            guard case .file(let path, let permission) = need.access else { continue }
            if permission == .write || permission == .append { written.insert(path) }
            if permission == .execute || permission == .mapExecutable { executed.insert(path) }
        }
    }

    func risks(_ candidate: Candidate) -> [Risk] {
        for value in candidate.values {
            guard let file = value as? FileRule, let path = file.path else { continue }
            let runs = file.execute != nil || file.permissions.contains(.map)
            let writes = !file.permissions.isDisjoint(with: [.write, .append])
            let others = [runs ? written : [], writes ? executed : []]
            if let meeting = others.compactMap({ Self.first($0, path) }).first {
                let name = printable(String(decoding: meeting, as: UTF8.self))
                let message = "the log shows \(name) both written and run"
                return [Risk(code: "B01", message: message, isGrave: true)]
            }
        }
        return []
    }

    private static func first(_ names: Set<[UInt8]>, _ glob: Glob) -> [UInt8]? {
        guard let literal = glob.literalBytes else {
            return names.filter(glob.matches).min { $0.lexicographicallyPrecedes($1) }
        }
        return names.contains(literal) ? literal : nil
    }
}
