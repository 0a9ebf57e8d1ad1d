import ArmorSource

/// What is wrong with a policy as a whole, once all its texts are read.
enum PolicyChecks {
    /// Every check of a policy and of the profiles inside it.
    static func run(_ policy: Policy) -> [Diagnostic] { check(policy.main, isMain: true) }

    private static func check(_ body: ProfileBody, isMain: Bool) -> [Diagnostic] {
        Duplicates.find(body) + Transitions.check(body, isMain: isMain) + Shadowing.find(body)
            + body.children.flatMap { check($0.body, isMain: false) }
    }
}
