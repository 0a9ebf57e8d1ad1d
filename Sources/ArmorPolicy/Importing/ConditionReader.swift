import ArmorSource

/// Decides the condition of an `if` block as apparmor_parser does: by what is defined, while the profile is read.
struct ConditionReader {
    private let context: ImportContext
    private let range: ByteRange

    init(_ context: ImportContext, _ range: ByteRange) {
        self.context = context
        self.range = range
    }

    /// The value of a condition; `nil`, with an error, where it is none or an include may decide it.
    func value(_ tokens: ArraySlice<ProfileToken>) -> Bool? {
        let before = context.errorCount
        var rest = tokens
        let value = alternatives(&rest, depth: 0)
        if let value, rest.isEmpty { return value }
        if context.errorCount == before {
            context.error("this is not a condition that every apparmor_parser reads", at: range, help: Self.help)
        }
        return nil
    }

    private static let help = "write $NAME, defined @{NAME}, not, and, or"

    private func alternatives(_ rest: inout ArraySlice<ProfileToken>, depth: Int) -> Bool? {
        guard var value = parts(&rest, depth: depth) else { return nil }
        while rest.first.map(context.text) == "or" {
            rest.removeFirst()
            guard let next = parts(&rest, depth: depth) else { return nil }
            value = value || next
        }
        return value
    }

    private func parts(_ rest: inout ArraySlice<ProfileToken>, depth: Int) -> Bool? {
        guard var value = factor(&rest, depth: depth) else { return nil }
        while rest.first.map(context.text) == "and" {
            rest.removeFirst()
            guard let next = factor(&rest, depth: depth) else { return nil }
            value = value && next
        }
        return value
    }

    private func factor(_ rest: inout ArraySlice<ProfileToken>, depth: Int) -> Bool? {
        guard depth < BodyReader.deepest, let token = rest.popFirst() else { return nil }
        if token.kind == .opening {
            guard let value = alternatives(&rest, depth: depth + 1), rest.popFirst()?.kind == .closing else {
                return nil
            }
            return value
        }
        switch context.text(token) {
        case "not": return factor(&rest, depth: depth + 1).map { !$0 }
        case "defined":
            guard let name = rest.popFirst().flatMap(variable) else { return nil }
            if let isDefined = context.variables.isDefined(name) { return isDefined }
            return undecided(name)
        default:
            guard let name = variable(token), name.hasPrefix("$") else { return nil }
            if let value = context.variables.boolean(name) { return value }
            guard context.variables.isDefined(name) == nil else {
                context.error("\(name) is not defined", at: token.range)
                return nil
            }
            return undecided(name)
        }
    }

    /// The name of a variable as `ImportVariables` has it.
    private func variable(_ token: ProfileToken) -> String? {
        let text = context.text(token).filter { $0 != "{" && $0 != "}" }
        return text.hasPrefix("$") ? text : text.hasPrefix("@") ? String(text.dropFirst()) : nil
    }

    private func undecided(_ name: String) -> Bool? {
        let message = "a policy cannot hold this condition: an included file may define \(name)"
        let help = "keep the rules of the branch that holds on the host, and delete the condition"
        context.report(.error, "import-condition", message, at: range, help: help)
        return nil
    }
}
