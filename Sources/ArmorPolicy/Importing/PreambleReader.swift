import ArmorSource

/// Reads what precedes a profile: the ABI, aliases, includes and variables.
struct PreambleReader {
    let context: ImportContext

    /// What a preamble gives to every profile after it.
    struct Preamble {
        var abi: Located<String>?
        var includes: [Located<Include>] = []
        /// Statements that a policy passes on as they are.
        var statements: [Located<String>] = []
        var assignments: [ProfileAssignment] = []
    }

    /// A rule of the preamble: `abi <abi/3.0>,` or `alias /a -> /b,`.
    func rule(_ statement: ProfileTokens, _ preamble: inout Preamble) {
        switch statement.tokens.first.map(context.text) {
        case "abi":
            guard let abi = abi(statement) else { return }
            // The first counts; the parser warns of others.
            if preamble.abi == nil { preamble.abi = abi }
        case "alias": alias(statement, &preamble)
        case nil: context.error("this comma ends no rule", at: statement.range)
        default: context.error("this rule is outside any profile", at: statement.range)
        }
    }

    /// The ABI that a statement names.
    func abi(_ statement: ProfileTokens) -> Located<String>? {
        guard statement.tokens.count == 2, let token = statement.tokens.last, token.kind != .arrow else {
            context.error("\"abi\" takes one file, as in \"abi <abi/4.0>,\"", at: statement.range)
            return nil
        }
        let text = context.text(token)
        let isInBase = token.kind == .angled || text.hasPrefix("/")
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).suffix(2).map(String.init)
        if isInBase, parts.count == 2, parts[0] == "abi", ProfileName.isValid(parts[1]), !text.contains(text: "..") {
            return context.located(parts[1], token.range)
        }
        let message = "a policy cannot name the ABI \(context.quoted(token))"
        let help = "name a file of the parser's own folder, as in \"abi <abi/4.0>,\""
        context.report(.error, "import-abi", message, at: statement.range, help: help)
        return nil
    }

    /// `alias /from -> /to,`: only the parser knows which included rules it changes, so that a policy passes it on.
    private func alias(_ statement: ProfileTokens, _ preamble: inout Preamble) {
        guard isAlias(statement) else {
            return context.error("an alias is \"alias /from -> /to,\"", at: statement.range)
        }
        let words = [statement.tokens[1], statement.tokens[3]].map { context.text($0.range) }
        let line = "alias \(words[0]) -> \(words[1]),"
        if let problem = PreambleStatement.problem(line) {
            let message = "a policy cannot say this alias: \(problem)"
            return context.report(.error, "import-widens", message, at: statement.range)
        }
        preamble.statements.append(context.located(line, statement.range))
    }

    /// Whether a rule is an alias.
    func isAlias(_ statement: ProfileTokens) -> Bool {
        let tokens = statement.tokens
        guard tokens.count == 4, tokens[0].kind == .word, context.text(tokens[0]) == "alias", tokens[2].kind == .arrow
        else {
            return false
        }
        return [tokens[1], tokens[3]].allSatisfy { token in
            let text = context.text(token)
            return token.isValue && (text.hasPrefix("/") || text.hasPrefix("@{"))
        }
    }

    func include(_ line: ProfileTokens, _ preamble: inout Preamble) {
        guard let include = include(line) else { return }
        context.variables.mayHaveMore = true
        if include.value.path == "tunables/global" { context.variables.hasCommonTunables = true }
        if include.value.isPreamble {
            preamble.includes.append(include)
        } else {
            preamble.statements.append(context.located(include.value.statement, line.range))
        }
    }

    /// The include of a line; `nil`, with an error, where a policy cannot have it: the file may define or deny anything.
    func include(_ line: ProfileTokens) -> Located<Include>? {
        var tokens = line.tokens[...]
        var words = ""
        if tokens.count == 3, context.text(tokens[0]) == "if", context.text(tokens[1]) == "exists" {
            tokens = tokens.dropFirst(2)
            words = "if exists "
        }
        guard let token = tokens.last, tokens.count == 1, token.kind != .opening else {
            context.error("an include names one file, as in \"include <abstractions/base>\"", at: line.range)
            return nil
        }
        let name = context.text(token).split(separator: "/").joined(separator: "/")
        let path = (context.text(token).hasPrefix("/") ? "/" : "") + name
        let isInBase = token.kind == .angled && !path.hasPrefix("/")
        if isInBase || path.hasPrefix("/") && token.kind != .angled, let include = Include(words + path) {
            return context.located(include, token.range)
        }
        let help =
            isInBase || path.hasPrefix("/")
            ? "rename the file, or write its rules into the profile"
            : "the file is searched in the current folder: name it in angle brackets or by its absolute path"
        let message = "a policy cannot include \(context.quoted(token))"
        context.report(.error, "import-widens", message, at: line.range, help: help)
        return nil
    }
}
