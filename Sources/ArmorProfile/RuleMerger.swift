import ArmorGlob
import ArmorPolicy
import ArmorSource

/// Brings rules into the one form that a set of grants has: each once, permissions on one path in one rule.
struct RuleMerger {
    private(set) var diagnostics: [Diagnostic] = []

    /// The merged rules, in no particular order.
    mutating func merge(_ rules: [Rule]) -> [Rule] {
        var merged: [Rule] = []
        var index: [String: Int] = [:]
        for rule in rules {
            let key = Self.key(rule)
            guard let position = index[key] else {
                index[key] = merged.count
                merged.append(rule)
                continue
            }
            combine(rule, into: &merged[position])
        }
        return merged
    }

    /// Rules with equal keys become one: the words in front of a rule, which are of a fixed set, and what it is about.
    private static func key(_ rule: Rule) -> String {
        guard let file = rule.value as? FileRule, case .path(let path) = file.subject else {
            return "\(rule.qualifierText) \(rule.value.text)"
        }
        return "\(rule.qualifierText) \(file.owner ? "owner" : "any") \(path.text)"
    }

    private mutating func combine(_ rule: Rule, into other: inout Rule) {
        other.origins += rule.origins
        guard var file = other.value as? FileRule, let added = rule.value as? FileRule else { return }
        file.permissions.formUnion(added.permissions)
        if let execute = added.execute {
            if let before = file.execute, before != execute {
                refuse(rule, before: other)
            } else {
                file.execute = execute
            }
        }
        other.value = file
    }

    private mutating func refuse(_ rule: Rule, before: Rule) {
        diagnostics.append(
            Diagnostic(
                .error,
                "exec-conflict",
                "this path is executed in two ways",
                at: rule.origin?.place,
                notes: [Diagnostic.Note("the other way", at: before.origin?.place)],
                help: "keep one transition for one path"
            )
        )
    }
}
