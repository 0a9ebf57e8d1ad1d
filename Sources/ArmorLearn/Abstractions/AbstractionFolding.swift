import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTOML

/// Puts abstractions into a plan in the place of names, where a whole group is used and nothing of note becomes allowed.
struct AbstractionFolding {
    let policy: Policy
    /// The text that it was read from.
    let source: SourceFile
    let loader: PolicyLoader
    let needs: [Need: Evidence]
    /// The policy as it is, compiled.
    let before: Learner.Side
    /// Which ways out of a container it has shut.
    let shut: TestBaseline
    let host: AbstractionHost
    let context: LintContext
    let escapes: EscapeReview

    /// The plan with the abstractions that are proposed, and why the others are not.
    func folded(_ plan: Plan) async throws -> Plan {
        var plan = plan
        for child in [nil] + policy.main.children.map({ $0.name.value as String? }) {
            let included = Set((policy.body(child)?.settings.includes ?? []).map(\.value.path))
            let read = needs.filter { $0.key.child == child && $0.key.readPath != nil }
            guard !read.isEmpty else { continue }
            for known in KnownAbstraction.all where !included.contains(known.include) {
                guard AbstractionUse(known).isWhole(read.compactMap(\.key.readPath)) else { continue }
                try await fold(known, child, read, into: &plan)
            }
        }
        return plan
    }

    private func fold(_ known: KnownAbstraction, _ child: String?, _ read: [Need: Evidence], into plan: inout Plan)
        async throws
    {
        let within = KnownAbstraction.globs(known.within)
        let open = plan.candidates.indices.filter { index in
            let candidate = plan.candidates[index]
            return candidate.child == child && candidate.abstraction == nil
                && candidate.values.contains { $0 is FileRule } && !candidate.risks.contains(where: \.isGrave)
        }
        let near = open.filter { index in
            plan.candidates[index].needs.allSatisfy { need in
                need.path.map { path in within.contains { $0.matches(path) } } ?? false
            }
        }
        guard near.count >= KnownAbstraction.fewestLines else { return }
        var lines = near.count
        do {
            let text = try await text(known)
            let grants = text.grants
            let numbers = open.filter { Self.stands(grants, for: plan.candidates[$0]) }
            guard numbers.count >= KnownAbstraction.fewestLines, let first = numbers.first else { return }
            lines = numbers.count
            let parts = numbers.map { plan.candidates[$0] }
            let made = try await candidate(known, child, parts, read, text, plan)
            let gone = Set(numbers.dropFirst())
            plan.candidates[first] = made
            plan.candidates = plan.candidates.indices.filter { !gone.contains($0) }.map { plan.candidates[$0] }
        } catch let why as AbstractionVerdict.Why {
            plan.abstractions.append(
                AbstractionVerdict(include: known.include, child: child, lines: lines, why: why)
            )
        }
    }

    /// Whether rules say all of a grant.
    private static func stands(_ grants: [FileRule], for candidate: Candidate) -> Bool {
        // Its names are quickly asked; most are of other groups.
        let names = candidate.needs.compactMap(\.path)
        guard names.allSatisfy({ name in grants.contains { $0.path?.matches(name) ?? false } }) else { return false }
        return candidate.values.allSatisfy { ($0 as? FileRule).map(grants.grant) ?? false }
    }

    private func text(_ known: KnownAbstraction) async throws -> AbstractionText {
        switch try await host.text(known.include) {
        case .profile(let bytes): return try AbstractionText(bytes, of: known.include)
        case .absent(let path): throw AbstractionVerdict.Why.absent(path)
        case .refused(let message): throw AbstractionVerdict.Why.refused(message)
        }
    }

    // MARK: One

    private func candidate(
        _ known: KnownAbstraction,
        _ child: String?,
        _ parts: [Candidate],
        _ read: [Need: Evidence],
        _ text: AbstractionText,
        _ plan: Plan
    ) async throws -> Candidate {
        // Of a log that others can write to, what a program wrote must not make a group of what the kernel told.
        let trusted = read.filter { $0.value.trusted > 0 }.compactMap(\.key.readPath)
        if parts.contains(where: { $0.evidence.trusted > 0 }), !AbstractionUse(known).isWhole(trusted) {
            throw AbstractionVerdict.Why.untrusted
        }
        let judge = AbstractionJudge(known: known, policy: policy, child: child, parts: parts)
        let rules = judge.rulesOfNote(text)
        guard rules.isEmpty else { throw AbstractionVerdict.Why.rules(rules) }
        var made = Candidate(
            child: child,
            values: text.grants,
            needs: parts.flatMap(\.needs),
            evidence: parts.map(\.evidence).reduce(Evidence()) { $0.joined($1) },
            abstraction: Candidate.Abstraction(include: known.include, parts: parts)
        )
        let judged = RiskReview(policy: policy, context: context, accepted: AcceptedRisks([])).review([made], needs)
        if let risk = (judged.kept + judged.refused).flatMap(\.risks).first { throw AbstractionVerdict.Why.risk(risk) }
        let with = try await compiled(edited(made, plan))
        try judge.check(with, widest: try await compiled(judge.widest), before: before)
        try check(with, parts, plan)
        made.glob = width(text, parts, child, with)
        return made
    }

    /// The policy with the abstraction alone.
    private func edited(_ made: Candidate, _ plan: Plan) throws(AbstractionVerdict.Why) -> Policy {
        var alone = plan
        (alone.candidates, alone.denials) = ([made], [])
        let calls = CallPlan(CallEvidence(), policy, accepted: AcceptedRisks([]))
        do throws(Proposal.Failure) {
            return try Proposal(alone, calls: calls, policy, old: source, loader: loader).policy
        } catch {
            switch error {
            case .edit(let error): throw .noPlace(error.message)
            case .unsound(let diagnostics): throw .noPlace(diagnostics.first?.message ?? "")
            }
        }
    }

    private func compiled(_ policy: Policy) async throws -> Learner.Side {
        switch try await host.compile(policy) {
        case .side(let side): return side
        case .refused(let message): throw AbstractionVerdict.Why.refused(message)
        }
    }

    /// Whether all of the names are allowed, nothing that is left out is, and no way out is open.
    private func check(_ with: Learner.Side, _ parts: [Candidate], _ plan: Plan) throws(AbstractionVerdict.Why) {
        let replay = with.replay
        func allows(_ need: Need, _ evidence: Evidence) -> Bool {
            if case .allowed = replay.answer(need, evidence) { true } else { false }
        }
        for need in parts.flatMap(\.needs) where !allows(need, needs[need] ?? Evidence()) {
            throw .refused("with it, \(LearnReport.text(need)) is not allowed")
        }
        for left in plan.leftOut {
            if let need = left.needs.first(where: { allows($0, left.evidence) }) { throw .leftOut(need) }
        }
        if let opened = escapes.opened(shut, with).first { throw .risk(opened.risk) }
    }

    /// The files that it stands for, and one that it admits and that nobody saw.
    private func width(_ text: AbstractionText, _ parts: [Candidate], _ child: String?, _ with: Learner.Side)
        -> Candidate.Width
    {
        let files = parts.flatMap(\.needs).compactMap(\.path).uniqued()
        let seen = Set(needs.keys.compactMap(\.path))
        let (old, new) = (before.replay, with.replay)
        // A few of them are enough to keep the search off: it costs as much as there are.
        let samples = files.prefix(200).compactMap { try? Glob.literal($0) }
        let unseen = text.grants.lazy.compactMap { rule -> [UInt8]? in
            guard let glob = rule.path, case .notCovered(let name) = covered(glob, by: samples), !seen.contains(name)
            else { return nil }
            let need = Need(child: child, .file(name, .read))
            guard case .denied = old.answer(need, Evidence()), case .allowed = new.answer(need, Evidence()) else {
                return nil
            }
            return name
        }.first
        return Candidate.Width(
            nameClass: "in the place of \(parts.count) lines, as AppArmor \(host.release) has it",
            samples: Array(files.prefix(Candidate.mostSamples)),
            count: files.count,
            unseen: unseen
        )
    }
}
