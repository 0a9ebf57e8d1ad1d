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
        guard mayRefer(text) else { return [] }
        return text.utf8.split(separator: UInt8(ascii: "@")).dropFirst(text.utf8.first == UInt8(ascii: "@") ? 0 : 1)
            .compactMap { part in
                guard part.first == UInt8(ascii: "{"), let end = part.firstIndex(of: UInt8(ascii: "}")) else {
                    return nil
                }
                return String(decoding: part[part.index(after: part.startIndex)..<end], as: UTF8.self)
            }
    }

    /// The profile's own name in the place of `@{profile_name}`: a name holds no byte that means anything in a glob
    /// but `.`, which means itself.
    static func replace(_ text: String, name: String) -> String {
        guard mayRefer(text) else { return text }
        let reference = "@{\(VariableTable.profileName)}"
        return text.split(separator: reference, omittingEmptySubsequences: false).joined(separator: name)
    }

    /// A test of bytes, since nearly all rules fail it and searching strings by characters is slow.
    private static func mayRefer(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "@")) }
}
