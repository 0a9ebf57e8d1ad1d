import ArgumentParser
import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorSource
import ArmorTarget

/// apparmor_parser as `check` uses it: compiles a profile and says its messages at the policy's lines.
struct PolicyCompiler {
    let program: ParserProgram
    let target: Target
    /// The profiles that the host's own folder defines; empty where it cannot be read.
    private let hostNames: Set<String>

    /// The program, or the end of the command where there is none that will do.
    ///
    /// - Parameters:
    ///   - includes: where the program finds included files.
    ///   - knowsHost: whether lints will be asked, which look at the host's own profiles too.
    static func find(
        _ path: String?,
        target: Target,
        includes: IncludePaths,
        _ console: Console,
        knowsHost: Bool = true
    ) async throws -> PolicyCompiler {
        do throws(ParserError) {
            let program = try ParserProgram.find(path).searching(includes)
            let names = knowsHost ? await program.hostNames() : []
            return PolicyCompiler(program: program, target: target, hostNames: Set(names))
        } catch {
            throw console.impossible(error)
        }
    }

    /// The host's own parser for the host's own kernel, or the end of the command.
    static func ofHost(_ console: Console, _ includes: IncludePaths = IncludePaths()) async throws -> PolicyCompiler {
        do {
            let program = try ParserProgram.find().searching(includes)
            let target = try KernelTarget.resolve(nil, parser: program.version, host: .init(includes))
            return PolicyCompiler(program: program, target: target, hostNames: Set(await program.hostNames()))
        } catch let error as ParserError {
            throw console.impossible(error)
        } catch let error as TargetError {
            throw console.impossible(error.diagnostic)
        }
    }

    /// The same for what this host's parser can make of a policy for the target's kernel: by its own release, where that is
    /// older, and with the ABI files that the host has. A parser that the user names is taken to be the target's.
    func fittedToHost() -> PolicyCompiler {
        guard program.version < target.parserVersion, let abis = KernelTarget.abis(.init(program.includes)) else {
            return self
        }
        let fitted = Target(
            name: target.name,
            parserVersion: program.version,
            features: target.features,
            abis: target.abis.filter(abis.contains)
        )
        return PolicyCompiler(program: program, target: fitted, hostNames: hostNames)
    }

    /// What lints ask of the target, and of the host's profiles but the policy's own.
    func lintContext(for policy: Policy) -> LintContext {
        let own = policy.name?.value ?? ""
        return LintContext(
            features: target.features,
            parser: target.parserVersion,
            knownProfileNames: hostNames.filter { $0 != own && !$0.hasPrefix("\(own)//") }
        )
    }

    /// What the parser makes of a profile, none where it refuses it, and what it says, nothing where it compiles without
    /// a word.
    func compile(
        _ profile: RenderedProfile,
        of policy: Policy,
        _ console: Console
    ) async throws -> (binary: [UInt8]?, diagnostics: [Diagnostic]) {
        do throws(ParserError) {
            let compiled = try await program.compile(
                profile.text,
                name: "profile",
                features: target.features
            )
            let included = Set(compiled.warnings.compactMap(\.includedKind)).sorted()
            let warnings = compiled.warnings.filter { $0.includedKind == nil }.map { diagnostic($0, profile, policy) }
            var found = warnings
            for kind in included { found.append(await includedRules(kind, of: policy)) }
            return (compiled.binary, found)
        } catch {
            guard !error.messages.isEmpty else { throw console.impossible(error) }
            return (nil, error.messages.map { diagnostic($0, profile, policy) })
        }
    }

    /// A warning about rules of an included file that the target does not enforce: what they allow is allowed there anyway.
    private func includedRules(_ kind: String, of policy: Policy) async -> Diagnostic {
        let includes = [policy.main.settings.includes] + policy.main.children.map(\.body.settings.includes)
        var place = policy.name?.place
        var name = "an included file"
        for include in includes.joined() where !include.value.isPreamble {
            guard case .profile(let text) = await program.expanded(include.value.path) else { continue }
            let lines = text.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "\t" } }
            guard lines.contains(where: { $0 == "\(kind)," || $0.hasPrefix("\(kind) ") }) else { continue }
            (place, name) = (include.place, "\"\(include.value.path)\"")
            break
        }
        return Diagnostic(
            .warning,
            "unsupported",
            "\(name) has \(kind) rules, which \(target.name) does not enforce",
            at: place,
            notes: [Diagnostic.Note("the rules have no effect there")]
        )
    }

    private func diagnostic(
        _ message: ParserMessage,
        _ profile: RenderedProfile,
        _ policy: Policy
    ) -> Diagnostic {
        let origin = message.line.flatMap(profile.origin(ofLine:))
        let place = origin?.place ?? policy.name?.place
        let lines = profile.text.split(separator: "\n", omittingEmptySubsequences: false)
        let rule = message.line.flatMap { lines.indices.contains($0 - 1) ? String(lines[$0 - 1]) : nil }
        let notes = rule.map { [Diagnostic.Note("the profile's line \(message.line ?? 0): \($0)")] } ?? []
        return Diagnostic(message.severity, "parser", "apparmor_parser: \(message.message)", at: place, notes: notes)
    }
}
