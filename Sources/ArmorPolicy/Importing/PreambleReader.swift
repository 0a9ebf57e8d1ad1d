import ArmorSource

/// Reads what stands before a profile: the ABI, includes and variables.
struct PreambleReader {
    let context: ImportContext

    /// What a preamble says of every profile behind it.
    struct Preamble {
        var abi: Located<String>?
        var includes: [Located<Include>] = []
        var assignments: [ProfileAssignment] = []
    }

    /// A rule of the preamble: `abi <abi/3.0>,`.
    func rule(_ statement: ProfileTokens, _ preamble: inout Preamble) {
        guard let first = statement.tokens.first else {
            return context.report(.error, "import-syntax", "this comma ends no rule", at: statement.range)
        }
        let word = first.kind == .word && first.range.count <= 8 ? context.text(first) : ""
        guard word == "abi" else {
            if word == "alias" { return context.leaveOut("\"alias\"", at: statement.range) }
            return context.report(.error, "import-syntax", "this rule stands outside any profile", at: statement.range)
        }
        let token = statement.tokens.count == 2 ? statement.tokens.last : nil
        let text = token.map(context.text) ?? ""
        let name = text.hasPrefix("abi/") ? String(text.dropFirst(4)) : ""
        guard let token, token.kind == .angled, ProfileName.isValid(name), !name.contains(text: "..") else {
            return context.leaveOut("this ABI", at: statement.range, help: "a policy takes <abi/NAME> alone")
        }
        preamble.abi = context.located(name, token.range)
    }

    func include(_ line: ProfileTokens, _ preamble: inout Preamble) {
        guard let include = include(line) else { return }
        guard include.value.isPreamble else {
            return context.leaveOut("an include of rules outside any profile", at: line.range)
        }
        preamble.includes.append(include)
    }

    /// What a line includes; none, with a warning, where a policy cannot.
    func include(_ line: ProfileTokens) -> Located<Include>? {
        guard let token = line.tokens.last, line.tokens.count == 1, token.kind == .angled,
            let include = Include(context.text(token))
        else {
            let name = line.tokens.last.map(context.quoted) ?? "nothing"
            let help =
                line.tokens.count > 1
                ? "a policy includes files that are there: put its rules into the policy"
                : "a policy includes <abstractions/NAME> and <tunables/NAME> alone"
            context.leaveOut("the include of \(name)", at: line.range, help: help)
            return nil
        }
        return context.located(include, token.range)
    }
}
