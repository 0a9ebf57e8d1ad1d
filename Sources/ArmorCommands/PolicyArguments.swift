import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorPresets
import ArmorProfile
import ArmorSource
import ArmorTarget
import ArmorTemplate

/// The target that a profile is meant for.
struct TargetOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What the profile is for: \(Target.names.joined(separator: ", ")) or a features file.",
            discussion: "Default: the parser and kernel of this host.",
            valueName: "target"
        )
    )
    var target: String?

    @OptionGroup var includes: IncludeOptions

    /// Starts this host's parser, or the one that the user names, to report its version.
    ///
    /// - Returns: `nil` where there is no parser, or where the target needs nothing of this host.
    func askParser(_ parser: String? = nil) -> ParserInquiry? {
        guard target.flatMap(Target.named) == nil else { return nil }
        return try? ParserProgram.ask(parser)
    }

    /// The target, with one line on standard error where it had to be assumed.
    ///
    /// - Parameter parser: the parser that the user names, whose version and ABIs then count.
    func resolve(_ console: Console, parser: String? = nil) async throws -> Target {
        var host = KernelTarget.Host(try includes.paths(console))
        if host.knownABIs == nil, let parser, target.flatMap(Target.named) == nil,
            let program = try? ParserProgram.find(parser)
        {
            host.knownABIs = await program.knownABIs()
        }
        return try resolve(console, asked: askParser(parser), host)
    }

    /// The same with the parser that `askParser` started.
    func resolve(_ console: Console, asked: consuming ParserInquiry?) throws -> Target {
        try resolve(console, asked: asked, KernelTarget.Host(try includes.paths(console)))
    }

    /// The target, for a comparison that needs no word about it.
    func resolveQuietly(_ console: Console) async throws -> Target {
        try resolve(console, asked: askParser(), KernelTarget.Host(try includes.paths(console)), isQuiet: true)
    }

    private func resolve(
        _ console: Console,
        asked: consuming ParserInquiry?,
        _ host: KernelTarget.Host,
        isQuiet: Bool = false
    ) throws -> Target {
        if let named = target.flatMap(Target.named) { return named }
        let parser = try? asked?.program().version
        do throws(TargetError) {
            let resolved = try KernelTarget.resolve(target, parser: parser, host: host)
            if resolved.assumed, target == nil, !isQuiet {
                console.say(
                    "this kernel has no AppArmor: taking the features of the release of parser \(resolved.parserVersion); name another target with --target"
                )
            }
            return resolved
        } catch {
            throw console.impossible(error.diagnostic)
        }
    }
}

/// Finds the presets inside the program and files beside the policy.
struct CommandSources: PolicySources {
    var presetNames: [String] { Presets.names }

    func preset(_ name: String) -> SourceFile? {
        Presets.bytes(of: name).map { SourceFile(name: "preset:\(name)", bytes: $0) }
    }

    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        guard source.name != PolicyInput.standardInputName else {
            throw UnreadableSource("a policy on standard input has no folder to look in")
        }
        do throws(FileError) {
            return try PolicyInput.readExtended(Self.name(path, from: source.name))
        } catch {
            throw UnreadableSource(error.message)
        }
    }

    /// What a text is called that another one names relative to itself.
    static func name(_ path: String, from name: String) -> String { folder(of: name) + normal(path) }

    /// The folder of a text, with a `/` at its end where it has one.
    static func folder(of name: String) -> String { name.lastIndex(of: "/").map { String(name[...$0]) } ?? "" }

    /// Without a leading `./`, so that one file has one name, by which circles are seen.
    private static func normal(_ path: String) -> String {
        path.hasPrefix("./") ? normal(String(path.dropFirst(2))) : path
    }
}

/// A policy that was read, with what is wrong with it.
struct LoadedPolicy {
    let policy: Policy
    let diagnostics: [Diagnostic]
}

/// Reading and rendering as every command does it.
struct Workbench {
    let console: Console

    /// Reads a text; what cannot be read ends the command.
    func source(_ path: String) throws -> SourceFile {
        do throws(FileError) {
            return try PolicyInput.read(path)
        } catch {
            throw console.impossible(error)
        }
    }

    /// The files that an argument stands for; a folder without policies ends the command.
    func policies(_ path: String) throws -> [String] {
        do throws(FileError) { return try PolicyInput.policies(path) } catch { throw console.impossible(error) }
    }

    func load(_ path: String) throws -> LoadedPolicy { load(try source(path)) }

    func load(
        _ source: SourceFile,
        from sources: any PolicySources = CommandSources(),
        acceptsReservedNames: Bool = false
    ) -> LoadedPolicy {
        let loader = PolicyLoader(sources: sources, acceptsReservedNames: acceptsReservedNames)
        let (policy, diagnostics) = loader.load(source)
        return LoadedPolicy(policy: policy, diagnostics: diagnostics)
    }

    /// The template of a file, or the one inside the program.
    func template(_ path: String?) throws -> Template {
        let source = try path.map { try self.source($0) } ?? Self.builtInTemplate
        let (template, diagnostics) = Template.parse(source)
        console.show(diagnostics)
        if diagnostics.hasErrors { throw ExitCode.refused }
        return template
    }

    private static var builtInTemplate: SourceFile {
        let name = "profile.template"
        return SourceFile(name: name, bytes: Presets.file(name) ?? [])
    }
}
