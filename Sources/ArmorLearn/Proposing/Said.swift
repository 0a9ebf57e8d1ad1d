import ArmorPolicy

/// What a policy says, as rules, includes and system calls without an order.
struct Said: Equatable {
    private var rules: [String: Int] = [:]

    init(_ policy: Policy, ownLayerOnly: Bool = false) {
        let bodies = [("", policy.main)] + policy.main.children.map { ($0.name.value, $0.body) }
        for (child, body) in bodies {
            for rule in body.rules where !ownLayerOnly || rule.origin?.layer.depth == 0 {
                rules["\(child)\u{0}\(rule.text)", default: 0] += 1
            }
            for include in body.settings.includes where !ownLayerOnly || include.layer.depth == 0 {
                rules["\(child)\u{0}include \(include.value.path)", default: 0] += 1
            }
        }
        for (action, calls) in [("allow", policy.seccomp.allow), ("deny", policy.seccomp.deny)] {
            for call in calls where !ownLayerOnly || call.layer.depth == 0 {
                rules["\u{0}\u{0}\(action) \(call.value.told)", default: 0] += 1
            }
        }
    }

    /// Without these rules, each with the child that it is in.
    func removing(_ gone: [(child: String?, rule: Rule)]) -> Said {
        var rest = self
        for (child, rule) in gone {
            let key = "\(child ?? "")\u{0}\(rule.text)"
            let left = (rest.rules[key] ?? 0) - 1
            rest.rules[key] = left > 0 ? left : nil
        }
        return rest
    }

    func adding(_ other: Said) -> Said {
        var sum = self
        sum.rules.merge(other.rules) { $0 + $1 }
        return sum
    }
}
