import ArgumentParser
import ArmorKernel
import ArmorProfile
import ArmorSource

/// How policies are loaded, by every command that does.
struct LoadOptions: ParsableArguments {
    @Option(help: "The profiles' mode: enforce, complain or audit. Default: each policy's own.")
    var mode: ProfileRenderer.ModeOverride?

    @Flag(help: "Load now, and not at the next start of the machine; what is kept stays as it is.")
    var noPersist = false

    @Flag(help: "Replace a profile or a file of the same name that armor did not make.")
    var takeOver = false

    @OptionGroup var includes: IncludeOptions

    /// Finds what loading needs, or ends the command.
    func prepare(_ console: Console) async throws -> Loading {
        let host = try console.host()
        let includes = try includes.paths(console, rootOnly: true)
        if !includes.isDefault, !noPersist {
            console.say(
                "at the next start of the machine, the profiles are compiled without -I and --base: keep the included files in /etc/apparmor.d, or load with --no-persist"
            )
        }
        let policies = try await HostPolicies.prepare(
            console,
            mode: mode,
            acceptsReservedNames: takeOver,
            includes: includes
        )
        let loader = ProfileLoader(
            host: host,
            parser: policies.compiler.program,
            persists: !noPersist,
            takesOver: takeOver
        )
        return Loading(policies: policies, host: host, loader: loader, console: console)
    }
}

/// A host on which policies are about to be loaded.
struct Loading {
    let policies: HostPolicies
    fileprivate let host: ArmorHost
    fileprivate let loader: ProfileLoader
    fileprivate let console: Console

    /// Loads and verifies; what fails ends the command.
    func load(_ built: [HostPolicy]) async throws -> [LoadedResult] {
        try await console.changing { try await loader.load(built.map(\.profile)) }
    }

    /// Says what is so of a loaded profile that nobody would expect.
    func warn(_ result: LoadedResult) {
        for child in result.leftChildren {
            console.say("\"\(child)\" is in no policy any more and stays, because processes run under it")
        }
        if result.proof == .name {
            console.say("this kernel keeps neither a hash nor a copy of \"\(result.name)\": verified by name and mode")
        }
        guard result.storedAt != nil else { return }
        console.show(BootProblem.of(result.name, in: host.store).map { $0.warning })
    }
}
