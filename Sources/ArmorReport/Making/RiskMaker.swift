import ArmorCompiled
package import ArmorLearn
package import ArmorPolicy
import ArmorProof
import ArmorSource

extension RiskAssessment {
    private static let most = 100

    /// Asks the lints, the pack of known ways out and the compiled policy.
    ///
    /// - Parameters:
    ///   - side: the policy and what it compiles to.
    ///   - context: what the lints ask of the target.
    ///   - escapes: the pack.
    package init(_ side: Learner.Side, _ context: LintContext, escapes: [PolicyTest]) {
        let policy = side.policy
        let lints = Linter.run(policy, context)
        let rules = lints.findings.map(Finding.init)
        // Without the pack: its ways are told one by one, not as findings.
        let compiled = CompiledLints(policy, side.compiled, side.asked).run(after: lints, escapes: [])
        let findings = (rules + compiled.map(Finding.init)).sorted { $0.level > $1.level }
        self.findings = Bounded(findings, most: Self.most)
        accepted = Bounded(Self.accepted(lints, policy), most: Self.most)
        let runner = TestRunner(side.asked, policy: policy, compiled: side.compiled)
        ways = runner.run(escapes).map(Way.init)
        writeAndRun = Self.writeAndRun(side)
        let tests = runner.run(policy.tests)
        passedTests = tests.count(where: \.passes)
        failedTests = Bounded(tests.filter { !$0.passes }.map { Excerpt.of($0.title) }, most: Self.most)
        let mode = side.asked.profile.effectiveMode
        level = Self.level(findings, ways, writeAndRun, mode)
        sentences =
            RiskSentences(
                mode: mode,
                findings: findings,
                ways: ways,
                writeAndRun: writeAndRun,
                failedTests: failedTests.count
            ).all
    }

    /// The worst of what is open; what the policy accepts with a reason is told, and counts no more.
    private static func level(
        _ findings: [Finding],
        _ ways: [Way],
        _ writeAndRun: WriteAndRun,
        _ mode: CompiledProfile.Mode
    ) -> Level {
        var level = findings.map(\.level).max() ?? .low
        if ways.contains(where: { $0.verdict != .shut }) { level = max(level, .medium) }
        if case .nothing = writeAndRun {} else { level = max(level, .medium) }
        // What is not enforced confines nothing.
        return mode == .enforce || mode == .kill ? level : max(level, .high)
    }

    private static func accepted(_ lints: LintReport, _ policy: Policy) -> [Accepted] {
        let found = lints.silenced.map {
            Accepted(code: $0.finding.code, message: Excerpt.of($0.finding.message), reason: Excerpt.of($0.reason))
        }
        // Of those that only the compiled policy can decide the silence alone is known.
        let compiled = policy.silences.compactMap { silence -> Accepted? in
            guard let lint = Lints.compiled.first(where: { $0.code == silence.code.value }) else { return nil }
            return Accepted(code: lint.code, message: lint.title, reason: Excerpt.of(silence.reason))
        }
        return found + compiled
    }

    /// Of the profile itself, and of its children and hats.
    private static func writeAndRun(_ side: Learner.Side) -> WriteAndRun {
        let name = side.asked.profile.name
        let children = side.policy.main.children.compactMap { child in
            side.compiled.profile(named: "\(name)//\(child.name.value)").map { (profile: $0, body: child.body) }
        }
        var isDecided = true
        for (profile, body) in [(side.asked.profile, side.policy.main)] + children {
            // Without rules for files there is nothing to walk: all of them are denied, or none is looked at.
            if profile.files == nil, profile.effectiveMode != .unconfined {
                isDecided = isDecided && profile.mediates(.file)
                continue
            }
            let finder = RuleFinder(body, variables: side.policy.variables, name: profile.name)
            for subject in Subject.allCases {
                switch profile.findFile(subject, side.asked.kernel, side.asked.limits, where: isWrittenAndRun) {
                case .found(let texts): return .path(Excerpt.of(texts.first ?? []), rules: told(texts, subject, finder))
                case .undecided: isDecided = false
                case .none, .empty: break
                }
            }
        }
        return isDecided ? .nothing : .undecided
    }

    private static func isWrittenAndRun(_ allow: Permission) -> Bool {
        !allow.isDisjoint(with: [.write, .append]) && !allow.isDisjoint(with: [.execute, .mapExecutable])
    }

    /// The rules that allow one of the two, each once.
    private static func told(_ texts: [[UInt8]], _ subject: Subject, _ finder: RuleFinder) -> [String] {
        let rules = [Permission.write, .append, .execute, .mapExecutable].flatMap {
            finder.find(.file(texts.first ?? [], $0), subject).allows
        }
        let told = rules.map(\.told).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return told.prefix(4).map(Excerpt.of)
    }
}

extension RiskAssessment.Level {
    init(_ level: Lint.Level) {
        switch level {
        case .critical: self = .critical
        case .high: self = .high
        case .medium: self = .medium
        }
    }

    /// Of lints that come as diagnostics.
    fileprivate init(_ severity: Diagnostic.Severity) {
        switch severity {
        case .error: self = .critical
        case .warning: self = .high
        case .note: self = .medium
        }
    }
}

extension RiskAssessment.Finding {
    fileprivate init(_ finding: LintFinding) {
        self.init(
            code: finding.code,
            level: RiskAssessment.Level(finding.level),
            message: Excerpt.of(finding.message),
            place: finding.place?.label,
            why: finding.why,
            remedy: finding.remedy
        )
    }

    fileprivate init(_ diagnostic: Diagnostic) {
        self.init(
            code: diagnostic.code,
            level: RiskAssessment.Level(diagnostic.severity),
            message: Excerpt.of(diagnostic.message),
            place: diagnostic.place?.label,
            why: Lints.compiled.first { $0.code == diagnostic.code }?.why ?? "",
            remedy: diagnostic.help
        )
    }
}

extension RiskAssessment.Way {
    fileprivate init(_ outcome: TestOutcome) {
        title = Excerpt.of(outcome.title)
        var example: Access?
        var rule: Rule?
        var isUndecided = false
        for answer in outcome.answers {
            switch answer.verdict {
            case .holds: continue
            case .fails(let access):
                example = example ?? access
                rule = rule ?? answer.rules.allows.first
            case .undecided, .senseless: isUndecided = true
            }
        }
        verdict = example != nil ? .open : isUndecided || outcome.answers.isEmpty ? .undecided : .shut
        self.example = (example?.text).map(Excerpt.of)
        self.rule = (rule?.told).map(Excerpt.of)
    }
}
