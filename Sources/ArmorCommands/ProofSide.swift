import ArgumentParser
import ArmorCompiled
import ArmorKernel
import ArmorPolicy
import ArmorPresets
import ArmorProfile
import ArmorProof
import ArmorSource
import ArmorTarget

/// One compiled profile that questions are asked of, with what it came from.
struct ProofSide {
    /// As the user named it.
    let name: String
    let compiled: CompiledPolicy
    let profile: CompiledProfile
    /// The policy, where it came from one.
    let policy: Policy?
    let kernel: KernelDialect
    /// Of a child, its name and the whole policy that it belongs to; ``policy`` then has the child's rules as its own.
    var place: (child: String, whole: Policy)?

    var asked: Asked { Asked(profile, kernel) }

    /// The values of variables in questions.
    func lookup(_ name: String) -> [String]? {
        name == VariableTable.profileName ? [profile.name] : (policy?.variables ?? VariableTable()).lookup(name)
    }

    /// A child or a hat of it, whose rules are then those of the policy.
    func child(_ name: String) throws -> ProofSide {
        let parent = profile.name + "//"
        guard let child = compiled.profile(named: parent + name) else {
            let children = compiled.profiles.map(\.name).filter { $0.hasPrefix(parent) }
                .map { String($0.dropFirst(parent.count)) }
            let near = nearest(to: name, in: children).map { " Did you mean \"\($0)\"?" } ?? ""
            throw ValidationError("There is no child or hat \"\(printable(name))\".\(near)")
        }
        var inner = policy
        var place: (child: String, whole: Policy)?
        if let policy, let body = policy.main.children.first(where: { $0.name.value == name })?.body {
            inner?.main = body
            place = (name, policy)
        }
        return ProofSide(
            name: self.name,
            compiled: compiled,
            profile: child,
            policy: inner,
            kernel: kernel,
            place: place
        )
    }

    /// The whole policy after a change of what ``policy`` is.
    func whole(with changed: Policy) -> Policy {
        guard let place else { return changed }
        var whole = place.whole
        for index in whole.main.children.indices where whole.main.children[index].name.value == place.child {
            whole.main.children[index].body = changed.main
        }
        return whole
    }
}

/// What an argument turned out to be.
enum ProofSource {
    case policy(Policy)
    case profileText(SourceFile)
    case compiled(CompiledPolicy, name: String?)

    /// Whether the profile has a name of its own; a policy is rendered under any.
    var isPolicy: Bool {
        if case .policy = self { true } else { false }
    }

    /// The name that a policy gives itself.
    var ownName: String? {
        if case .policy(let policy) = self { policy.name?.value } else { nil }
    }
}

/// Finds and compiles what questions are asked of: a policy, a profile's text, a compiled file, a preset's name, or
/// `kernel:NAME`.
struct ProofSides {
    let bench: Workbench
    let target: Target
    /// The target as it was asked for: ``target`` is what this host's parser can make of it.
    private let asked: Target
    private let compiler: PolicyCompiler
    private let renderer: ProfileRenderer

    private var console: Console { bench.console }

    /// For the target and the folders that options name.
    init(_ console: Console, _ targetOption: TargetOption, parser: String?) async throws {
        try await self.init(
            console,
            target: try await targetOption.resolve(console, parser: parser),
            includes: try targetOption.includes.paths(console),
            parser: parser
        )
    }

    init(_ console: Console, target: Target, includes: IncludePaths, parser: String?) async throws {
        bench = Workbench(console: console)
        let found = try await PolicyCompiler.find(
            parser,
            target: target,
            includes: includes,
            console,
            knowsHost: false
        )
        compiler = parser == nil ? found.fittedToHost() : found
        self.target = compiler.target
        asked = target
        if compiler.target.parserVersion < target.parserVersion {
            console.say(
                "\(target.name) is answered as apparmor_parser \(compiler.target.parserVersion) of this host compiles for its kernel; name its own \(target.parserVersion) with --parser"
            )
        }
        renderer = ProfileRenderer(
            target: compiler.target,
            template: try bench.template(nil),
            generator: "armor \(Armor.version)"
        )
    }

    /// The largest compiled file that is read.
    private static let compiledLimit = ParserProgram.binaryLimit

    /// What an argument names; what cannot be read, or has errors, ends the command.
    func source(_ argument: String) throws -> ProofSource {
        if argument.hasPrefix("kernel:") { return try loaded(String(argument.dropFirst("kernel:".count))) }
        if Presets.starting.contains(argument), let bytes = Presets.bytes(of: argument) {
            return try policy(SourceFile(name: "preset:\(argument)", bytes: bytes), fallbackName: argument)
        }
        let file: SourceFile
        do throws(FileError) {
            file = try PolicyInput.read(argument, limit: Self.compiledLimit)
        } catch { throw console.impossible(error) }
        if CompiledPolicy.looksCompiled(file.bytes) { return .compiled(try read(file.bytes, argument), name: nil) }
        if ProfileReader.looksLikeProfile(file) { return .profileText(file) }
        return try policy(file, fallbackName: "policy")
    }

    /// Compiles a source: a policy under a name, one profile of a text or a compiled file.
    ///
    /// - Parameters:
    ///   - name: what a policy is called, and the first choice among several profiles.
    ///   - preferred: further names of the profile to take of several.
    func side(
        _ argument: String,
        _ source: ProofSource,
        as name: String? = nil,
        preferring preferred: [String] = []
    ) async throws -> ProofSide {
        switch source {
        case .compiled(let policy, let own):
            let chosen = try own ?? choose([name].compactMap(\.self) + preferred, of: policy, argument)
            return try side(argument, policy, chosen, nil)
        case .profileText(let text):
            let binary = try await compile(String(decoding: text.bytes, as: UTF8.self), argument)
            let compiled = ProofSource.compiled(try read(binary, argument), name: nil)
            return try await side(argument, compiled, as: name, preferring: preferred)
        case .policy(var policy):
            if let name { policy.rename(name) }
            let binary = try await compile(policy)
            return try side(argument, read(binary, argument), policy.name?.value, policy)
        }
    }

    /// - Parameter profile: the profile of a text that holds several, or a child, which chooses its parent.
    func side(_ argument: String, profile: String? = nil) async throws -> ProofSide {
        try await side(argument, try source(argument), preferring: [profile].compactMap(\.self))
    }

    /// The profile that is meant of those of a text or a compiled file; several without a choice end the command.
    private func choose(_ names: [String], of policy: CompiledPolicy, _ argument: String) throws -> String? {
        if let name = names.first(where: { policy.profile(named: $0) != nil }) { return name }
        let own = policy.ownNames
        guard own.count > 1 else { return own.first }
        let shown = own.prefix(Self.namesShown).map { "\"\(printable($0))\"" }.joined(separator: ", ")
        let more = own.count > Self.namesShown ? " and \(own.count - Self.namesShown) more" : ""
        let message = "\(printable(argument)) has \(own.count) profiles: \(shown)\(more)"
        throw console.impossible(
            Diagnostic(.error, "several-profiles", message, at: nil, help: "choose one with --profile NAME")
        )
    }

    /// How many names of profiles a message lists.
    private static let namesShown = 8

    /// Renders and compiles a policy; what is wrong with it ends the command.
    func compile(_ policy: Policy) async throws -> [UInt8] {
        let (profile, diagnostics) = renderer.render(policy)
        console.show(diagnostics.filter { $0.severity == .error })
        guard let profile else { throw ExitCode.refused }
        let (binary, messages) = try await compiler.compile(profile, of: policy, console)
        guard let binary else {
            console.show(messages)
            throw ExitCode.refused
        }
        return binary
    }

    /// Seconds that a policy may take which is only tried.
    private static let attemptSeconds = 10

    /// What a policy compiles to, or why it does not: of a policy that nobody wrote, so that nothing is said of it.
    func attempt(_ policy: Policy) async -> Attempt {
        let (profile, diagnostics) = renderer.render(policy)
        guard let profile else {
            return .refused(diagnostics.first { $0.severity == .error }?.message ?? "it cannot be written")
        }
        var options = CompileOptions()
        options.timeLimit = Self.attemptSeconds
        do throws(ParserError) {
            let compiled = try await compiler.program.compile(
                profile.text,
                name: "profile",
                features: target.features,
                options: options
            )
            do throws(CompiledError) {
                return .compiled(try CompiledPolicy.read(compiled.binary))
            } catch { return .refused(error.message) }
        } catch {
            return .refused(error.messages.first.map { "apparmor_parser: \($0.message)" } ?? error.message)
        }
    }

    /// What a profile's text compiles to, or why it does not.
    func attempt(text: String, _ name: String) async -> Attempt {
        var options = CompileOptions()
        options.refusesUnenforced = false
        do throws(ParserError) {
            let compiled = try await compiler.program.compile(
                text,
                name: name,
                features: target.features,
                options: options
            )
            do throws(CompiledError) {
                return .compiled(try CompiledPolicy.read(compiled.binary))
            } catch { return .refused(error.message) }
        } catch {
            guard let message = error.messages.first else { return .refused(error.message) }
            let line = message.line.map { "line \($0): " } ?? ""
            return .refused("\(line)apparmor_parser: \(message.message)")
        }
    }

    /// What came of a policy that was tried.
    enum Attempt {
        case compiled(CompiledPolicy)
        case refused(String)
    }

    /// The release of AppArmor that this host, or the parser that the user named, has.
    var release: String { "\(compiler.program.version)" }

    /// An abstraction as this host has it; none for a target of another release, which has abstractions of its own.
    func abstraction(_ include: String) async -> ExpandedInclude {
        guard asked.parserVersion == compiler.program.version else {
            return .refused("\(asked.name) has those of AppArmor \(asked.parserVersion), this host of \(release)")
        }
        return await compiler.program.expanded(include)
    }

    func read(_ bytes: [UInt8], _ argument: String) throws -> CompiledPolicy {
        do throws(CompiledError) {
            return try CompiledPolicy.read(bytes)
        } catch {
            let name = printable(argument)
            throw console.impossible(Diagnostic(.error, "compiled", "\(name): \(error.message)", at: nil))
        }
    }

    private func policy(_ source: SourceFile, fallbackName: String) throws -> ProofSource {
        let loaded = bench.load(source, acceptsReservedNames: true)
        console.show(loaded.diagnostics.filter { $0.severity == .error })
        guard !loaded.diagnostics.hasErrors else { throw ExitCode.refused }
        var policy = loaded.policy
        if policy.name == nil { policy.rename(fallbackName) }
        return .policy(policy)
    }

    private func compile(_ text: String, _ argument: String) async throws -> [UInt8] {
        var options = CompileOptions()
        // The text is somebody else's: what this kernel does not enforce is no mistake of its asker's.
        options.refusesUnenforced = false
        do throws(ParserError) {
            return try await compiler.program.compile(
                text,
                name: argument,
                features: target.features,
                options: options
            ).binary
        } catch {
            throw error.messages.isEmpty ? console.impossible(error) : refused(error, argument)
        }
    }

    private func refused(_ error: ParserError, _ argument: String) -> ExitCode {
        for message in error.messages {
            let line = message.line.map { ":\($0)" } ?? ""
            console.say("\(argument)\(line): apparmor_parser: \(message.message)")
        }
        return .refused
    }

    private func side(
        _ argument: String,
        _ compiled: CompiledPolicy,
        _ name: String?,
        _ policy: Policy?
    ) throws -> ProofSide {
        guard let profile = name.map({ compiled.profile(named: $0) }) ?? compiled.profiles.first else {
            let message = "\"\(printable(name ?? ""))\" is not in what apparmor_parser compiled"
            throw console.impossible(Diagnostic(.error, "compiled", message, at: nil))
        }
        return ProofSide(
            name: argument,
            compiled: compiled,
            profile: profile,
            policy: policy,
            kernel: KernelDialect(target.features)
        )
    }

    /// What the kernel keeps of a loaded profile.
    private func loaded(_ name: String) throws -> ProofSource {
        let bytes: [UInt8]?
        do throws(KernelError) {
            let kernel = SecurityFilesystem.usual
            try kernel.check()
            let details = try kernel.details(of: [name])[name]
            bytes = if let details { try kernel.rawData(details) } else { nil }
        } catch {
            throw console.impossible(error)
        }
        guard let bytes else {
            let message = "the kernel shows no compiled policy of a profile \"\(printable(name))\""
            throw console.impossible(Diagnostic(.error, "not-loaded", message, at: nil))
        }
        return .compiled(try read(bytes, "kernel:\(name)"), name: name)
    }
}

extension CompiledPolicy {
    /// The names of the profiles that are not a child or a hat of another, in their order.
    var ownNames: [String] { profiles.filter { $0.familyName.count == $0.nameBytes.count }.map(\.name) }
}

extension Policy {
    /// Gives the profile another name, as if the policy itself said it.
    mutating func rename(_ name: String) {
        guard let layer = self.name?.layer ?? layers.first else { return }
        self.name = Located(name, range: self.name?.range ?? 0..<0, layer: layer)
    }
}
