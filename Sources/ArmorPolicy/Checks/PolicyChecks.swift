import ArmorSource

/// What is wrong with a policy as a whole, once all its texts are read.
enum PolicyChecks {
    /// Every check of a policy and of the profiles inside it.
    static func run(_ policy: Policy) -> [Diagnostic] {
        check(policy.main, isMain: true) + Conflicts.find(policy) + unknownProfiles(policy)
            + UndefinedVariables.find(policy)
    }

    /// Tests that ask a child or a hat that is not there.
    private static func unknownProfiles(_ policy: Policy) -> [Diagnostic] {
        let children = policy.main.children.map(\.name.value)
        // One table may ask several kinds of things; it is told of once.
        var told: Set<Int> = []
        return policy.tests.compactMap { test in
            guard let profile = test.profile, !children.contains(profile.value),
                told.insert(profile.range.lowerBound).inserted
            else { return nil }
            return Diagnostic(
                .error,
                "unknown-child",
                "there is no child or hat \"\(profile.value)\"",
                at: profile.place,
                help: nearest(to: profile.value, in: children).map { "did you mean \"\($0)\"?" }
                    ?? "leave \"profile\" out to ask the policy's own profile"
            )
        }
    }

    private static func check(_ body: ProfileBody, isMain: Bool) -> [Diagnostic] {
        Duplicates.find(body) + Transitions.check(body, isMain: isMain) + Shadowing.find(body)
            + body.children.flatMap { check($0.body, isMain: false) }
    }
}
