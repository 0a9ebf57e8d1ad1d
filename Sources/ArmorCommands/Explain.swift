import ArgumentParser
import ArmorCompiled
import ArmorKernel
import ArmorPolicy
import ArmorProof
import ArmorSource
import SystemPackage

/// `armor explain`: may it, and why.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        _superCommandName: Armor.name,
        abstract: "Say whether a policy allows something, and which of its lines decide.",
        discussion: """
            POLICY is a policy, a profile's text, a compiled file, a preset's name, or kernel:NAME. A glob asks about every
            path of it. Kinds that are no path take a word (--capability net_admin), words (--network "inet stream") or
            keys ("access=send set=term peer=other"); a key that is left out means all. What is denied comes with the
            smallest edit that would allow it, and with what that edit lets in besides. Exit status 1 where something that
            was asked is denied.

            With --entitlement, what a name in "entitlements" grants, denies, sets and conflicts with.

            With --policy, the argument is a line of an audit log, in any form that "learn" reads, or several; - reads them from
            standard input. Each is answered by the policy: allowed or denied, by which rule, and what would allow it. Records
            of system call filters are answered by the policy's own filter.

            With --batch, queries are read from standard input, one JSON object a line, and answered with the four words
            that the kernel's .access file gives: {"label": "web", "hex": "022f657463", "owner": true}.
            """
    )

    @Argument(help: "The policy to ask; with --policy, a line of an audit log.")
    var subject: String?

    @Option(help: ArgumentHelp("Say what this entitlement means, in full.", valueName: "name"))
    var entitlement: String?

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("The policy that answers a line of an audit log.", valueName: "policy")
    )
    var policyOfLine: String?

    @Option(help: ArgumentHelp("May it be read?", valueName: "path")) var read: [String] = []
    @Option(help: ArgumentHelp("May it be written?", valueName: "path")) var write: [String] = []
    @Option(help: ArgumentHelp("May it be appended to?", valueName: "path")) var append: [String] = []
    @Option(
        name: [.customLong("exec"), .customLong("execute")],
        help: ArgumentHelp("May it be executed, and under which label?", valueName: "path")
    )
    var execute: [String] = []
    @Option(help: ArgumentHelp("May it be mapped as code?", valueName: "path")) var map: [String] = []
    @Option(help: ArgumentHelp("May it be locked?", valueName: "path")) var lock: [String] = []
    @Option(help: ArgumentHelp("May a link be made there?", valueName: "path")) var link: [String] = []
    @Option(
        name: .customLong("ask"),
        help: ArgumentHelp(
            "Any other kind, as KIND=WORDS, such as \"capability=net_admin\" or \"signal=access=send set=term peer=x\".",
            valueName: "kind=words"
        )
    )
    var asks: [String] = []
    @Option(help: ArgumentHelp("May it be used?", valueName: "name")) var capability: [String] = []
    @Option(help: ArgumentHelp("May such sockets be made?", valueName: "words")) var network: [String] = []

    @Option(
        help: ArgumentHelp(
            "Ask this child or hat of the policy, or this profile of a text that holds several.",
            valueName: "name"
        )
    )
    var profile: String?

    @Flag(help: "Answer queries of programs from standard input.")
    var batch = false

    @Option(help: "How --batch reads compiled policy: 6.1, 6.12 or 7.2. Default: as the target does.")
    var kernel: KernelDialect?

    @Option(help: "How the result is written.")
    var format: ResultFormat = .text

    @Option(help: ArgumentHelp("Another apparmor_parser than the system's.", valueName: "file"))
    var parser: String?

    @OptionGroup var targetOption: TargetOption

    func validate() throws {
        if entitlement != nil {
            guard subject == nil, policyOfLine == nil, questions.isEmpty, !batch, profile == nil, kernel == nil else {
                throw ValidationError("--entitlement goes with --format alone.")
            }
            return
        }
        if subject == nil { throw ValidationError("Name what to ask: a policy, or --entitlement.") }
        let isLine = policyOfLine != nil
        if !isLine, looksLikeRecord {
            throw ValidationError("This is a line of an audit log: name the policy that answers it with --policy.")
        }
        if isLine {
            if batch || !questions.isEmpty { throw ValidationError("The line says what to ask.") }
        } else if batch != questions.isEmpty {
            throw ValidationError(batch ? "--batch takes its questions from standard input." : "Ask something.")
        }
        if profile != nil, batch { throw ValidationError("--batch names the profile in each query, as \"label\".") }
        if profile != nil, isLine { throw ValidationError("The line says which profile is asked.") }
        if kernel != nil, !batch { throw ValidationError("--kernel goes with --batch; give --target.") }
    }

    /// Whether the argument is a line of an audit log and not the name of a policy.
    private var looksLikeRecord: Bool {
        guard let subject else { return false }
        return ["apparmor=", "type=AVC", "type=1400", "SECCOMP "].contains { subject.contains(text: $0) }
    }

    /// What the options ask, in the order of their kinds.
    private var questions: [(kind: String, text: String)] {
        let own: [(String, [String])] = [
            ("read", read), ("write", write), ("append", append), ("execute", execute), ("map", map), ("lock", lock),
            ("link", link), ("capability", capability), ("network", network),
        ]
        let named = own.flatMap { kind, texts in texts.map { (kind: kind, text: $0) } }
        return named
            + asks.map { ask in
                let parts = ask.split(separator: "=", maxSplits: 1).map(String.init)
                return (kind: parts.first ?? "", text: parts.count > 1 ? parts[1] : "")
            }
    }

    func run() async throws {
        let console = Console()
        if let entitlement { return try ExplainEntitlement(console: console, format: format).run(entitlement) }
        guard let subject else { return }
        let sides = try await ProofSides(console, targetOption, parser: parser)
        if let policyOfLine {
            let lines = ExplainLine(console: console, sides: sides, format: format)
            return try await lines.run(subject, policyOfLine)
        }
        var side = try await sides.side(subject, profile: profile)
        if let profile, side.profile.name != profile { side = try side.child(profile) }
        if batch { return try answerBatch(side, console) }
        var json: [JSONText] = []
        var isAllowed = true
        for (kind, text) in questions {
            for question in try read(kind, text, side) {
                let explanation = Explanation(question, side.asked, policy: side.policy)
                isAllowed = isAllowed && explanation.isAllowed
                let edit = try await ProposedEdit(for: explanation, owner: nil, side, sides)
                switch format {
                case .text: try console.result(explanation.text + (edit?.text ?? ""))
                case .json: json.append(explanation.json(edit?.json))
                }
            }
        }
        if format == .json {
            let document = JSONText.fields([("version", .integer(1)), ("answers", .array(json))])
            try console.result(document.text + "\n")
        }
        if !isAllowed { throw ExitCode.refused }
    }

    private func read(_ kind: String, _ text: String, _ side: ProofSide) throws -> [Question] {
        guard let query = PolicyTest.Query(rawValue: kind) else {
            let kinds = PolicyTest.Query.allCases.map(\.rawValue)
            let near = nearest(to: kind, in: kinds).map { " Did you mean \"\($0)\"?" } ?? ""
            throw ValidationError("There is no kind \"\(printable(kind))\".\(near)")
        }
        do throws(BadQuestion) {
            return try QuestionReader(query, of: side.profile.name, side.lookup).questions(text)
        } catch {
            throw ValidationError(error.help.map { "\(error.message); \($0)" } ?? error.message)
        }
    }

    private func answerBatch(_ side: ProofSide, _ console: Console) throws {
        let batch = QueryBatch(side.compiled, kernel ?? side.kernel)
        do {
            try InputLines.forEach(limit: QueryBatch.lineLimit) { lines in
                try console.result(lines.map { batch.answer($0) + "\n" }.joined())
            }
        } catch let error as Errno {
            let message = "standard input cannot be read: \(error)"
            throw console.impossible(Diagnostic(.error, "unreadable", message, at: nil))
        }
    }
}

extension KernelDialect: ExpressibleByArgument {}

/// Standard input line by line, as it comes.
private enum InputLines {
    /// Gives the whole lines of each read; a line beyond the limit ends the reading as an error.
    static func forEach(limit: Int, _ body: ([ArraySlice<UInt8>]) throws -> Void) throws {
        var pending: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try unsafe chunk.withUnsafeMutableBytes {
                unsafe try FileDescriptor.standardInput.read(into: $0)
            }
            pending += chunk[..<count]
            var lines = pending.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let rest = count == 0 ? [] : Array(lines.removeLast())
            try body(lines.filter { !$0.isEmpty })
            guard count > 0 else { return }
            guard rest.count <= limit else { throw Errno.messageTooLong }
            pending = rest
        }
    }
}
