import ArgumentParser
import ArmorEngine
import ArmorKernel
import ArmorProfile
import ArmorSource
import Synchronization

/// A container that runs under a profile which complains, from the load of the profile to its removal.
struct Recording {
    let console: Console
    let host: ArmorHost
    let name: String
    let program: SystemProgram
    let arguments: [String]
    let exercise: SystemProgram?
    let includes: IncludePaths

    /// With what docker(1) and podman(1) end where it is not the container that failed but they.
    private static let notStarted = 125
    /// Between two looks at what goes on.
    private static let pause = Duration.milliseconds(200)
    /// How long a container may take to end after it was asked to, before the engine is told to stop it.
    private static let patience = Duration.seconds(10)
    /// How long its last processes may take to go, and the log to be written.
    private static let aftermath = 100

    /// Runs the container; whether the exercise, if there is one, succeeded. However it ends, the profile is unloaded.
    func run(_ policy: SourceFile) async throws -> Bool {
        try refuseUsedName()
        let policies = try await HostPolicies.prepare(console, mode: .complain, includes: includes)
        let built = try await policies.build(policy)
        // From here on an interruption waits until everything is as it was.
        Interruption.watch()
        let loader = ProfileLoader(host: host, parser: policies.compiler.program, persists: false)
        _ = try await console.changing { try await loader.load([built.profile]) }
        console.say("\(name): loaded, mode complain; recording until the container ends, or Ctrl-C")
        let outcome: Outcome
        do {
            outcome = try await attend()
        } catch {
            try await unload()
            if let error = error as? any OperationalError { throw console.impossible(error.diagnostic) }
            throw error
        }
        try await unload()
        if Interruption.isRequested, !Interruption.isByUser {
            console.say("the recording was ended: nothing is written")
            throw ExitCode.impossible
        }
        console.say("the command ended with status \(outcome.status)")
        if outcome.status == Self.notStarted {
            console.say("the engine did not start the container: nothing is written")
            throw ExitCode.impossible
        }
        if let status = outcome.exercise, status != 0 { console.say("the script ended with status \(status)") }
        if exercise != nil, outcome.exercise == nil {
            console.say("the script was not run: the container was not up in time")
        }
        return exercise == nil || outcome.exercise == 0
    }

    private struct Outcome {
        /// Of the command.
        let status: Int
        /// Of the script; none where it was not run.
        let exercise: Int?
    }

    /// A profile of that name would be replaced, or what it confines would be in the log too.
    private func refuseUsedName() throws {
        do throws(KernelError) {
            guard let old = try host.kernel.files.profiles().first(where: { $0.name == name }) else { return }
            console.say(
                "a profile \"\(name)\" is loaded already, mode \(old.mode), perhaps by a recording that was killed"
            )
            console.say("unload it with \"armor unload \(name)\", or record under another name")
        } catch { throw console.impossible(error) }
        throw ExitCode.refused
    }

    // MARK: While it runs

    /// Starts the command and looks after it until it ends.
    private func attend() async throws -> Outcome {
        let command = AttendedProcess(program, arguments)
        let ended = Flag()
        let running = Task {
            defer { ended.set() }
            return try await command.run()
        }
        var script: (process: AttendedProcess, running: Task<Int, any Error>, ended: Flag)?
        var asked: ContinuousClock.Instant?
        var isForced = false
        while !ended.isSet {
            try? await Task.sleep(for: Self.pause)
            if let exercise, script == nil, asked == nil, isUp() { script = start(exercise) }
            let isDone = script?.ended.isSet == true || Interruption.isRequested
            if isDone, asked == nil {
                asked = .now
                command.askToEnd()
                script?.process.askToEnd()
            }
            if let since = asked, !isForced, ContinuousClock.now - since > Self.patience {
                isForced = true
                stopContainers()
            }
        }
        let status = try await running.value
        script?.process.askToEnd()
        return Outcome(status: status, exercise: try await script?.running.value)
    }

    private func start(_ program: SystemProgram) -> (AttendedProcess, Task<Int, any Error>, Flag) {
        let process = AttendedProcess(program, [], environment: ["ARMOR_PROFILE": name])
        let ended = Flag()
        let running = Task {
            defer { ended.set() }
            return try await process.run()
        }
        return (process, running, ended)
    }

    /// Whether a program of the container's own runs: the runtime's is under the profile shortly before.
    private func isUp() -> Bool {
        let processes = (try? host.processes.processes()) ?? []
        return processes.contains {
            $0.label.includes(name) && !["runc", "crun"].contains(where: $0.command.hasPrefix)
        }
    }

    /// A first process that has no handler for SIGTERM does not end by it.
    private func stopContainers() {
        let found = EngineSockets.find(
            HostFiles(),
            dockerHost: Environment.variable("DOCKER_HOST"),
            user: Environment.effectiveUser
        )
        for engine in found.clients {
            do throws(EngineError) {
                for container in try engine.containers() where container.profile == name { try engine.stop(container) }
            } catch { console.show([error.diagnostic]) }
        }
    }

    // MARK: Afterwards

    /// Waits for the last processes, and for the log of what they did; then the profile goes.
    private func unload() async throws {
        for _ in 0..<Self.aftermath {
            try? await Task.sleep(for: Self.pause)
            let processes = (try? host.processes.processes()) ?? []
            if !processes.contains(where: { $0.label.includes(name) }) { break }
        }
        _ = try await console.changing { try await ProfileUnloader(host: host).unload([name]) }
        console.say("\(name): unloaded")
    }
}

/// Something that happens once, in another task.
private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)

    func set() { value.store(true, ordering: .releasing) }

    var isSet: Bool { value.load(ordering: .acquiring) }
}
