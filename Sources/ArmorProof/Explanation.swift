package import ArmorCompiled
package import ArmorPolicy
package import ArmorSource

/// Whether something is allowed, to whom, and by what.
package struct Explanation: Sendable {
    /// The answer as one subject.
    package enum Answer: Sendable {
        case allowed(Example)
        case denied(Example)
        /// Some of what is asked about is allowed, some is not.
        case mixed(allowed: Example, denied: Example)
        case undecided
        /// It asks nothing: no such name can be asked about.
        case empty
    }

    /// One access with what decides about it.
    package struct Example: Sendable {
        package let access: Access
        package let decision: Decision
        package let rules: RuleFinder.Found
    }

    package let question: String
    /// By subject; one without a subject where owners are not told apart, or are answered like others.
    package let answers: [(subject: Subject?, answer: Answer)]
    /// What the profile's mode makes of a denial; none where it is enforced.
    package let mode: CompiledProfile.Mode

    /// Asks a question of a profile; `policy` names the rules.
    ///
    /// - Parameter owner: whether to ask as the owner, as another, or, with none, as both.
    package init(_ question: Question, _ asked: Asked, policy: Policy?, owner: Bool? = nil) {
        self.question = question.text
        mode = asked.profile.effectiveMode
        let finder = policy.map { RuleFinder($0.main, variables: $0.variables, name: asked.profile.name) }
        func example(_ access: Access, _ decision: Decision, _ subject: Subject) -> Example {
            Example(access: access, decision: decision, rules: finder?.find(access, subject) ?? .init())
        }
        let all = question.subjects(owner).map { subject -> (subject: Subject?, answer: Answer) in
            let told = question.tellsOwnersApart ? subject : nil
            let answers = (
                asked.find(allowed: true, question, subject), asked.find(allowed: false, question, subject)
            )
            switch answers {
            case (.found(let yes, let first), .found(let no, let second)):
                return (told, .mixed(allowed: example(yes, first, subject), denied: example(no, second, subject)))
            case (.found(let yes, let decision), .none): return (told, .allowed(example(yes, decision, subject)))
            case (.none, .found(let no, let decision)): return (told, .denied(example(no, decision, subject)))
            case (.empty, _), (_, .empty): return (told, .empty)
            default: return (told, .undecided)
            }
        }
        let isSame = all.count == 2 && all[0].answer.isLike(all[1].answer)
        self.answers = isSame ? [(nil, all[0].answer)] : all
    }

    /// Whether everything that is asked about is allowed to everybody.
    package var isAllowed: Bool { answers.allSatisfy { if case .allowed = $0.answer { true } else { false } } }

    /// The first access that is denied, with the rules that speak of it.
    package var denied: Example? {
        for (_, answer) in answers {
            switch answer {
            case .denied(let example), .mixed(_, let example): return example
            case .allowed, .undecided, .empty: continue
            }
        }
        return nil
    }
}

extension Explanation.Answer {
    /// Whether another answer says the same by the same rules.
    fileprivate func isLike(_ other: Explanation.Answer) -> Bool {
        switch (self, other) {
        case (.allowed(let one), .allowed(let two)), (.denied(let one), .denied(let two)): one.isLike(two)
        case (.mixed(let yes, let no), .mixed(let yes2, let no2)): yes.isLike(yes2) && no.isLike(no2)
        case (.undecided, .undecided), (.empty, .empty): true
        default: false
        }
    }
}

extension Explanation.Example {
    fileprivate func isLike(_ other: Self) -> Bool {
        access == other.access && decision == other.decision && lines == other.lines
    }

    /// The label that follows, and the rules that decide, each with its place.
    var lines: [String] {
        var lines: [String] = []
        if let transition = decision.transition { lines.append("label afterwards: \(printable(transition.text))") }
        if !decision.isMediated { return ["this kernel does not mediate it"] }
        if decision.isAllowed {
            lines += rules.allows.isEmpty ? ["by no rule of the policy itself"] : rules.allows.map { "by \($0.told)" }
        } else if !rules.denies.isEmpty {
            lines += rules.denies.map { "by \($0.told)" }
            lines += rules.allows.map { "against \($0.told)" }
        } else {
            lines += rules.allows.isEmpty ? ["no rule allows it"] : rules.allows.map { "not by \($0.told)" }
        }
        lines.append(decision.isLogged ? "it is logged" : "it is not logged")
        return lines
    }
}

// MARK: Forms

extension Explanation {
    package var text: String {
        var text = ""
        for (subject, answer) in answers {
            let who = subject.map { $0 == .owner ? " as owner" : " as another" } ?? ""
            func part(_ word: String, _ example: Example, isAll: Bool) -> String {
                let all = isAll ? printable(question) : example.access.text
                return "\(word)\(who): \(all)\n" + example.lines.map { "  \($0)\n" }.joined()
            }
            switch answer {
            case .allowed(let example): text += part("allowed", example, isAll: true)
            case .denied(let example): text += part("denied", example, isAll: true)
            case .mixed(let yes, let no):
                text += "in part\(who): \(printable(question))\n"
                text += part("allowed", yes, isAll: false) + part("denied", no, isAll: false)
            case .undecided: text += "not decided\(who): \(printable(question)) is too large a question\n"
            case .empty: text += "nothing has such a name: \(printable(question))\n"
            }
        }
        switch mode {
        case .enforce: break
        case .kill: text += "a process that is denied something is killed\n"
        case .complain: text += "in complain mode a denial is only logged\n"
        case .unconfined: text += "the profile's mode is unconfined: its rules do nothing\n"
        case .prompt: text += "in prompt mode a denial may be asked about\n"
        }
        return text
    }

    package func json(_ edit: JSONText?) -> JSONText {
        .fields([
            ("question", .string(question)), ("allowed", .boolean(isAllowed)), ("mode", .string("\(mode)")),
            (
                "answers",
                .array(
                    answers.map { subject, answer in
                        .fields([
                            ("as", subject.map { .string($0.rawValue) }), ("answer", .string(answer.word)),
                            ("examples", .array(answer.examples.map(\.json))),
                        ])
                    }
                )
            ),
            ("edit", edit),
        ])
    }
}

extension Explanation.Answer {
    fileprivate var word: String {
        switch self {
        case .allowed: "allowed"
        case .denied: "denied"
        case .mixed: "in part"
        case .undecided: "undecided"
        case .empty: "empty"
        }
    }

    fileprivate var examples: [Explanation.Example] {
        switch self {
        case .allowed(let example), .denied(let example): [example]
        case .mixed(let yes, let no): [yes, no]
        case .undecided, .empty: []
        }
    }
}

extension Explanation.Example {
    fileprivate var json: JSONText {
        .fields([
            ("access", .string(access.text)), ("allowed", .boolean(decision.isAllowed)),
            ("mediated", .boolean(decision.isMediated)), ("logged", .boolean(decision.isLogged)),
            ("transition", decision.transition.map { .string($0.text) }),
            ("allows", .array(rules.allows.map(\.json))), ("denies", .array(rules.denies.map(\.json))),
        ])
    }
}
