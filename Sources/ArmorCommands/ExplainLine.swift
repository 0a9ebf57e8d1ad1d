import ArgumentParser
import ArmorAudit
import ArmorCompiled
import ArmorKernel
import ArmorLearn
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTOML

/// `armor explain LINE --policy POLICY`: whether a policy allows the accesses of audit records.
struct ExplainLine {
    let console: Console
    let sides: ProofSides
    let format: ResultFormat

    /// The most events that are answered at once.
    private static let most = 100

    /// - Parameters:
    ///   - text: one line, or several; `-` for standard input.
    ///   - argument: the policy.
    func run(_ text: String, _ argument: String) async throws {
        let summary = try await scanned(text)
        let accesses = Array(summary.accesses.prefix(Self.most + 1))
        guard !accesses.isEmpty || !summary.calls.counts.isEmpty else { throw try unreadable(summary) }
        if accesses.count > Self.most { console.say("only the first \(Self.most) different events are answered") }
        let side = try await sides.side(argument)
        var answers: [Answer] = []
        for access in accesses.prefix(Self.most) { answers += try await self.answers(access, side) }
        answers += callAnswers(summary.calls, side)
        for line in summary.completeness.unreadableLines { console.say(line) }
        switch format {
        case .text: try console.result(answers.map(\.text).joined())
        case .json:
            let document = JSONText.fields([("version", .integer(1)), ("answers", .array(answers.map(\.json)))])
            try console.result(document.text + "\n")
        }
        if answers.contains(where: { !$0.isAllowed }) { throw ExitCode.refused }
    }

    /// One answer in both forms.
    private struct Answer {
        let isAllowed: Bool
        let text: String
        let json: JSONText
    }

    /// Reads the lines as `learn` reads a log.
    private func scanned(_ text: String) async throws -> LogSummary {
        var scanner = LogScanner()
        await scanner.begin()
        do {
            if text == PolicyInput.standardInput {
                try await LogFile.open(text).read { await scanner.feed($0) }
            } else {
                await scanner.feed(Array(text.utf8) + [UInt8(ascii: "\n")])
            }
        } catch let error as any OperationalError { throw console.impossible(error.diagnostic) }
        return await scanner.finish()
    }

    /// Says why the text has nothing to answer.
    private func unreadable(_ summary: LogSummary) throws -> any Error {
        let reasons = summary.completeness.unreadableLines
        guard !reasons.isEmpty || summary.calls.malformed > 0 else {
            return ValidationError(
                "This is not a line of an audit log: it has no record of AppArmor or of a system call filter."
            )
        }
        for reason in reasons { console.say(reason) }
        if summary.calls.malformed > 0 { console.say("a record of a system call filter cannot be read") }
        return ExitCode.impossible
    }

    // MARK: Events

    private func answers(_ access: ObservedAccess, _ side: ProofSide) async throws -> [Answer] {
        let (event, asked, notes) = try placed(access, side)
        for note in notes { console.say(note) }
        let question = EventQuestion(
            event,
            attachesDisconnected: asked.profile.pathFlags.contains(.attachDisconnected)
        )
        for note in question.notes { console.say("note: \(note)") }
        if let obstacle = question.obstacle {
            let text = printable(obstacle)
            let json = JSONText.fields([
                ("operation", .string(event.operation)), ("allowed", .boolean(false)), ("reason", .string(text)),
            ])
            return [Answer(isAllowed: false, text: "no rule decides about it: \(text)\n", json: json)]
        }
        var answers: [Answer] = []
        for access in question.accesses {
            let explanation = Explanation(Question(access), asked.asked, policy: asked.policy, owner: event.isOwner)
            let edit = try await ProposedEdit(for: explanation, owner: event.isOwner, asked, sides)
            answers.append(
                Answer(
                    isAllowed: explanation.isAllowed,
                    text: explanation.text + (edit?.text ?? ""),
                    json: explanation.json(edit?.json)
                )
            )
        }
        return answers
    }

    /// The event as one of the policy's own profile or a child of it, the profile that answers it, and what to say where
    /// the line is of another profile.
    private func placed(_ access: ObservedAccess, _ side: ProofSide) throws -> (AuditEvent, ProofSide, [String]) {
        let name = side.profile.name
        let children = side.compiled.profiles.map(\.name).filter { $0.hasPrefix("\(name)//") }
            .map { String($0.dropFirst(name.utf8.count + 2)) }
        var notes: [String] = []
        var own = LearnedProfile(AuditLabel(name), policy: name, children: children)
        if let label = access.event.label, own.take(access) == nil {
            let shown = String(decoding: label.bytes, as: UTF8.self)
            notes.append(
                "warning: the line is of the profile \"\(shown)\"; it is answered as if it were of \"\(name)\""
            )
            let part = label.parts.first { !$0.isUnconfined && $0.namespace == nil } ?? label.parts.first ?? label
            own = LearnedProfile(AuditLabel(part.profileText), policy: name, children: children)
        } else if access.event.label == nil {
            notes.append("warning: the line names no profile; it is answered as if it were of \"\(name)\"")
        }
        let event = own.take(access)?.event ?? access.event
        guard let child = event.label?.childText else { return (event, side, notes) }
        guard children.contains(child) else {
            notes.append(
                "warning: the policy has no child \"\(child)\"; its own profile answers; "
                    + "rules of its own belong to the table [children.\(tomlKey(child))]"
            )
            return (event, side, notes)
        }
        return (event, try side.child(child), notes)
    }

    // MARK: System calls

    private func callAnswers(_ calls: SeccompCalls, _ side: ProofSide) -> [Answer] {
        guard !calls.counts.isEmpty else { return [] }
        let name = side.profile.name
        guard let policy = side.policy else {
            console.say("system calls are answered by a policy alone: \"\(side.name)\" has no filter")
            return [Answer(isAllowed: false, text: "", json: .fields([("reason", .string("no filter"))]))]
        }
        let own = LearnedProfile(AuditLabel(name), policy: name)
        for label in Set(calls.counts.keys.map(\.label)) {
            if let label, own.isOwn(label) { continue }
            let shown = label.map { "is of the profile \"\(String(decoding: $0.bytes, as: UTF8.self))\"" }
            console.say("warning: the line \(shown ?? "names no profile"); it is answered as if it were of \"\(name)\"")
        }
        let evidence = CallEvidence(all: calls)
        let plan = CallPlan(evidence, policy, accepted: AcceptedRisks([]))
        if plan.unknown > 0 { console.say("a system call of the line has no name here") }
        let left = Dictionary(plan.leftOut.map { ($0.call.name, $0) }) { first, _ in first }
        return evidence.calls.keys.sorted().map { call in
            let refusal = left[call].map { Self.text($0.call, $0.why) }
            let text = refusal.map { "denied: system call \(call)\n\($0)" }
            return Answer(
                isAllowed: refusal == nil,
                text: text ?? "allowed: system call \(call), by the policy's filter\n",
                json: .fields([
                    ("system_call", .string(call)), ("allowed", .boolean(refusal == nil)),
                    ("reason", refusal.map(JSONText.string)),
                ])
            )
        }
    }

    private static func text(_ call: CallPlan.Call, _ why: CallPlan.Refusal) -> String {
        switch why {
        case .denied(let place): "  denied by \(printable(place))\n"
        case .arguments(let values):
            "  the policy's filter allows the call, but not with \(printable(values.joined(separator: ", ")))\n"
        case .foreignFilter: "  the policy's filter is a file of its own, or it has none\n"
        case .risk, .skipped:
            """
              no container may make this call by default
            to allow it
              add:
                [seccomp]
                allow = [\(JSONText.string(call.name).text)]

            """
        }
    }
}
