import ArmorGlob

extension Lints {
    /// Leaving the profile: A06, A07, C02 and C03.
    static let transitions: [Lint] = [
        Lint(
            "A06",
            .critical,
            "changing to any profile, or to none",
            why: "a process that may choose its profile chooses \"unconfined\"",
            remedy: "name the profile that is entered"
        ) { changesAway($0) },
        Lint(
            "A07",
            .critical,
            "executing without a profile",
            why: "a program that runs unconfined, or falls back to it, takes this profile's limits off",
            remedy: "use \"inherit\", or \"profile\" without the fallback",
            basis: .samples
        ) { executesUnconfined($0) },
        Lint(
            "C02",
            .medium,
            "a transition that no_new_privileges forbids",
            why: "with no_new_privs only executing under the same profile works",
            remedy: "use \"inherit\", or leave no_new_privileges out"
        ) { input in
            guard input.policy.container.noNewPrivileges?.value == true else { return [] }
            return modes(input).filter { $0.mode.transition != .inherit }
                .map { LintHit($0.rule, "\($0.mode.letters) fails under no_new_privs") }
        },
        Lint(
            "C03",
            .medium,
            "a transition to a profile that is not loaded",
            why: "the execution fails, or runs on as its fallback says",
            remedy: "load the profile first, or correct its name",
            basis: .target
        ) { missingTargets($0) },
    ]

    private static func changesAway(_ input: LintInput) -> [LintHit] {
        let denied = input.rules(ChangeProfileRule.self, .deny).filter { $0.value.exec == nil }
        return input.rules(ChangeProfileRule.self).compactMap { rule, change in
            let witness = ["unconfined", "zq-7.k"].first { name in
                let bytes = Array(name.utf8)
                let isNamed: (Glob?) -> Bool = { $0?.matches(bytes) ?? true }
                return isNamed(change.target)
                    && !denied.contains { isNamed($0.value.target) && $0.rule.rank >= rule.rank }
            }
            guard let witness else { return nil }
            let what = witness == "unconfined" ? "\"unconfined\"" : "any profile"
            return LintHit(rule, "allows changing to \(what)")
        }
    }

    /// The allow rules that execute, and how.
    private static func modes(_ input: LintInput) -> [(index: Int, rule: Rule, mode: ExecuteMode)] {
        input.rules.enumerated().compactMap { index, rule in
            guard rule.action == .allow, case .mode(let mode)? = (rule.value as? FileRule)?.execute else { return nil }
            return (index, rule, mode)
        }
    }

    private static func executesUnconfined(_ input: LintInput) -> [LintHit] {
        modes(input).compactMap { index, rule, mode in
            guard mode.transition == .unconfined || mode.fallback == .unconfined else { return nil }
            let witness = input.samples[index]?.first { path in
                EffectiveAccess.Requester.allCases.contains {
                    input.access.granting(.execute, on: path, to: $0).contains(index)
                }
            }
            return witness.map { LintHit(rule, "allows executing \(shown($0)) unconfined (\(mode.letters))") }
        }
    }

    private static func missingTargets(_ input: LintInput) -> [LintHit] {
        guard let known = input.context.knownProfileNames else { return [] }
        return modes(input).compactMap { _, rule, mode in
            guard mode.transition == .profile, let target = mode.target, !known.contains(target),
                target != input.policy.name?.value
            else { return nil }
            return LintHit(rule, "enters \"\(target)\", which is not loaded")
        }
    }
}
