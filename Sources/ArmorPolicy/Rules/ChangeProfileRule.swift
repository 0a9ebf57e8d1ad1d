package import ArmorGlob

/// `change_profile /exec -> target,` — leaving this profile for another, by aa_change_profile(2) or on the next exec.
package struct ChangeProfileRule: RuleValue {
    package enum Mode: String, Sendable, CaseIterable { case safe, unsafe }

    /// Whether the environment is scrubbed; none is the parser's default, safe.
    package let mode: Mode?
    /// The program on whose exec the change happens; none means any.
    package let exec: Glob?
    /// The label that may be entered; none means any.
    package let target: Glob?

    package static let kind = RuleKind.changeProfile

    package var text: String {
        RuleText.join([
            "change_profile", mode?.rawValue, exec.map(RuleText.word), target.map { "-> \(RuleText.word($0))" },
        ])
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        make.form(make.glob("profile", target), make.glob("exec", exec), make.word("mode", mode?.rawValue))
    }

    package static let about = "entering another profile by the program's own will"

    private static let keys = [
        KeySchema("profile", .string, "a glob of the label that is entered; none is any"),
        KeySchema("exec", .string, "a path glob of the program at whose execution it happens"),
        KeySchema("mode", .word(Mode.self), "whether the environment is scrubbed then"),
    ]

    package static let schema = ValueSchema.rules(keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.rules(keys: keys) { table, _ in
            let rule = ChangeProfileRule(
                mode: table.word("mode", Mode.self),
                exec: table.glob("exec", .path),
                target: table.glob("profile", .label)
            )
            if rule.mode != nil, rule.exec == nil {
                table.context.error("missing-key", "\"mode\" needs \"exec\"", at: table.keyRange("mode"))
            }
            return [rule]
        }
    }
}
