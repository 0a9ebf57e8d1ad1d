import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorSource
import ArmorTarget
import ArmorTemplate

/// A policy with what it becomes on this host.
struct HostPolicy: Sendable {
    /// As the user named it.
    let path: String
    let policy: Policy
    let profile: NewProfile
}

/// A policy's text, and where what it extends is found.
struct PolicyText {
    let source: SourceFile
    var sources: any PolicySources = CommandSources()
    /// What the profile's header calls it; the absolute path of its file where nothing is said.
    var title: String?
}

/// Reads, renders, lints and compiles policies for the kernel of this host, as every command does that touches it.
struct HostPolicies {
    let compiler: PolicyCompiler
    private let bench: Workbench
    private let renderer: ProfileRenderer
    private let acceptsReservedNames: Bool

    private var console: Console { bench.console }

    /// Finds the parser and asks the kernel what it enforces; what is missing ends the command.
    static func prepare(
        _ console: Console,
        mode: ProfileRenderer.ModeOverride? = nil,
        acceptsReservedNames: Bool = false,
        includes: IncludePaths = IncludePaths()
    ) async throws -> HostPolicies {
        let bench = Workbench(console: console)
        let compiler = try await PolicyCompiler.ofHost(console, includes)
        return HostPolicies(
            compiler: compiler,
            bench: bench,
            renderer: ProfileRenderer(
                target: compiler.target,
                template: try bench.template(nil),
                mode: mode,
                generator: "armor \(Armor.version)"
            ),
            acceptsReservedNames: acceptsReservedNames
        )
    }

    /// The policies of all arguments, or the end of the command where one has an error: then none is used.
    ///
    /// - Parameters:
    ///   - bundles: what some of the arguments name; their policies come last.
    ///   - lints: whether an error that only a lint finds counts.
    func build(_ arguments: [String], _ bundles: [OpenBundle] = [], lints: Bool = true) async throws -> [HostPolicy] {
        let plain = try texts(arguments.filter { argument in !bundles.contains { $0.argument == argument } })
        let built = try await build(plain + bundles.flatMap(\.texts), lints: lints)
        try compare(built.dropFirst(plain.count), with: bundles)
        return built
    }

    private func build(_ texts: [PolicyText], lints: Bool) async throws -> [HostPolicy] {
        let paths = texts.map(\.source.name)
        var drafts: [Draft] = []
        var isRefused = false
        for text in texts {
            if let draft = draft(text, lints: lints) { drafts.append(draft) } else { isRefused = true }
        }
        if isRefused { throw ExitCode.refused }
        let outcomes = try await compile(drafts)
        let diagnostics = outcomes.flatMap(\.diagnostics)
        console.show(diagnostics.filter { $0.severity == .error })
        tellOfWarnings(drafts.reduce(0) { $0 + $1.warnings } + diagnostics.count { $0.severity == .warning }, paths)
        let policies = outcomes.compactMap(\.policy)
        guard policies.count == drafts.count, !diagnostics.hasErrors else { throw ExitCode.refused }
        return policies
    }

    /// Says where policies come to something else here than where they were bundled, and ends the command where they are not those
    /// that the statements speak of.
    ///
    /// - Parameter built: the policies of all texts of the bundles, in their order.
    private func compare(_ built: ArraySlice<HostPolicy>, with bundles: [OpenBundle]) throws {
        var rest = built
        for bundle in bundles {
            let count = bundle.texts.count
            let found = try bundle.differences(rest.prefix(count), host: compiler.target, bench)
            console.show(found)
            if found.hasErrors { throw ExitCode.refused }
            rest = rest.dropFirst(count)
        }
    }

    /// The policy of a text that is already there, or the end of the command where it has an error.
    func build(_ source: SourceFile) async throws -> HostPolicy {
        guard let draft = draft(PolicyText(source: source), lints: false) else { throw ExitCode.refused }
        let (policy, diagnostics) = try await compile(draft)
        console.show(diagnostics.filter { $0.severity == .error })
        guard let policy, !diagnostics.hasErrors else { throw ExitCode.refused }
        return policy
    }

    /// A policy whose text is already there, as far as it can be read.
    func read(_ text: PolicyText) -> Policy {
        bench.load(text.source, from: text.sources, acceptsReservedNames: true).policy
    }

    /// A profile whose text is already there, compiled for this host.
    func compile(_ text: String, name: String) async throws(ParserError) -> [UInt8] {
        try await compiler.program.compile(text, name: name, features: compiler.target.features).binary
    }

    /// The texts that arguments name: files, folders of them, standard input. What cannot be read ends the command.
    private func texts(_ arguments: [String]) throws -> [PolicyText] {
        try arguments.flatMap(bench.policies).map { PolicyText(source: try bench.source($0)) }
    }

    /// A policy before it is compiled.
    private struct Draft: Sendable {
        let path: String
        let policy: Policy
        let name: String
        let profile: RenderedProfile
        let warnings: Int
    }

    /// Shows the errors of a policy; there is a draft only where there are none.
    private func draft(_ text: PolicyText, lints: Bool) -> Draft? {
        let path = text.source.name
        let loaded = bench.load(text.source, from: text.sources, acceptsReservedNames: acceptsReservedNames)
        var diagnostics = loaded.diagnostics
        defer { console.show(diagnostics.filter { $0.severity == .error }) }
        guard !diagnostics.hasErrors else { return nil }
        let (profile, rendering) = renderer.render(
            loaded.policy,
            policyName: text.title ?? PolicyInput.absolutePath(path)
        )
        diagnostics += rendering
        if lints { diagnostics += Linter.run(loaded.policy, compiler.lintContext(for: loaded.policy)).diagnostics }
        guard !diagnostics.hasErrors, let profile, let name = loaded.policy.name?.value else { return nil }
        let warnings = diagnostics.count { $0.severity == .warning }
        return Draft(path: path, policy: loaded.policy, name: name, profile: profile, warnings: warnings)
    }

    /// So many are compiled within about a second.
    private static let fewPolicies = 8

    private typealias Outcome = (policy: HostPolicy?, diagnostics: [Diagnostic])

    /// Compiles as many at once as the host has processors; the outcomes are in the drafts' order.
    private func compile(_ drafts: [Draft]) async throws -> [Outcome] {
        try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            var outcomes = [Outcome?](repeating: nil, count: drafts.count)
            var next = 0
            func start() {
                guard drafts.indices.contains(next) else { return }
                let index = next
                next += 1
                group.addTask { (index, try await compile(drafts[index])) }
            }
            for _ in 0..<ParserProgram.parallelRuns { start() }
            defer { if drafts.count > Self.fewPolicies { console.progress(nil) } }
            while let (index, outcome) = try await group.next() {
                outcomes[index] = outcome
                start()
                guard drafts.count > Self.fewPolicies else { continue }
                console.progress("compiled \(outcomes.count { $0 != nil }) of \(drafts.count)")
            }
            return outcomes.compactMap(\.self)
        }
    }

    private func compile(_ draft: Draft) async throws -> Outcome {
        let (binary, diagnostics) = try await compiler.compile(draft.profile, of: draft.policy, console)
        let policy = binary.map {
            HostPolicy(
                path: draft.path,
                policy: draft.policy,
                profile: NewProfile(name: draft.name, text: draft.profile.text, binary: $0)
            )
        }
        return (policy, diagnostics)
    }

    private func tellOfWarnings(_ count: Int, _ paths: [String]) {
        guard count > 0 else { return }
        let shown = paths.count == 1 ? paths[0] : "POLICY"
        console.say(
            "\(count) warning\(count == 1 ? "" : "s"); \"armor check \(shown)\" shows \(count == 1 ? "it" : "them")"
        )
    }
}
