import ArgumentParser
import ArmorAudit
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

            A line of an audit log in the place of POLICY, with --policy, asks whether what it tells of is allowed.

            With --batch, queries are read from standard input, one JSON object a line, and answered with the four words
            that the kernel's .access file gives: {"label": "web", "hex": "022f657463", "owner": true}.
            """
    )

    @Argument(help: "What to ask; or a line of an audit log.")
    var subject: String?

    @Option(help: ArgumentHelp("Say what this entitlement means, in full.", valueName: "name"))
    var entitlement: String?

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("What to ask about a line of an audit log.", valueName: "policy")
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
        let isLine = isAuditLine
        if isLine != (policyOfLine != nil) {
            throw ValidationError(
                isLine ? "Name the policy with --policy." : "--policy goes with a line of an audit log."
            )
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

    /// Whether a line of an audit log stands where else a policy is named.
    private var isAuditLine: Bool { subject?.contains(text: "apparmor=\"") ?? false }

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
        var side = try await sides.side(policyOfLine ?? subject, profile: profile)
        if let profile, side.profile.name != profile { side = try side.child(profile) }
        if batch { return try answerBatch(side, console) }
        var json: [JSONText] = []
        var isAllowed = true
        for explanation in try explanations(of: subject, side) {
            isAllowed = isAllowed && explanation.isAllowed
            let edit = try await edit(explanation, side, sides)
            switch format {
            case .text: try console.result(explanation.text + (edit?.text ?? ""))
            case .json: json.append(explanation.json(edit?.json))
            }
        }
        if format == .json {
            let document = JSONText.fields([("version", .integer(1)), ("answers", .array(json))])
            try console.result(document.text + "\n")
        }
        if !isAllowed { throw ExitCode.refused }
    }

    private func explanations(of subject: String, _ side: ProofSide) throws -> [Explanation] {
        if isAuditLine {
            guard case .event(let event) = LineReader().read(subject), !event.accesses.isEmpty else {
                throw ValidationError("The line tells of no access that can be asked about.")
            }
            return event.accesses.map {
                Explanation(Question($0), side.asked, policy: side.policy, owner: event.isOwner)
            }
        }
        return try questions.flatMap { kind, text in
            try read(kind, text, side).map { Explanation($0, side.asked, policy: side.policy) }
        }
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

    /// The smallest edit for what is denied, with what it would change.
    private func edit(_ explanation: Explanation, _ side: ProofSide, _ sides: ProofSides) async throws -> ToldEdit? {
        guard profile == nil, let denied = explanation.denied, let policy = side.policy,
            let edit = Edit.allowing(denied.access, denied.rules), let edited = edit.applied(to: policy)
        else { return nil }
        let compiled = try sides.read(try await sides.compile(edited), side.name)
        guard let profile = compiled.profile(named: side.profile.name) else { return nil }
        let report = DiffReport(
            (side.name, side.compiled, side.asked),
            ("with this edit", compiled, Asked(profile, side.kernel))
        )
        return ToldEdit(edit: edit, report: report)
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

/// An edit with what it lets in, told.
private struct ToldEdit {
    let edit: Edit
    let report: DiffReport

    var text: String {
        var text = "to allow it\n"
        for rule in edit.obstacles { text += "  delete or narrow: \(rule.told)\n" }
        if let addition = edit.addition {
            text += "  add:\n" + addition.split(separator: "\n").map { "    \($0)\n" }.joined()
        }
        return text + report.onlyWider().text
    }

    var json: JSONText {
        .fields([
            ("add", edit.addition.map(JSONText.string)), ("delete", .array(edit.obstacles.map(\.json))),
            ("lets_in", report.onlyWider().json),
        ])
    }
}

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
