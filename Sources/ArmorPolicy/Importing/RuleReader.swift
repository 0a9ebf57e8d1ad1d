import ArmorSource

/// Reads one rule of a profile.
///
/// What the model can say becomes a value of its kind. Everything else is passed on as it was written, as a raw rule,
/// left out with a warning, or refused where that would widen: never taken for something like it.
struct RuleReader {
    let context: ImportContext

    /// The qualifiers before a rule's keyword.
    struct Qualifiers {
        var action = Action.allow
        var logged = false
        var owner = false
        var priority: Int?
        /// Whether `allow` or `deny` stands there.
        var saysAction = false

        /// Whether nothing is said that only some kinds of rule can have in a policy.
        var isPlain: Bool { action == .allow && !logged && !owner && priority == nil }
    }

    func read(_ statement: ProfileTokens) -> [Rule] {
        let origin = context.origin(statement.range, comments: statement.comments)
        var rest = statement.tokens[...]
        let qualifiers = qualifiers(&rest)
        if let qualifiers, let values = values(rest, qualifiers), !values.isEmpty {
            return values.map { value in
                Rule(
                    value,
                    qualifiers.action,
                    logged: qualifiers.logged,
                    priority: qualifiers.priority,
                    origins: [origin]
                )
            }
        }
        return raw(statement, origin)
    }

    // MARK: Qualifiers

    /// Takes the qualifiers off the front; none if one stands twice or is not known.
    private func qualifiers(_ rest: inout ArraySlice<ProfileToken>) -> Qualifiers? {
        var result = Qualifiers()
        while let token = rest.first, token.kind == .word {
            switch context.text(token) {
            case "audit" where !result.logged: result.logged = true
            case "allow" where !result.saysAction: result.saysAction = true
            case "deny" where !result.saysAction:
                result.saysAction = true
                result.action = .deny
            case "owner" where !result.owner: result.owner = true
            case "priority" where result.priority == nil:
                guard rest.count > 2, rest[rest.startIndex + 1].kind == .equals,
                    let number = Int(context.text(rest[rest.startIndex + 2])), (-1000...1000).contains(number)
                else { return nil }
                result.priority = number
                rest.removeFirst(2)
            case "audit", "allow", "deny", "owner", "priority": return nil
            default: return rest.count > 0 ? result : nil
            }
            rest.removeFirst()
        }
        return rest.isEmpty ? nil : result
    }

    // MARK: Kinds

    private func values(_ tokens: ArraySlice<ProfileToken>, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard let first = tokens.first, first.kind == .word, first.range.count <= 32 else {
            return file(tokens, qualifiers)
        }
        guard let read = Self.readers[context.text(first)] else { return file(tokens, qualifiers) }
        guard !qualifiers.owner, var clause = RuleClause(tokens.dropFirst(), context) else { return nil }
        guard let values = read(self)(&clause, qualifiers), clause.isEmpty else { return nil }
        return values
    }

    private typealias Reader = (inout RuleClause, Qualifiers) -> [any RuleValue]?

    /// By the word that a rule of each kind begins with. A new kind is a line here and a method beside the others.
    private static let readers: [String: @Sendable (RuleReader) -> Reader] = [
        "all": { $0.all },
        "capability": { $0.capability },
        "network": { $0.network },
        "unix": { $0.unix },
        "signal": { $0.signal },
        "ptrace": { $0.ptrace },
        "dbus": { $0.dbus },
        "mount": { reader in { reader.mount(.mount, &$0, $1) } },
        "remount": { reader in { reader.mount(.remount, &$0, $1) } },
        "umount": { $0.umount },
        "unmount": { $0.umount },
        "pivot_root": { $0.pivotRoot },
        "mqueue": { $0.messageQueue },
        "io_uring": { $0.ioUring },
        "userns": { $0.userns },
        "set": { $0.resourceLimit },
        "change_profile": { $0.changeProfile },
    ]

    // MARK: Raw rules

    private func raw(_ statement: ProfileTokens, _ origin: Origin) -> [Rule] {
        let range = statement.range
        let denies = statement.tokens.contains { $0.kind == .word && context.text($0) == "deny" }
        guard range.count <= Self.longestRaw else {
            context.leaveOut("this long rule", at: range, mayDeny: denies)
            return []
        }
        let line = statement.isOneLine ? context.text(range) : joined(statement)
        if let problem = RawRule.problem(line) {
            context.leaveOut("this rule", at: range, mayDeny: denies, help: problem)
            return []
        }
        if !context.variables.foreign.isDisjoint(with: ImportVariables.names(in: line)) {
            let what = "a rule with a variable that means something else in a policy"
            context.leaveOut(what, at: range, mayDeny: denies)
            return []
        }
        context.report(.note, "import-raw", "a policy has no words for this rule: it is kept raw", at: range)
        return [Rule(RawRule(line: line), .allow, logged: false, origins: [origin])]
    }

    /// What a raw rule may hold.
    private static let longestRaw = 16_000

    /// The tokens of a rule of several lines on one, comments left out.
    private func joined(_ statement: ProfileTokens) -> String {
        var line = ""
        var end = statement.range.lowerBound
        for token in statement.tokens {
            if token.range.lowerBound > end, !line.isEmpty { line += " " }
            line += context.text(token.range)
            end = token.range.upperBound
        }
        return line + ","
    }
}
