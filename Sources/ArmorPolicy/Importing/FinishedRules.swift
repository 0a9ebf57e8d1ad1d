import ArmorSource

/// The rules of a profile in the form that a policy may have: each once, one limit for each resource, and without what a
/// deny rule blocks anyway.
struct FinishedRules {
    private(set) var rules: [Rule]
    private let context: ImportContext

    init(_ context: ImportContext, _ rules: [Rule]) {
        self.context = context
        self.rules = Self.once(rules)
        keepLastLimits()
        dropShadowed()
    }

    /// Equal rules become one with all their reasons.
    private static func once(_ rules: [Rule]) -> [Rule] {
        var places: [String: Int] = [:]
        var result: [Rule] = []
        for rule in rules {
            let text = rule.text
            if let place = places[text] {
                if let origin = rule.origin, origin.reason != nil { result[place].origins.append(origin) }
            } else {
                places[text] = result.count
                result.append(rule)
            }
        }
        return result
    }

    /// apparmor_parser compiles the last limit that is set on a resource.
    private mutating func keepLastLimits() {
        var last: [String: Int] = [:]
        for (index, rule) in rules.enumerated() {
            guard let limit = rule.value as? ResourceLimitRule else { continue }
            if let before = last.updateValue(index, forKey: limit.kernelName), let origin = rules[before].origin {
                let message = "a later limit replaces this one, which has no effect"
                context.report(.note, "import-limit", message, at: origin.place.range)
            }
        }
        rules = rules.enumerated().filter { index, rule in
            guard let limit = rule.value as? ResourceLimitRule else { return true }
            return last[limit.kernelName] == index
        }.map(\.element)
    }

    /// Leaves out permissions that deny rules block wholly: a policy may not grant what it denies.
    private mutating func dropShadowed() {
        var body = ProfileBody()
        body.rules = rules
        let shadowed = Set(Shadowing.find(body).compactMap { $0.place?.range.lowerBound })
        guard !shadowed.isEmpty else { return }
        let denies = rules.filter { $0.action == .deny }
        rules = rules.flatMap { rule -> [Rule] in
            guard rule.action == .allow, let range = rule.origin?.place.range, shadowed.contains(range.lowerBound)
            else {
                return [rule]
            }
            let left = withoutShadowed(rule, denies)
            if left.map(\.text) != [rule.text] {
                let rest = left.first.map { "\"\($0.text)\" is left" } ?? "the rule is left out"
                let message = "a deny rule blocks \(left.isEmpty ? "all" : "some") of what this rule allows: \(rest)"
                context.report(.note, "import-shadowed", message, at: range)
            }
            return left
        }
    }

    private func withoutShadowed(_ rule: Rule, _ denies: [Rule]) -> [Rule] {
        guard let file = rule.value as? FileRule, case .path = file.subject else {
            return isShadowed(rule, denies) ? [] : [rule]
        }
        var left = file
        for (_, _, permission) in FilePermissions.table where file.permissions.contains(permission) {
            var part = rule
            part.value = FileRule(file.subject, permission, owner: file.owner)
            if isShadowed(part, denies) { left.permissions.remove(permission) }
        }
        if let execute = file.execute {
            var part = rule
            part.value = FileRule(file.subject, [], execute: execute, owner: file.owner)
            if isShadowed(part, denies) { left.execute = nil }
        }
        guard !left.permissions.isEmpty || left.execute != nil else { return [] }
        var rest = rule
        rest.value = left
        return [rest]
    }

    private func isShadowed(_ rule: Rule, _ denies: [Rule]) -> Bool {
        var body = ProfileBody()
        body.rules = [rule] + denies
        return !Shadowing.find(body).isEmpty
    }
}

extension ResourceLimitRule {
    /// The name of the limit in the kernel: `ofile` is `nofile` in other words.
    fileprivate var kernelName: String { resource == "ofile" ? "nofile" : resource }
}
