import ArmorTOML

/// A policy as text.
package struct WrittenPolicy: Sendable {
    /// TOML in UTF-8 that ends in a newline.
    package let text: String
    /// Rules that the policy language cannot say, not even raw; empty for every policy that was read from one.
    package let omitted: [Rule]
}

/// Writes a policy in the one layout that armor writes: for what was read from bane's files or from profiles.
///
/// What the policy's own text says is written, not what it extends. Read again, it has the same rules.
package struct PolicyWriter {
    private let policy: Policy
    private let extends: [String]

    /// `extends` are the presets and files that the text shall name.
    package init(_ policy: Policy, extends: [String] = []) {
        self.policy = policy
        self.extends = extends
    }

    package func write() -> WrittenPolicy {
        var page = PolicyPage()
        let patterns = PatternText(variables: policy.variables)
        let main = BodyWriter(policy.main, prefix: "", patterns: patterns)
        var omitted = main.omitted
        page.add(top() + main.head)
        main.addSettings(to: &page)
        page.add(table: "variables", variables())
        main.add(to: &page)
        for child in policy.main.children where child.name.isOwn {
            omitted += add(child, patterns, to: &page)
        }
        page.add(table: "container", policy.container.lines)
        page.add(table: "seccomp", policy.seccomp.lines)
        page.add(table: "lints", silences())
        for test in policy.tests { page.add(["[[test]]"] + TestWriter(test).lines) }
        return WrittenPolicy(text: page.text, omitted: omitted)
    }

    private func top() -> [String] {
        var fields: [PolicyField] = []
        if let name = policy.name { fields.append(PolicyField("name", .string(name.value))) }
        if let summary = policy.summary { fields.append(PolicyField("summary", .string(summary.value))) }
        if !extends.isEmpty { fields.append(PolicyField("extends", .strings(extends))) }
        return fields.map(\.text)
    }

    private func variables() -> [String] {
        policy.variables.own.sorted { $0.key < $1.key }.compactMap { name, definitions in
            let values = definitions.filter { $0.origin.layer.depth == 0 }.flatMap(\.values).uniqued()
            return values.isEmpty ? nil : PolicyField(name, .strings(values)).text
        }
    }

    private func add(_ child: ChildProfile, _ patterns: PatternText, to page: inout PolicyPage) -> [Rule] {
        let name = "children.\(tomlKey(child.name.value))"
        let body = BodyWriter(child.body, prefix: "\(name).", patterns: patterns)
        var fields: [PolicyField] = []
        if let summary = child.summary { fields.append(PolicyField("summary", .string(summary))) }
        if child.isHat { fields.append(PolicyField("hat", .boolean(true))) }
        page.add(["[\(name)]"] + fields.map(\.text) + body.head)
        body.addSettings(to: &page)
        body.add(to: &page)
        return body.omitted
    }

    private func silences() -> [String] {
        let items = policy.silences.filter(\.code.isOwn).map { silence in
            let fields = [
                PolicyField("code", .string(silence.code.value)), PolicyField("reason", .string(silence.reason)),
            ]
            return PolicyPage.Item(text: PolicyValue.table(fields).text)
        }
        return items.isEmpty ? [] : PolicyPage.list("silence", items)
    }
}
