import ArmorSource

/// Reads one rule of a profile.
///
/// What the model can hold becomes a value of its kind. What apparmor_parser takes and the model cannot hold is passed on as
/// it is written, as a raw rule. What apparmor_parser rejects is an error: a rule is never taken for something like it.
struct RuleReader {
    let context: ImportContext
    let statement: ProfileTokens
    /// Whether the rule is in a child or a hat.
    let isChild: Bool

    /// The qualifiers before a rule's keyword.
    struct Qualifiers {
        var action = Action.allow
        var logged = false
        var owner = false
        var priority: Int?
        /// Whether a qualifier that a policy does not have is there: `prompt`, `other`.
        var isForeign = false
        /// Whether any is there.
        var isPresent = false

        /// Whether nothing is there that only some kinds of rule can have in a policy.
        var isPlain: Bool { action == .allow && !logged && !owner && priority == nil && !isForeign }
    }

    func read() -> [Rule] {
        let origin = context.origin(statement.range, comments: statement.comments)
        let before = context.errorCount
        context.checkVariables(statement.tokens)
        var rest = statement.tokens[...]
        guard let qualifiers = qualifiers(&rest) else { return [] }
        let values = values(rest, qualifiers) ?? []
        guard context.errorCount == before else { return [] }
        guard !values.isEmpty, !qualifiers.isForeign else { return raw(origin) }
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

    /// Reports what apparmor_parser rejects in this rule.
    func reject(_ message: String, help: String? = nil) {
        context.error(message, at: statement.range, help: help)
    }

    /// The same as a value for readers, which have nothing to return then.
    func rejected(_ message: String, help: String? = nil) -> [any RuleValue]? {
        reject(message, help: help)
        return nil
    }

    // MARK: Qualifiers

    /// Takes the qualifiers off the front; `nil`, with an error, if one is repeated or out of order.
    private func qualifiers(_ rest: inout ArraySlice<ProfileToken>) -> Qualifiers? {
        var result = Qualifiers()
        var last = -1
        while let token = rest.first, token.kind == .word, token.range.count <= 8 {
            let word = context.text(token)
            guard let rank = Self.ranks[word] else { break }
            guard rank > last else {
                let help = "the order is: priority=, audit, allow or deny, owner"
                reject("the qualifier \"\(word)\" is repeated or out of order", help: help)
                return nil
            }
            last = rank
            result.isPresent = true
            rest.removeFirst()
            switch word {
            case "audit": result.logged = true
            case "deny": result.action = .deny
            case "owner": result.owner = true
            case "prompt", "other": result.isForeign = true
            case "priority":
                guard let number = priority(&rest) else { return nil }
                result.priority = number
            default: continue
            }
        }
        return result
    }

    private static let ranks = [
        "priority": 0, "audit": 1, "allow": 2, "deny": 2, "prompt": 2, "owner": 3, "other": 3,
    ]

    private func priority(_ rest: inout ArraySlice<ProfileToken>) -> Int? {
        guard rest.count > 2, rest.removeFirst().kind == .equals, let token = rest.popFirst(),
            let number = Int(context.text(token)), (-1000...1000).contains(number)
        else {
            reject("a priority is a number from -1000 to 1000, as in \"priority=10\"")
            return nil
        }
        return number
    }

    // MARK: Kinds

    /// The rule's values; `nil` where only a raw rule can hold it, or, with an error, where it is rejected.
    private func values(_ tokens: ArraySlice<ProfileToken>, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard let first = tokens.first, first.kind == .word, first.range.count <= 32,
            let read = Self.readers[context.text(first)]
        else { return file(tokens, qualifiers) }
        if qualifiers.owner { return rejected("\"owner\" goes with rules for files only") }
        guard var clause = RuleClause(tokens.dropFirst(), context) else {
            return rejected("the brackets or the conditions of this rule are not complete")
        }
        let before = context.errorCount
        let values = read(self)(&clause, qualifiers)
        if values != nil, context.errorCount == before, !clause.isEmpty {
            let rest = clause.items.first.flatMap(\.token).map(context.quoted)
            return rejected("\(rest ?? "the rest of this rule") is not expected here")
        }
        return values
    }

    private typealias Reader = (inout RuleClause, Qualifiers) -> [any RuleValue]?

    /// The words that a rule can begin with, besides paths and permissions.
    static var keywords: Set<String> {
        Set(readers.keys).union(ranks.keys).union(["file", "link", "abi", "alias", "safe", "unsafe"])
    }

    /// By the word that a rule of each kind begins with. A new kind is a line here and a method like the others.
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

    private func raw(_ origin: Origin) -> [Rule] {
        let range = statement.range
        let help = "write it in other words, or delete it"
        guard range.count <= Self.longestRaw, let line = line() else {
            context.report(.error, "import-widens", "a policy cannot hold this rule", at: range, help: help)
            return []
        }
        if let problem = RawRule.problem(line) {
            let message = "a policy cannot hold this rule: \(problem)"
            context.report(.error, "import-widens", message, at: range, help: help)
            return []
        }
        context.report(.note, "import-raw", "a policy has no words for this rule: it is kept raw", at: range)
        return [Rule(RawRule(line: line), .allow, logged: false, origins: [origin])]
    }

    /// What a raw rule may hold.
    private static let longestRaw = 16_000

    /// The rule on one line, with single blanks between its words and without comments; bytes that are not ASCII are written
    /// in octal.
    private func line() -> String? {
        var line: [UInt8] = []
        var end = statement.range.lowerBound
        for token in statement.tokens {
            if token.range.lowerBound > end, !line.isEmpty { line.append(0x20) }
            var bytes = Array(context.slice(token.range))
            if token.isValue, let other = context.renamedLabel(context.text(token)) { bytes = Array(other.utf8) }
            for byte in context.variables.renaming(bytes) {
                guard byte < 0x20 || byte > 0x7E else {
                    line.append(byte)
                    continue
                }
                let digits = String(byte, radix: 8)
                line += Array("\\\(String(repeating: "0", count: 3 - digits.utf8.count))\(digits)".utf8)
            }
            end = token.range.upperBound
        }
        return String(validating: line + [ProfileByte.comma], as: UTF8.self)
    }
}
