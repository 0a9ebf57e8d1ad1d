import ArmorSource

/// Reads what stands between the braces of a profile.
struct BodyReader {
    /// Braces inside braces; the kernel knows profiles in profiles one level deep.
    static let deepest = 8

    let context: ImportContext
    private let rules: RuleReader
    private let heads: HeadReader

    init(_ context: ImportContext) {
        self.context = context
        rules = RuleReader(context: context)
        heads = HeadReader(context: context)
    }

    /// Everything up to the brace that closes the block whose opening one was read; `level` is 1 in a profile.
    func read(_ scanner: inout ProfileScanner, _ head: HeadReader.Head, opening: ByteRange, level: Int) -> ProfileBody {
        var body = ProfileBody()
        var names: Set<String> = []
        body.settings = head.settings
        while !context.isStopped {
            switch scanner.next() {
            case .closing: return body
            case .end:
                context.report(.error, "import-syntax", "this block is never closed", at: opening)
                return body
            case .rule(let statement): rule(statement, &body)
            case .include(let line): include(line, &body)
            case .assignment(let assignment):
                context.leaveOut("a variable inside a profile", at: assignment.range)
            case .broken(let statement, let problem):
                context.report(.error, "import-syntax", problem, at: statement.range)
            case .block(let statement): block(statement, &scanner, &body, &names, level: level)
            }
        }
        return body
    }

    private func rule(_ statement: ProfileTokens, _ body: inout ProfileBody) {
        guard let first = statement.tokens.first else {
            return context.report(.error, "import-syntax", "this comma ends no rule", at: statement.range)
        }
        let word = first.kind == .word && first.range.count <= 8 ? context.text(first) : ""
        if ["abi", "alias"].contains(word) {
            return context.leaveOut("\"\(word)\" inside a profile", at: statement.range)
        }
        body.rules += rules.read(statement)
    }

    private func include(_ line: ProfileTokens, _ body: inout ProfileBody) {
        guard let include = PreambleReader(context: context).include(line) else { return }
        if include.value.isPreamble {
            context.leaveOut("an include of tunables inside a profile", at: line.range)
        } else {
            body.settings.includes.append(include)
        }
    }

    private func block(
        _ statement: ProfileTokens,
        _ scanner: inout ProfileScanner,
        _ body: inout ProfileBody,
        _ names: inout Set<String>,
        level: Int
    ) {
        guard heads.isProfile(statement, atTop: false) else {
            let word = statement.tokens.first.map(context.quoted) ?? "without a head"
            context.leaveOut("the block \(word) with everything in it", at: statement.range, mayDeny: true)
            return skipBlock(&scanner, statement.range)
        }
        guard level == 1 else {
            context.leaveOut("a profile inside a child", at: statement.range)
            return skipBlock(&scanner, statement.range)
        }
        guard var head = heads.read(statement, isChild: true) else { return skipBlock(&scanner, statement.range) }
        if let attach = head.settings.attach {
            context.leaveOut("the attachment of a child", at: attach.range)
            head.settings.attach = nil
        }
        let inner = read(&scanner, head, opening: statement.range, level: level + 1)
        guard names.insert(head.name.value).inserted else {
            return context.report(
                .error,
                "duplicate",
                "the child \"\(head.name.value)\" stands twice",
                at: head.name.range
            )
        }
        let summary = context.origin(statement.range, comments: statement.comments).reason
        body.children.append(ChildProfile(name: head.name, summary: summary, isHat: head.isHat, body: inner))
    }

    /// Passes everything up to the brace that closes a block.
    func skipBlock(_ scanner: inout ProfileScanner, _ opening: ByteRange) {
        var depth = 1
        while depth > 0 {
            switch scanner.next() {
            case .block: depth += 1
            case .closing: depth -= 1
            case .end: return context.report(.error, "import-syntax", "this block is never closed", at: opening)
            default: continue
            }
            if depth > Self.deepest { return context.stop("blocks are nested more than 8 deep", at: opening) }
        }
    }
}
