import ArmorSource

/// Reads what is between the braces of a profile.
struct BodyReader {
    /// Braces inside braces; the kernel knows profiles in profiles one level deep.
    static let deepest = 8

    let context: ImportContext
    private let heads: HeadReader

    init(_ context: ImportContext) {
        self.context = context
        heads = HeadReader(context: context)
    }

    /// A body while it is read.
    private struct Reading {
        var body = ProfileBody()
        var names: Set<String> = []
        let isChild: Bool
        /// Whether a branch of the `if` before was taken; `nil` where an `else` would follow nothing.
        var condition: Bool?
    }

    /// Everything up to the brace that closes the block whose opening one was read.
    func read(_ scanner: inout ProfileScanner, _ head: HeadReader.Head, opening: ByteRange, isChild: Bool)
        -> ProfileBody
    {
        var reading = Reading(isChild: isChild)
        reading.body.settings = head.settings
        block(&scanner, &reading, opening, depth: 1)
        reading.body.rules = FinishedRules(context, reading.body.rules).rules
        return reading.body
    }

    /// The statements of a block: of the profile itself, or of a condition that holds.
    private func block(_ scanner: inout ProfileScanner, _ reading: inout Reading, _ opening: ByteRange, depth: Int) {
        while !context.isStopped {
            let statement = scanner.next()
            if case .block = statement {} else { reading.condition = nil }
            switch statement {
            case .closing: return
            case .end: return context.error("this block is never closed", at: opening)
            case .rule(let statement): rule(statement, &reading)
            case .include(let line): include(line, &reading.body)
            case .assignment(let assignment):
                context.error("variables are defined before the profile, not in it", at: assignment.range)
            case .broken(let statement, let problem): context.error(problem, at: statement.range)
            case .block(let statement): inner(statement, &scanner, &reading, depth: depth)
            }
        }
    }

    private func rule(_ statement: ProfileTokens, _ reading: inout Reading) {
        guard let first = statement.tokens.first else {
            return context.error("this comma ends no rule", at: statement.range)
        }
        let word = first.kind == .word && first.range.count <= 8 ? context.text(first) : ""
        switch word {
        case "alias": context.error("an alias precedes the profile", at: statement.range)
        case "abi":
            // The parser has chosen the ABI before it reads the first profile.
            guard PreambleReader(context: context).abi(statement) != nil else { return }
            context.report(.note, "import-abi", "an ABI inside a profile has no effect", at: statement.range)
        default:
            let rules = RuleReader(context: context, statement: statement, isChild: reading.isChild)
            reading.body.rules += rules.read()
        }
    }

    private func include(_ line: ProfileTokens, _ body: inout ProfileBody) {
        guard let include = PreambleReader(context: context).include(line) else { return }
        if include.value.isPreamble {
            context.error("tunables are included before the profile, not in it", at: line.range)
        } else {
            body.settings.includes.append(include)
        }
    }

    private func inner(
        _ statement: ProfileTokens,
        _ scanner: inout ProfileScanner,
        _ reading: inout Reading,
        depth: Int
    ) {
        guard depth < Self.deepest else {
            return context.stop("blocks are nested more than \(Self.deepest) deep", at: statement.range)
        }
        let word = statement.tokens.first.map(context.text) ?? ""
        if word == "if" || word == "else" {
            return conditional(statement, &scanner, &reading, depth: depth, isElse: word == "else")
        }
        reading.condition = nil
        guard heads.isProfile(statement, atTop: false) else {
            let word = statement.tokens.first.map(context.quoted) ?? "without a head"
            let help = "write its rules out, each with the words that precede the block"
            context.leaveOut("the block \(word)", at: statement.range, mayDeny: true, help: help)
            return skipBlock(&scanner, statement.range)
        }
        guard !reading.isChild, depth == 1 else {
            let message = reading.isChild ? "a profile inside a child" : "a profile inside a condition"
            context.report(.error, "import-nested", "a policy cannot have \(message)", at: statement.range)
            return skipBlock(&scanner, statement.range)
        }
        guard let head = heads.read(statement, isChild: true) else { return skipBlock(&scanner, statement.range) }
        let body = read(&scanner, head, opening: statement.range, isChild: true)
        guard reading.names.insert(head.name.value).inserted else {
            return context.error("duplicate child \"\(head.name.value)\"", at: head.name.range)
        }
        let summary = context.origin(statement.range, comments: statement.comments).reason
        reading.body.children.append(ChildProfile(name: head.name, summary: summary, isHat: head.isHat, body: body))
    }

    // MARK: Conditions

    private func conditional(
        _ statement: ProfileTokens,
        _ scanner: inout ProfileScanner,
        _ reading: inout Reading,
        depth: Int,
        isElse: Bool
    ) {
        var tokens = statement.tokens[...].dropFirst()
        var isTaken = false
        if isElse {
            guard let before = reading.condition else {
                context.error("this \"else\" follows no \"if\"", at: statement.range)
                return skipBlock(&scanner, statement.range)
            }
            isTaken = before
            if tokens.first.map(context.text) == "if" {
                tokens = tokens.dropFirst()
            } else if !tokens.isEmpty {
                tokens = statement.tokens[...]
            }
        }
        let isLast = isElse && tokens.isEmpty
        guard let holds = isLast ? true : ConditionReader(context, statement.range).value(tokens) else {
            reading.condition = true
            return skipBlock(&scanner, statement.range)
        }
        if holds, !isTaken {
            block(&scanner, &reading, statement.range, depth: depth + 1)
        } else {
            skipBlock(&scanner, statement.range)
        }
        // What the block held may have ended a condition of its own.
        reading.condition = isLast ? nil : isTaken || holds
    }

    /// Passes everything up to the brace that closes a block.
    func skipBlock(_ scanner: inout ProfileScanner, _ opening: ByteRange) {
        var depth = 1
        while depth > 0 {
            switch scanner.next() {
            case .block: depth += 1
            case .closing: depth -= 1
            case .end: return context.error("this block is never closed", at: opening)
            case .broken(let statement, let problem): context.error(problem, at: statement.range)
            default: continue
            }
            if depth > Self.deepest {
                return context.stop("blocks are nested more than \(Self.deepest) deep", at: opening)
            }
        }
    }
}
