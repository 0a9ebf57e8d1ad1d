import ArmorCompiled
package import ArmorPolicy
package import ArmorSource

/// The outcomes of one policy's tests on one target, told.
package struct TestReport: Sendable {
    /// What was tested: the policy as the user named it.
    package let name: String
    /// The parser and kernel that it was compiled for.
    package let target: String
    package let outcomes: [TestOutcome]

    package init(name: String, target: String, outcomes: [TestOutcome]) {
        self.name = name
        self.target = target
        self.outcomes = outcomes
    }

    package var failures: Int { outcomes.count { !$0.passes } }

    /// One line a test, what fails told whole; with `isVerbose` every answer.
    package func text(isVerbose: Bool) -> String {
        var text = "\(printable(name)) (\(printable(target)))\n"
        for outcome in outcomes {
            text += outcome.passes ? "  ok    " : "  FAIL  "
            text += "\(outcome.title)  \(outcome.table.label)\n"
            let shown = outcome.answers.filter { isVerbose || !$0.holds }
            for answer in shown.prefix(isVerbose ? .max : 10) { text += answer.text(indent: "        ") }
            if !isVerbose, shown.count > 10 { text += "        and \(shown.count - 10) more\n" }
        }
        let count = "\(outcomes.count) test\(outcomes.count == 1 ? "" : "s")"
        return text + "  \(count), \(failures == 0 ? "all hold" : "\(failures) failed")\n"
    }

    /// Several reports as one document.
    package static func json(_ reports: [TestReport]) -> JSONText {
        .fields([("version", .integer(1)), ("reports", .array(reports.map(\.json)))])
    }

    private var json: JSONText {
        .fields([
            ("policy", .string(name)), ("target", .string(target)),
            ("tests", .array(outcomes.map(\.json))),
            ("failed", .integer(failures)),
        ])
    }

    /// What failed, at the tests' places.
    package var diagnostics: [Diagnostic] {
        outcomes.flatMap { outcome in
            outcome.answers.filter { !$0.holds }.prefix(3).map { $0.diagnostic(outcome) }
        }
    }
}

extension TestOutcome {
    /// Its name, or what it asks.
    package var title: String {
        if let name { return printable(name) }
        guard let first = answers.first else { return "a test that asks nothing" }
        return "\(first.test.expected.rawValue) \(printable(first.question))\(answers.count > 1 ? ", …" : "")"
    }

    fileprivate var json: JSONText {
        .fields([
            ("name", name.map(JSONText.string)), ("place", .string(table.label)), ("passed", .boolean(passes)),
            ("answers", .array(answers.map(\.json))),
        ])
    }
}

extension TestAnswer {
    /// `allowed: write "/etc/x", as owner`, and the rules under it.
    func text(indent: String) -> String {
        "\(indent)\(sentence)\n" + ruleLines.map { "\(indent)  \($0)\n" }.joined()
    }

    private var sentence: String {
        let expected = test.expected
        let who = subject.map { $0 == .owner ? " as owner" : " as another" } ?? ""
        switch verdict {
        case .holds:
            let answer = expected == .allow ? "allowed" : "denied"
            return "\(answer)\(who): \(printable(question))"
        case .fails(let access):
            let answer = expected == .allow ? "denied" : "allowed"
            let isSet = access.text != question.filter { $0 != "\"" }
            return "\(answer)\(who): \(access.text)" + (isSet ? ", one of \(printable(question))" : "")
        case .undecided: return "not decided\(who): \(printable(question)) is too large a question"
        case .senseless(let message, let help):
            return "asks nothing: \(printable(question)): \(printable(message))" + (help.map { "; \($0)" } ?? "")
        }
    }

    /// The rules that decide, each with its place.
    var ruleLines: [String] {
        guard let decision, case .some = example else { return [] }
        if !decision.isMediated { return ["this kernel does not mediate it"] }
        if decision.isAllowed {
            return rules.allows.isEmpty ? ["by no rule of the policy itself"] : rules.allows.map { "by \($0.told)" }
        }
        if !rules.denies.isEmpty { return rules.denies.map { "by \($0.told)" } }
        return rules.allows.isEmpty ? ["no rule allows it"] : rules.allows.map { "not by \($0.told)" }
    }

    fileprivate var json: JSONText {
        let verdictWord =
            switch verdict {
            case .holds: "holds"
            case .fails: "fails"
            case .undecided: "undecided"
            case .senseless: "senseless"
            }
        var message: String?
        if case .senseless(let text, _) = verdict { message = text }
        return .fields([
            ("expected", .string(test.expected.rawValue)), ("kind", .string(test.query.rawValue)),
            ("question", .string(question)), ("place", .string(test.place.label)),
            ("as", subject.map { .string($0.rawValue) }),
            ("verdict", .string(verdictWord)), ("message", message.map(JSONText.string)),
            ("example", example.map { .string($0.text) }),
            ("allowed", decision.map { .boolean($0.isAllowed) }),
            ("rules", .array((rules.denies + rules.allows).map(\.json))),
        ])
    }

    fileprivate func diagnostic(_ outcome: TestOutcome) -> Diagnostic {
        let notes = (rules.denies + rules.allows).prefix(3).compactMap { rule in
            rule.origin.map { Diagnostic.Note("by \"\(rule.text)\"", at: $0.place) }
        }
        return Diagnostic(
            .error,
            "test-failed",
            "\(outcome.title): \(sentence)",
            at: test.place,
            notes: notes
        )
    }
}

extension Rule {
    /// The rule with its place.
    package var told: String {
        let place = origin.map { "  \($0.place.label)" } ?? ""
        return "\(printable(text))\(place)"
    }

    package var json: JSONText {
        .fields([("rule", .string(text)), ("place", origin.map { .string($0.place.label) })])
    }
}
