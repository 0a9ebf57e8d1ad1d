package import ArmorAudit
import ArmorCompiled
import ArmorPolicy
package import ArmorProof
import ArmorSource
import ArmorTOML

/// What was learned of one profile: the edit, what was left out and why, and the proof of both.
package struct LearnReport: Sendable {
    package let profile: String
    package let proposal: Proposal
    /// Every distinct access of the log, asked of the policy as it would be.
    package let replay: ReplayResult
    /// The same of a log that the proposal was not made from.
    package let heldOut: ReplayResult?
    /// What the proposal changes, asked of what both compile to.
    package let changes: DiffReport
    package let evidence: ProfileEvidence
    /// What is missing from the log.
    package let completeness: Completeness
    /// Runs of the machine that the log is of.
    package let runs: Int

    package init(
        profile: String,
        proposal: Proposal,
        replay: ReplayResult,
        heldOut: ReplayResult?,
        changes: DiffReport,
        evidence: ProfileEvidence,
        completeness: Completeness,
        runs: Int
    ) {
        (self.profile, self.proposal, self.replay, self.heldOut) = (profile, proposal, replay, heldOut)
        self.changes = changes
        (self.evidence, self.completeness, self.runs) = (evidence, completeness, runs)
    }

    /// Events that may be needs and were neither allowed nor denied: of which no question could be made.
    var openEvents: Int { evidence.neglected.reduce(0) { $0 + ($1.key.isOpen ? $1.value : 0) } }

    var plan: Plan { proposal.plan }

    /// The answer of the report, which the command's exit status is.
    package enum Outcome: Sendable, Equatable {
        /// The policy changes, or a person chose that it does not.
        case proposed
        /// The policy allows everything in the log as it is.
        case allowed
        /// The log has events, and nothing could be proposed for them.
        case nothing
    }

    package var outcome: Outcome {
        let calls = proposal.calls
        let isSkipped = plan.leftOut.contains { left in if case .skipped = left.reason { true } else { false } }
        let isChosen = isSkipped || calls.leftOut.contains { $0.why == .skipped }
        if proposal.new.bytes != proposal.old.bytes || isChosen { return .proposed }
        let isMet = plan.leftOut.isEmpty && calls.leftOut.isEmpty && calls.unknown == 0
        let isAllowed = replay.allowed.accesses == replay.lines.count && openEvents == 0
        let events = plan.met + calls.met
        return isMet && isAllowed && events > 0 ? .allowed : .nothing
    }

    /// Needs that the program was denied: what it would have done then is in no log.
    private var denials: Int { replay.lines.count { $0.evidence.denied > 0 } }

    /// Grants that only logs tell of into which programs can write.
    private var untrusted: Int { plan.candidates.count { $0.evidence.trusted == 0 } }
}

// MARK: Text

extension LearnReport {
    /// For people; the edit itself is ``Proposal/diff``.
    package var text: String {
        let summary = "\(printable(profile)): \(Self.count(plan.candidates.count, "grant")) proposed, "
        let sections = [
            summary
                + "\(plan.met) accesses allowed already, \(Self.count(plan.leftOut.count, "access", "accesses")) left out",
            leftOutText, abstractionsText, proposal.calls.text, neglectedText, changesText, notes, coverageText,
            validation, verdict,
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    private static let most = 40

    private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? "\(one)s")"
    }

    private var leftOutText: String {
        guard !plan.leftOut.isEmpty else { return "" }
        var lines = ["left out:"]
        for left in plan.leftOut.prefix(Self.most) {
            let first = left.needs.first.map(Self.text) ?? ""
            let more = left.needs.count > 1 ? " and \(left.needs.count - 1) more" : ""
            lines.append("  \(first)\(more) (\(EvidenceText.summary(left.evidence)))")
            lines += left.reason.lines.map { "    \($0)" }
        }
        if plan.leftOut.count > Self.most { lines.append("  and \(plan.leftOut.count - Self.most) more") }
        return lines.joined(separator: "\n")
    }

    /// Which abstractions stand for names, and why others do not.
    private var abstractionsText: String {
        let taken = plan.candidates.compactMap { candidate -> String? in
            guard let abstraction = candidate.abstraction else { return nil }
            let inside = candidate.child.map { " in \(printable($0))" } ?? ""
            let lines = abstraction.parts.count
            return
                "\(abstraction.include)\(inside) in the place of \(lines) lines: judged as this host has it, other releases may have more"
        }
        // A folder that is not there is the same for all of them.
        var absent: Set<String> = []
        let told = plan.abstractions.filter { verdict in
            if case .absent(let path) = verdict.why { absent.insert(path).inserted } else { true }
        }
        let lines = taken + told.map { "not \($0.text)" }
        return lines.isEmpty ? "" : (["abstractions:"] + lines.map { "  \($0)" }).joined(separator: "\n")
    }

    static func text(_ need: Need) -> String {
        need.access.text + (need.child.map { ", in \(printable($0))" } ?? "")
    }

    private var neglectedText: String {
        var lines = Neglect.allCases.compactMap { reason -> String? in
            evidence.neglected[reason].map { count in
                let names = (evidence.neglectedNames[reason] ?? []).map(EvidenceText.quoted).joined(separator: ", ")
                let about = names.isEmpty ? "" : " (\(names))"
                return "  \(Self.count(count, "event")): \(reason.explanation)\(about)"
            }
        }
        for (folder, count) in evidence.floods.sorted(by: { $0.value > $1.value }).prefix(Self.most) {
            lines.append("  flooded: \(EvidenceText.quoted(folder)), \(count) events: decide by hand")
        }
        lines += completeness.unreadableLines.map { "  \($0)" }
        return lines.isEmpty ? "" : "no evidence:\n" + lines.joined(separator: "\n")
    }

    private var changesText: String {
        changes.isEmpty ? "" : "newly allowed, asked of what both compile to:\n" + changes.onlyWider().text
    }

    private var notes: String {
        var notes: [String] = []
        let losses = completeness.losses.map { "\($0.count) \($0.words)" }
        if !losses.isEmpty {
            notes.append("this log is not complete: \(losses.joined(separator: ", ")); what is missing was not learned")
        }
        if denials > 0 {
            notes.append(
                "\(Self.count(denials, "access was", "accesses were")) denied, and one denied access can hide later ones: "
                    + "apply this, run again, and learn from the next log with the same policy"
            )
        }
        if evidence.underNullProfiles > 0 {
            notes.append(
                "programs ran that no rule allows (\(Self.count(evidence.underNullProfiles, "event"))); some kernels log only "
                    + "their file accesses: apply this, load it with --mode complain, run again, and learn from the next log "
                    + "with the same policy"
            )
        }
        if untrusted > 0 {
            notes.append(
                "\(Self.count(untrusted, "grant comes", "grants come")) only from logs that programs can forge: "
                    + "review as untrusted input, or learn from audit.log"
            )
        }
        return notes.map { "note: \($0)" }.joined(separator: "\n")
    }

    /// How far the runs of the log go together, as an estimate.
    package var coverage: [Coverage] { Coverage.estimate(evidence.needs, runs: runs) }

    private var coverageText: String {
        guard !coverage.isEmpty else { return "" }
        guard runs > 1 else {
            return "coverage: not estimated from one run of the machine; learn from several"
        }
        return (["coverage, an estimate:"] + coverage.map { "  \($0.text)" }).joined(separator: "\n")
    }

    private var validation: String {
        guard let heldOut else { return "" }
        let all = heldOut.lines.count
        guard all > 0 else { return "validated: the log that was held out tells of no access" }
        let percent = heldOut.allowed.accesses * 100 / all
        let missing = heldOut.lines.filter { if case .allowed = $0.answer { false } else { true } }
        let lines = missing.prefix(Self.most).map { "  not foreseen: \(Self.text($0.need))" }
        let head =
            "validated: of \(Self.count(all, "access", "accesses")) of the log that was held out, "
            + "\(heldOut.allowed.accesses) are allowed (\(percent) %)"
        return ([head] + lines).joined(separator: "\n")
    }

    private var verdict: String {
        func part(_ count: ReplayResult.Count) -> String { "\(count.accesses) (\(Self.count(count.events, "event")))" }
        let open = openEvents > 0 ? ", and \(Self.count(openEvents, "event")) of which nothing can be asked" : ""
        return
            ([
                "replayed: allowed \(part(replay.allowed)), denied on purpose \(part(replay.denied)), "
                    + "undecidable \(part(replay.undecidable))\(open)"
            ] + undecidableLines).joined(separator: "\n")
    }

    /// Why the policy gives no answer, by reason, with the accesses.
    private var undecidableLines: [String] {
        var reasons: [String] = []
        var accesses: [String: [String]] = [:]
        for line in replay.lines {
            guard case .undecidable(let reason) = line.answer else { continue }
            let text = line.need.undecidableReason ?? reason
            if accesses[text] == nil { reasons.append(text) }
            accesses[text, default: []].append(Self.text(line.need))
        }
        return reasons.prefix(Self.most).map { reason in
            let all = accesses[reason] ?? []
            let more = all.count > 3 ? " and \(all.count - 3) more" : ""
            return "  undecidable: \(all.prefix(3).joined(separator: ", "))\(more): \(printable(reason))"
        }
    }
}

extension Need {
    /// Why no rule decides about it and what to do, where more can be said than that the kernel does not ask.
    fileprivate var undecidableReason: String? {
        guard case .limit(let resource, let value) = access, Numbers.limits.indices.contains(resource) else {
            return nil
        }
        let name = Numbers.limits[resource]
        return
            "this policy sets no limit for it; the profile of the log does: where the policy gets one, write at least [limits] \(name) = \(value)"
    }
}

extension LeftOut.Reason {
    /// Why, and what to do.
    var lines: [String] {
        switch self {
        case .denied(let rules): rules.prefix(3).map { "denied by \(printable($0))" }
        case .risk(let risks):
            risks.enumerated().filter { index, risk in !risks[..<index].contains { $0.code == risk.code } }.map(
                \.element
            ).map { "\($0.code): \(printable($0.message)); to propose it all the same: --accept \($0.code)" }
        case .test(let test):
            ["it fails the policy's test \(printable(test)): change the test first if the grant is right"]
        case .inexpressible: ["no rule of a policy can allow it"]
        case .missingChild(let child):
            ["the policy has no child \"\(printable(child))\": add [children.\(tomlKey(child))] and learn again"]
        case .flooded(let folder, let names):
            [
                "\(names) names below \(printable(String(decoding: folder, as: UTF8.self))) are more than one profile can hold: "
                    + "allow the folder by hand if the program makes these names up"
            ]
        case .skipped: ["skipped by hand"]
        }
    }

    var word: String {
        switch self {
        case .denied: "denied"
        case .risk: "risk"
        case .test: "test"
        case .inexpressible: "inexpressible"
        case .missingChild: "missing-child"
        case .flooded: "flooded"
        case .skipped: "skipped"
        }
    }
}

extension Completeness {
    /// What is known to be missing: a key, how many, and of what.
    package var losses: [(key: String, count: UInt64, words: String)] {
        [
            ("suppressed", suppressed, "messages were suppressed"),
            ("audit_lost", auditLost, "records were lost by the audit system"),
            ("rate_limited", rateLimited, "times its rate limit was met"),
            ("backlog_exceeded", backlogExceeded, "times its backlog was full"),
            ("missing_records", missingRecords ?? 0, "records are missing between others"),
            ("dropped", dropped, "events had no room"),
        ].filter { $0.count > 0 }
    }
}
