package import ArmorCompiled
import ArmorGlob
package import ArmorPolicy
package import ArmorSource

/// Lints that only the compiled policy can decide: the codes beginning with D.
package struct CompiledLints {
    private let policy: Policy
    private let compiled: CompiledPolicy
    private let asked: Asked
    private let finder: RuleFinder

    package init(_ policy: Policy, _ compiled: CompiledPolicy, _ asked: Asked) {
        self.policy = policy
        self.compiled = compiled
        self.asked = asked
        finder = RuleFinder(policy.main, variables: policy.variables, name: asked.profile.name)
    }

    /// What is found, without what the policy silences and without what lints of the rules have said already.
    ///
    /// - Parameters:
    ///   - found: the codes of their findings, the silenced ones too.
    ///   - escapes: the pack of tests of known ways out.
    package func run(found: Set<String>, escapes: [PolicyTest]) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        if found.isDisjoint(with: ["B01", "B19", "A13", "B04"]) { diagnostics += writableCode() }
        diagnostics += children()
        if found.isDisjoint(with: ["A13"]) { diagnostics += openEscapes(escapes) }
        return diagnostics.filter { diagnostic in !isSilenced(diagnostic.code) }
    }

    private func isSilenced(_ code: String) -> Bool { policy.silences.contains { $0.code.value == code } }

    /// A finding of a code, at a place or at the policy's name.
    private func finding(_ code: String, _ detail: String, at place: Place?, _ notes: [Diagnostic.Note] = [])
        -> Diagnostic
    {
        let lint = Lints.compiled.first { $0.code == code }
        return Diagnostic(
            lint?.level.severity ?? .note,
            code,
            "\(lint?.title ?? code): \(detail)",
            at: place ?? policy.name?.place,
            notes: notes,
            help: lint?.remedy
        )
    }

    // MARK: D02

    private func writableCode() -> [Diagnostic] {
        for subject in Subject.allCases {
            let found = asked.profile.findFile(subject, asked.kernel, asked.limits) { allow in
                !allow.isDisjoint(with: [.write, .append]) && !allow.isDisjoint(with: [.execute, .mapExecutable])
            }
            guard case .found(let texts) = found, let path = texts.first else { continue }
            let rules = [Permission.write, .append, .execute, .mapExecutable].flatMap {
                finder.find(.file(path, $0), subject).allows
            }
            let notes = rules.prefix(4).map { Diagnostic.Note("by \($0.text)", at: $0.origin?.place) }
            let shown = printable(String(decoding: path, as: UTF8.self))
            return [
                finding(
                    "D02",
                    "\(shown), as \(subject == .owner ? "owner" : "another")",
                    at: rules.first?.origin?.place,
                    notes
                )
            ]
        }
        return []
    }

    // MARK: D03

    /// What a child allows that the policy's own profile does not.
    private func children() -> [Diagnostic] {
        policy.main.children.compactMap { child in
            let name = "\(asked.profile.name)//\(child.name.value)"
            guard let profile = compiled.profile(named: name) else { return nil }
            let diff = asked.profile.difference(to: profile, asked.kernel, asked.kernel, asked.limits)
            let wider = DiffWriter.lines(diff).filter { $0.isWider && $0.section != "profile" }
            guard let first = wider.first else { return nil }
            let more = wider.count > 1 ? ", and \(wider.count - 1) more" : ""
            let detail = "\(child.name.value) may \(first.what) \(first.witness ?? first.object)\(more)"
            return finding("D03", printable(detail), at: child.name.place)
        }
    }

    // MARK: D04

    private func openEscapes(_ tests: [PolicyTest]) -> [Diagnostic] {
        TestRunner(asked, policy: policy, compiled: compiled).run(tests).filter { !$0.passes }.prefix(Self.most).map {
            outcome in
            let example = outcome.answers.first { !$0.holds }
            let rule = example?.rules.allows.first
            let access = example?.example.map { "; this allows: \($0.text)" } ?? ""
            let notes = rule.map { [Diagnostic.Note("by \($0.text)", at: $0.origin?.place)] } ?? []
            return finding("D04", "\(outcome.title)\(access)", at: rule?.origin?.place, notes)
        }
    }

    /// Findings of one code; a policy as wide as docker-default has more than anybody reads.
    private static let most = 20

    // MARK: D01

    /// Elements that other rules seem to cover whole: each is the policy without it, to be compiled and compared. At most so
    /// many, those of presets left out.
    package static func suspects(_ policy: Policy, most: Int) -> [(element: Rule, without: Policy)] {
        let rules = policy.main.rules
        var suspects: [(element: Rule, without: Policy)] = []
        var seen: Set<String> = []
        for (index, rule) in rules.enumerated() where rule.action == .allow && suspects.count < most {
            guard let origin = rule.origin, !origin.layer.isPreset, seen.insert(origin.place.label).inserted else {
                continue
            }
            let own = rules.indices.filter { rules[$0].origin?.place.label == origin.place.label }
            let rest = rules.indices.filter { !own.contains($0) }.map { rules[$0] }
            guard own.allSatisfy({ isCovered(rules[$0], by: rest) }) else { continue }
            var without = policy
            without.main.rules = rest
            suspects.append((rules[index], without))
        }
        return suspects
    }

    /// Whether one name of a rule, or for other kinds another rule, says that it may add nothing.
    private static func isCovered(_ rule: Rule, by rest: [Rule]) -> Bool {
        guard let file = rule.value as? FileRule else {
            let kind = type(of: rule.value).kind
            return rest.contains {
                $0.action == .allow && type(of: $0.value).kind == kind && $0.value.covers(rule.value)
            }
        }
        guard case .path(let path) = file.subject, let sample = path.sample else { return false }
        let access = EffectiveAccess(rest)
        let requesters: [EffectiveAccess.Requester] = file.owner ? [.owner] : [.owner, .other]
        return EffectiveAccess.Permission.allCases.filter { file.names($0) }.allSatisfy { permission in
            requesters.allSatisfy { access.permits(permission, on: sample, to: $0) }
        }
    }

    /// The finding for an element that was seen to change nothing.
    package func idle(_ element: Rule) -> Diagnostic? {
        isSilenced("D01") ? nil : finding("D01", element.text, at: element.origin?.place)
    }
}
