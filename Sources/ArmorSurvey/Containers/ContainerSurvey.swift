package import ArmorEngine
package import ArmorKernel

/// Finds the running containers of a host and what confines them.
package struct ContainerSurvey: Sendable {
    /// By engine and name.
    package private(set) var containers: [ContainerState] = []
    /// What engines did not tell, one sentence each.
    private(set) var untold: [String] = []
    /// Of which processes the kernel did not tell what confines them, one sentence each.
    private(set) var unread: [String] = []

    /// What could not be looked at, one sentence each.
    package var unseen: [String] { untold + unread }

    /// Asks each engine, and looks at the cgroup of every process: what engines do not tell of is found as well.
    ///
    /// - Parameters:
    ///   - isMediated: whether the kernel has AppArmor.
    ///   - pause: waits a moment, at most 20 times for a process.
    package static func run(
        _ host: HostFiles,
        engines: EngineSockets.Found,
        isMediated: Bool,
        pause: () -> Void = { SystemTime.pause(milliseconds: 50) }
    ) -> ContainerSurvey {
        var survey = ContainerSurvey()
        var known: [String: (engine: String, container: Container)] = [:]
        var problems = engines.errors
        for client in engines.clients {
            do {
                for container in try client.containers() where known[container.id] == nil {
                    known[container.id] = (client.kind.rawValue, container)
                }
            } catch {
                problems.append(error)
            }
        }
        survey.match(known, in: host, isMediated: isMediated, pause: pause)
        survey.tell(problems, silent: engines.silent)
        return survey
    }

    private mutating func match(
        _ known: [String: (engine: String, container: Container)],
        in host: HostFiles,
        isMediated: Bool,
        pause: () -> Void
    ) {
        var members: [String: [Int]] = [:]
        var engines: [String: String] = [:]
        for number in host.names("/proc")?.compactMap({ Int($0) }).sorted() ?? [] {
            guard let cgroup = host.text("/proc/\(number)/cgroup").flatMap(ContainerCgroup.init(file:)) else {
                continue
            }
            members[cgroup.id, default: []].append(number)
            engines[cgroup.id] = cgroup.engine
        }
        for (id, entry) in known {
            engines[id] = entry.engine
            // Where the cgroup does not tell, the engine does: of the first process at least.
            guard let first = entry.container.firstProcess, members[id]?.contains(first) != true else { continue }
            if host.exists("/proc/\(first)") { members[id, default: []].append(first) }
        }
        for (id, engine) in engines {
            let numbers = members[id, default: []].sorted()
            let container = known[id]?.container
            let first = container?.firstProcess ?? numbers.first
            containers.append(
                ContainerState(
                    id: id,
                    engine: engine,
                    container: container,
                    processes: labels(of: numbers, in: host, container?.name ?? String(id.prefix(12)), pause),
                    status: first.flatMap { host.text("/proc/\($0)/status") }.flatMap(ProcessStatus.init(file:)),
                    isMediated: isMediated
                )
            )
        }
        containers.sort { ($0.engine, $0.name, $0.id) < ($1.engine, $1.name, $1.id) }
    }

    /// Says why containers that run were not described. An engine that is not there or may not be asked hides nothing as
    /// long as no container of its runs, and their cgroups tell whether one does.
    private mutating func tell(_ problems: [EngineError], silent: [EngineClient.Kind]) {
        for problem in problems where !problem.isAboutAbsence { untold.append(problem.message) }
        let mute = Dictionary(grouping: containers.filter { $0.container == nil }, by: \.engine)
        for (engine, containers) in mute.sorted(by: { $0.key < $1.key }) {
            let reason =
                problems.first { $0.isAboutAbsence && $0.engine.hasPrefix(engine) }?.message
                ?? (silent.contains { $0.rawValue == engine } ? "\(engine) has no socket" : "\(engine) is not asked")
            let count = containers.count == 1 ? "1 container" : "\(containers.count) containers"
            untold.append("what \(count) of \(engine) may do beside their confinement: \(reason)")
        }
    }

    private mutating func labels(
        of numbers: [Int],
        in host: HostFiles,
        _ name: String,
        _ pause: () -> Void
    ) -> [LabelledProcess] {
        var found: [LabelledProcess] = []
        for number in numbers {
            do { found += try Self.labels(of: number, in: host, pause) } catch {
                unread.append("what confines process \(number) of \(name): \(error.message)")
            }
        }
        return found
    }

    /// The labels of a process once it is the container's own program.
    ///
    /// What a runtime starts, an engine's check of health every few seconds for one, is the unconfined runtime first, in the
    /// container's cgroup, and takes on the profile as it becomes the program: it is looked at again for a second. A program
    /// that only calls itself so is seen as it is after that.
    private static func labels(
        of number: Int,
        in host: HostFiles,
        _ pause: () -> Void
    ) throws(KernelError) -> [LabelledProcess] {
        let table = ProcessTable(root: host.root + "/proc")
        var labels = try table.labels(of: number)
        for _ in 0..<20 where labels.contains(where: \.label.confinesNothing) && isRuntime(number, in: host) {
            pause()
            labels = try table.labels(of: number)
        }
        return labels
    }

    /// Whether a process runs one of the runtimes, from its file or from a copy in memory, `/memfd:runc_cloned:…`.
    private static func isRuntime(_ number: Int, in host: HostFiles) -> Bool {
        let names = host.linkTarget("/proc/\(number)/exe")?.split(separator: "/") ?? []
        return names.contains { name in runtimes.contains { name.hasPrefix($0) } }
    }

    private static let runtimes = ["runc", "crun", "youki", "memfd:runc", "memfd:crun"]
}

extension EngineError {
    fileprivate var isAboutAbsence: Bool { reason == .transport(.absent) || reason == .transport(.notPermitted) }
}
