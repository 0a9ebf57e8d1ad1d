package import ArmorCompiled
import ArmorGlob
package import ArmorPolicy
package import ArmorSource

/// Lints that only the compiled policy can decide: the codes beginning with D.
package struct CompiledLints {
    let policy: Policy
    let compiled: CompiledPolicy
    let asked: Asked
    private let finder: RuleFinder
    private let included: IncludedRules

    /// - Parameter included: the rules of the files that the policy includes; without them, findings that come from
    ///   included files do not name the file.
    package init(
        _ policy: Policy,
        _ compiled: CompiledPolicy,
        _ asked: Asked,
        included: IncludedRules = IncludedRules()
    ) {
        self.policy = policy
        self.compiled = compiled
        self.asked = asked
        self.included = included
        finder = RuleFinder(policy.main, variables: policy.variables, name: asked.profile.name)
    }

    /// Returns the findings, without what the policy suppresses and without what lints of the rules report already.
    ///
    /// - Parameters:
    ///   - report: what the lints of the rules found.
    ///   - escapes: the pack of tests of known container escapes.
    package func run(after report: LintReport, escapes: [PolicyTest]) -> [Diagnostic] {
        let codes = report.codes
        var diagnostics: [Diagnostic] = []
        if codes.isDisjoint(with: ["B01", "B19", "A13", "B04"]) { diagnostics += writableCode() }
        diagnostics += children()
        if codes.isDisjoint(with: ["A13", "B04"]) { diagnostics += carriedFiles() }
        if codes.isDisjoint(with: ["A13"]) { diagnostics += openEscapes(escapes, after: report) }
        return diagnostics.filter { diagnostic in !isSilenced(diagnostic.code) }
    }

    private func isSilenced(_ code: String) -> Bool { policy.silences.contains { $0.code.value == code } }

    /// A finding of a code, at a place or at the policy's name.
    func finding(_ code: String, _ detail: String, at place: Place?, _ notes: [Diagnostic.Note] = [])
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
            let shown = printable(String(decoding: path, as: UTF8.self))
            let who = subject == .owner ? "the owner" : "another user"
            // A file may be written by one included rule and run by another.
            let source = rules.isEmpty ? included.source(of: .file(path, .write), subject) : nil
            return [
                finding(
                    "D02",
                    "\(shown), for \(who)\(source.map { "; \($0.text) allows it" } ?? "")",
                    at: rules.first?.origin?.place ?? source?.place,
                    rules.prefix(4).map { Diagnostic.Note("by \($0.text)", at: $0.origin?.place) }
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

    /// Escapes that are possible, without those whose rule has a finding about the same already.
    private func openEscapes(_ tests: [PolicyTest], after report: LintReport) -> [Diagnostic] {
        let failed = TestRunner(asked, policy: policy, compiled: compiled).run(tests).filter { !$0.passes }
        return failed.compactMap { outcome -> Diagnostic? in
            let answers = outcome.answers.filter { !$0.holds }
            let example = answers.first { answer in
                !answer.rules.allows.contains { report.explains($0, Self.explained) }
            }
            guard let example else { return nil }
            let rule = example.rules.allows.first
            let source = example.example.flatMap { access in
                rule == nil ? included.source(of: access, example.subject ?? .other) : nil
            }
            let access = example.example.map { "; this is allowed: \($0.text)" } ?? ""
            let origin = source.map { " by \($0.text)" } ?? ""
            let notes = rule.map { [Diagnostic.Note("by \($0.text)", at: $0.origin?.place)] } ?? []
            return finding(
                "D04",
                "\(outcome.title)\(access)\(origin)",
                at: rule?.origin?.place ?? source?.place,
                notes
            )
        }.prefix(Self.most).map(\.self)
    }

    /// Lints whose finding at a rule says that the rule leaves an escape open.
    private static let explained: Set = [
        "A01", "A02", "A03", "A04", "A05", "A06", "A08", "A09", "A10", "A11", "A12", "A14", "B02", "B03", "B04", "B06",
        "B07", "B09", "B16", "B17", "B18", "C08",
    ]

    /// The most findings of one code; a policy as wide as docker-default has more than anybody reads.
    static let most = 20

    // MARK: D01

    /// The findings for elements without which the compiled policy is the same.
    package func idle(_ elements: [CoveredElements.Element]) -> [Diagnostic] {
        guard !isSilenced("D01") else { return [] }
        let shown = elements.prefix(Self.most).map { element in
            finding("D01", element.rule.text, at: element.rule.origin?.place)
        }
        let more = elements.count - shown.count
        return shown + (more > 0 ? [finding("D01", "\(more) more such rules", at: nil)] : [])
    }
}
