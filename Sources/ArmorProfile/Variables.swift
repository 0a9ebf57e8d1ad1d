import ArmorGlob
import ArmorPolicy

/// The variables of a profile's preamble.
enum Variables {
    /// Definitions of every variable that the policy's rules use, in alphabetical order.
    static func lines(of policy: Policy) -> [String] {
        used(policy).compactMap { name in policy.variables.lookup(name).map { line(name, $0) } }
    }

    /// The policy's own alone, where an included file defines the common ones.
    static func ownLines(of policy: Policy) -> [String] {
        used(policy).filter { policy.variables.own[$0] != nil }.compactMap { name in
            policy.variables.lookup(name).map { line(name, $0) }
        }
    }

    private static func line(_ name: String, _ values: [String]) -> String {
        let words = values.compactMap { value -> String? in
            let glob = try? Glob.parse(Array(value.utf8), kind: .name, variables: VariableTable().lookup)
            // A variable inside a value is replaced here: it may be defined nowhere else.
            return (try? glob?.expandedVariables).map(RuleText.word)
        }
        return "@{\(name)} = \(words.sorted().joined(separator: " "))"
    }

    private static func used(_ policy: Policy) -> [String] {
        var names: Set<String> = []
        collect(policy.main, &names)
        names.remove(VariableTable.profileName)
        return names.sorted()
    }

    private static func collect(_ body: ProfileBody, _ names: inout Set<String>) {
        for rule in body.rules { names.formUnion(references(rule.value.text)) }
        if let attach = body.settings.attach { names.formUnion(references(attach.value)) }
        for child in body.children { collect(child.body, &names) }
    }

    /// The names in `@{…}` of a rule's text; a literal `@` or brace is written in octal and never looks like one.
    private static func references(_ text: String) -> [String] {
        text.split(separator: "@{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstIndex(of: "}").map { String(part[..<$0]) }
        }
    }

    /// The profile's own name in the place of `@{profile_name}`: a name holds no byte that means anything in a glob
    /// but `.`, which means itself.
    static func replace(_ text: String, name: String) -> String {
        guard text.contains("@{") else { return text }
        let reference = "@{\(VariableTable.profileName)}"
        return text.split(separator: reference, omittingEmptySubsequences: false).joined(separator: name)
    }
}
