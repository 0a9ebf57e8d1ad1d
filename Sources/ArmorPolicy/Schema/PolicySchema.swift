/// The policy language, key by key: what every reader reads by.
package enum PolicySchema {
    /// The keys of a policy.
    package static let keys =
        [
            KeySchema("name", .string, "the name that the profile is loaded under"),
            KeySchema("summary", .string, "what it is for, in one line"),
            KeySchema(
                "extends",
                .list(of: .string),
                "presets (`\"container\"`) or files (`\"./base.toml\"`, relative to this one); they only add"
            ),
            KeySchema("entitlements", .list(of: .string), "named bundles, such as `\"network.user\"`"),
            profile,
            KeySchema("variables", .named(.oneOrList(of: .string)), "AppArmor's variables: `@{NAME}` in globs"),
            KeySchema(
                "children",
                .named(.table(childKeys)),
                "profiles inside this one, entered by `execute` with `transition = \"child\"`"
            ),
            KeySchema("container", .table(ContainerReader.keys), "what the runtime enforces beside AppArmor"),
            KeySchema("seccomp", .table(SeccompReader.keys), "system calls, beside the runtime's default filter"),
            KeySchema("test", .tables(TestReader.keys), "the policy's own unit tests, asked of what it compiles to"),
            KeySchema("tests", .table(PolicyLoader.includeKeys), "tests that come with armor"),
            KeySchema("lints", .table(SettingsReader.lintKeys), "findings of `armor check` that are accepted"),
        ] + rules

    /// The keys of a child or a hat.
    package static let childKeys =
        [
            KeySchema("summary", .string, "what it is for, in one line"),
            KeySchema("hat", .boolean, "whether it is a hat, entered by `change_hat`"), profile,
        ] + rules

    private static let profile = KeySchema("profile", .table(SettingsReader.profileKeys), "the head of the profile")
    private static let rules = RuleKind.allCases.filter { $0 != .all }.map(\.key)
}
