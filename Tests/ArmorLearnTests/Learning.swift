import ArmorAudit
import ArmorCompiled
import ArmorKernel
import ArmorPolicy
import ArmorPresets
import ArmorProfile
import ArmorProof
import ArmorSource
import ArmorTarget
import ArmorTemplate
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// All of `armor learn` but the command line.
struct Learning {
    let report: LearnReport
    let before: Learner.Side
    let after: Learner.Side

    static let target = Target.debian12
    static var loader: PolicyLoader { PolicyLoader(sources: PresetSources(), acceptsReservedNames: true) }

    static func summary(_ logs: [[UInt8]], source: SourceForm? = nil) async -> LogSummary {
        var scanner = LogScanner()
        for log in logs {
            await scanner.begin(source)
            await scanner.feed(log)
        }
        return await scanner.finish()
    }

    /// None where this machine has no parser.
    static func make(
        _ policyText: String,
        _ summary: LogSummary,
        accept: [String] = [],
        limits: EvidenceLimits = EvidenceLimits(),
        abstractions: Abstractions? = nil,
        target: Target = Self.target,
        choose: Choosing? = nil
    ) async throws -> Learning? {
        let source = SourceFile(name: "policy.toml", text: policyText)
        let (policy, diagnostics) = loader.load(source)
        #expect(!diagnostics.hasErrors, "\(diagnostics.map(\.message))")
        let name = try #require(policy.name?.value)
        var book = EvidenceBook(profile: name, limits: limits)
        for access in summary.accesses { book.add(access) }
        let evidence = book.profiles[name] ?? ProfileEvidence()
        guard try await compile(policy, for: target) != nil else { return nil }
        var sides: [Learner.Side] = []
        let context = LintContext(features: target.features, parser: target.parserVersion)
        let report = try await Learner(loader: loader, context: context, accepted: AcceptedRisks(accept)).learn(
            policy,
            source,
            evidence,
            of: (summary.completeness, summary.runs),
            calls: CallEvidence(summary.calls, profile: LearnedProfile(AuditLabel(name), policy: name)),
            abstractions: try await abstractions?.host,
            choose: choose.map { choose in { try choose($0, $1, policy, AcceptedRisks(accept)) } }
        ) { policy in
            let side = try #require(try await compile(policy, with: abstractions, for: target))
            sides.append(side)
            return side
        }
        let (before, after) = (try #require(sides.first), try #require(sides.last))
        return Learning(report: report, before: before, after: after)
    }

    /// The same with a log of lines as the audit daemon writes them.
    static func make(
        _ policy: String,
        lines: [String],
        accept: [String] = [],
        target: Target = Self.target,
        choose: Choosing? = nil
    ) async throws -> Learning? {
        let log = Array((lines.joined(separator: "\n") + "\n").utf8)
        return try await make(policy, await summary([log]), accept: accept, target: target, choose: choose)
    }

    /// How a person chooses among what could be proposed.
    typealias Choosing = (Plan, CallPlan, Policy, AcceptedRisks) throws -> (Plan, CallPlan)

    static func compile(
        _ policy: Policy,
        with abstractions: Abstractions? = nil,
        for target: Target = Self.target
    ) async throws -> Learner.Side? {
        guard let found = try await (abstractions ?? Abstractions()).program else { return nil }
        let parser = found.searching(IncludePaths(base: abstractions?.base))
        let source = SourceFile(name: "profile.template", bytes: Presets.file("profile.template") ?? [])
        let renderer = ProfileRenderer(target: target, template: Template.parse(source).0, generator: "test")
        let (profile, diagnostics) = renderer.render(policy)
        let text = try #require(profile?.text, "\(diagnostics.map(\.message))")
        let bytes = try await parser.compile(text, name: "test", features: target.features).binary
        let compiled = try CompiledPolicy.read(bytes)
        let main = try #require(compiled.profile(named: policy.name?.value ?? ""))
        return Learner.Side(policy, compiled, Asked(main, KernelDialect(target.features)))
    }
}

extension Learning {
    /// None where this machine has no parser, which is said.
    static func parser() async throws -> ParserProgram? {
        guard let path = ParserProgram.usualPaths.first(where: FileManager.default.isExecutableFile) else {
            print("not learned: no apparmor_parser")
            return nil
        }
        return try ParserProgram.find(path)
    }
}

/// The abstractions of a folder, or this machine's own.
struct Abstractions {
    /// A folder as `/etc/apparmor.d` is; none for that.
    var base: String?
    /// Another parser than this machine's, with the folder that it has.
    var parser: ParserProgram?

    /// The parser; none where this machine has none.
    var program: ParserProgram? {
        get async throws {
            if let parser { return parser }
            return try await Learning.parser()
        }
    }

    /// As the commands make it.
    var host: AbstractionHost? {
        get async throws {
            let abstractions = self
            guard let found = try await program else { return nil }
            let parser = found.searching(IncludePaths(base: base))
            return AbstractionHost(release: "\(parser.version)") { include in
                switch await parser.expanded(include) {
                case .profile(let text): .profile(Array(text.utf8))
                case .absent(let path): .absent(path)
                case .refused(let message): .refused(message)
                }
            } compile: { policy in
                do {
                    return .side(try #require(try await Learning.compile(policy, with: abstractions)))
                } catch let error as ParserError {
                    return .refused(error.messages.first?.message ?? error.message)
                }
            }
        }
    }
}

/// Lines of the audit daemon about the profile `web`.
enum Line {
    static func event(_ fields: String, _ status: String = "ALLOWED", profile: String = "web", serial: Int = 7)
        -> String
    {
        "type=AVC msg=audit(1790000000.001:\(serial)): apparmor=\"\(status)\" \(fields)"
            .replacing("PROFILE", with: "profile=\"\(profile)\"")
    }

    static func file(
        _ name: String,
        _ mask: String,
        _ status: String = "ALLOWED",
        operation: String = "open",
        profile: String = "web",
        owner: Bool = true
    ) -> String {
        event(
            "operation=\"\(operation)\" PROFILE name=\"\(name)\" pid=77 comm=\"nginx\" requested_mask=\"\(mask)\" "
                + "denied_mask=\"\(mask)\" fsuid=0 ouid=\(owner ? 0 : 5)",
            status,
            profile: profile
        )
    }
}

let container = "name = \"web\"\nextends = [\"container\"]\n"

/// Compares a text with a file of a folder.
func expect(_ found: String, in name: String, of folder: URL, _ location: SourceLocation = #_sourceLocation) throws {
    let file = folder.appending(path: name)
    try record(found, to: file)
    #expect(try found == text(file), sourceLocation: location)
}
