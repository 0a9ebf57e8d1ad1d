extension Lints {
    /// What depends on the host: B20, C06 and C14.
    static let target: [Lint] = [
        Lint(
            "B20",
            .high,
            "a name that another profile has",
            why: "loading this one replaces the other, under everything that it confines",
            remedy: "choose another name",
            basis: .target
        ) { input in
            guard input.isMain, let name = input.policy.name,
                input.context.knownProfileNames?.contains(name.value) == true
            else { return [] }
            return [LintHit(name, "\"\(name.value)\" is the name of a profile that is there already")]
        },
        Lint(
            "C06",
            .medium,
            "a rule that this kernel does not enforce",
            why: "the kernel does not ask AppArmor about it: a denial denies nothing, everything is allowed",
            remedy: "do not count on the rule there; seccomp may help",
            basis: .target
        ) { input in
            input.rules.compactMap { rule in
                let unmet = rule.value.requirements.first {
                    $0.unmet == .unmediated && input.context.lacks($0.features)
                }
                return unmet.map { LintHit(rule, "this kernel does not mediate \($0.subject)") }
            }
        },
        Lint(
            "C14",
            .medium,
            "user namespaces that this kernel does not mediate",
            why: "a user namespace gives every capability inside, and with them much of the kernel's attack surface",
            remedy: "let seccomp forbid clone and unshare with new user namespaces, as Docker's default does",
            basis: .target
        ) { input in
            guard input.isMain, input.context.lacks(["namespaces/userns_create"]),
                input.rules(UsernsRule.self).isEmpty
            else { return [] }
            return [LintHit(input, "cannot keep processes from making user namespaces")]
        },
    ]
}
