import ArmorCompiled
import ArmorKernel
import ArmorPolicy
import ArmorPresets
import ArmorProof
import ArmorSource
import ArmorTarget
import FuzzSupport

@testable import ArmorAudit
@testable import ArmorLearn

// The commands learn, apply and check, in one process and without apparmor_parser: whatever a log contains, the proposal is a
// policy, it grants what the plan lists and nothing else, and it needs no consent that a person did not give.
private struct Commands {
    private let loader = PolicyLoader(sources: PresetsOnly(), acceptsReservedNames: true)
    private let target = Target.debian12
    private let compiled: CompiledPolicy
    private let old: SourceFile
    private let policy: Policy
    private let known: Set<String>

    /// Returns `nil` where the files of the project cannot be read.
    init?() {
        guard let file = try? PolicyInput.read("Tests/ArmorCompiledTests/Fixtures/small.bin"),
            let compiled = try? CompiledPolicy.read(file.bytes)
        else { return nil }
        self.compiled = compiled
        old = SourceFile(
            name: "small.toml",
            text:
                "name = \"small\"\nextends = [\"container\"]\n\n[filesystem]\nread = [\"/srv/**\"]\ndeny = [\"/etc/shadow\"]\n"
        )
        let (policy, diagnostics) = loader.load(old)
        guard !diagnostics.hasErrors else { return nil }
        self.policy = policy
        known = Set(Self.grave(policy, target))
    }

    /// Learns each of the first profiles of a log into the policy.
    func run(_ bytes: [UInt8]) {
        let source: SourceForm = bytes.first.map { $0 & 1 == 0 } ?? true ? .auditLog : .text
        var book = EvidenceBook(profile: nil)
        for access in accesses(Array(bytes.dropFirst()), source) { book.add(access) }
        for (_, evidence) in book.profiles.sorted(by: { $0.key < $1.key }).prefix(3) { learn(evidence) }
    }

    private func learn(_ evidence: ProfileEvidence) {
        let evidence = evidence.resolved(for: policy)
        let replay = Replay(compiled, policy: policy, kernel: KernelDialect(target.features))
        let context = LintContext(features: target.features, parser: target.parserVersion)
        let accepted = AcceptedRisks([])
        let plan = Plan(evidence, policy, before: replay, context: context, accepted: accepted)
        let profile = LearnedProfile(AuditLabel("small"), policy: "small")
        let calls = CallPlan(CallEvidence(SeccompCalls(), profile: profile), policy, accepted: accepted)
        let proposal: Proposal
        do { proposal = try Proposal(plan, calls: calls, policy, old: old, loader: loader) } catch {
            broken("no proposal: \(error)")
        }
        _ = (proposal.diff, plan.leftOut.count)
        check(plan, proposal)
    }

    private func check(_ plan: Plan, _ proposal: Proposal) {
        let (again, diagnostics) = loader.load(proposal.new)
        require(!diagnostics.hasErrors, "the proposal is no policy: \(diagnostics.map(\.message))")
        let granted = plan.candidates.flatMap(\.ruleTexts).count
        require(again.main.rules.count <= policy.main.rules.count + granted, "more rules than were proposed")
        require(
            again.main.rules.count(where: { $0.action == .deny })
                == policy.main.rules.count(where: { $0.action == .deny }),
            "a deny"
        )
        for candidate in plan.candidates {
            require(!candidate.risks.contains(where: \.isGrave), "a grave risk is proposed: \(candidate.ruleTexts)")
            for need in candidate.needs {
                let facts = SensitiveAccess.FileFacts(isOwner: (candidate.values.first as? FileRule)?.owner ?? false)
                let found = need.access.sensitivity(facts, own: "small")
                require(found == nil, "\(need.access.text): \(found?.reason ?? "")")
            }
        }
        let more = Self.grave(again, target).filter { !known.contains($0) }
        require(more.isEmpty, "new findings: \(more)")
    }

    private static func grave(_ policy: Policy, _ target: Target) -> [String] {
        let context = LintContext(features: target.features, parser: target.parserVersion)
        return Linter.run(policy, context, most: .max).findings.filter { $0.level != .medium }.map(\.code)
    }
}

/// The presets, and no file: inputs must not reach the disk.
private struct PresetsOnly: PolicySources {
    var presetNames: [String] { Presets.names }

    func preset(_ name: String) -> SourceFile? {
        Presets.bytes(of: name).map { SourceFile(name: "preset:\(name)", bytes: $0) }
    }

    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        throw UnreadableSource("there are no files here")
    }
}

private func accesses(_ bytes: [UInt8], _ source: SourceForm) -> [ObservedAccess] {
    let hash = ByteHash(seed: 1)
    var scan = SegmentScan(source, hash, ScanLimits())
    let stretchReader = StretchReader(hash)
    stretchReader.with { scan.scan(bytes, 0..<bytes.count, &$0.interner) }
    var table = AccessTable(hash, ScanLimits())
    let pieces = scan.runs.runs.indices.map { number in
        table.piece(LogPiece.Key(host: [], first: scan.runs.part(number).first)) ?? AccessTable.Entry.noPiece
    }
    stretchReader.with { table.take(scan, bytes, pieces: pieces, &$0) }
    let summary = LogSummary(
        table: table,
        calls: SeccompCalls(),
        losses: scan.completeness,
        buffer: BufferGaps(),
        bytes: UInt64(bytes.count),
        outside: scan.outside
    )
    return Array(summary.accesses)
}

guard let commands = Commands() else { broken("the presets or the compiled fixture cannot be read") }
fuzz { commands.run($0) }
