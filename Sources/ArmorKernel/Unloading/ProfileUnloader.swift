/// Removes profiles from the kernel and from what is kept.
package struct ProfileUnloader: Sendable {
    private let host: ArmorHost
    private let forces: Bool
    private let takesOver: Bool
    private let patience: Int

    /// - Parameters:
    ///   - forces: whether profiles go under which processes run; these become unconfined, and stay so.
    ///   - takesOver: whether profiles and files go that armor did not make.
    ///   - patience: how many seconds to wait for another armor.
    package init(
        host: ArmorHost,
        forces: Bool = false,
        takesOver: Bool = false,
        patience: Int = HostLock.patience
    ) {
        self.host = host
        self.forces = forces
        self.takesOver = takesOver
        self.patience = patience
    }

    /// One profile and where it is.
    private struct Target {
        let name: String
        let isLoaded: Bool
        let isKept: Bool
        let isRecorded: Bool
        let processes: [LabelledProcess]
    }

    /// Unloads all of the profiles or none. The errors are `UnloadFailure`s, and operational ones from before anything
    /// was changed.
    package func unload(_ names: [String]) async throws -> [UnloadedResult] {
        let lock = try await host.begin(patience: patience)
        defer { lock.release() }
        var seen: Set<String> = []
        let once = names.filter { seen.insert($0).inserted }
        let loaded = Set(try host.kernel.files.profiles().map(\.name))
        let processes = try host.processes.processes()
        var targets: [Target] = []
        var refusals: [UnloadRefusal] = []
        for name in once {
            let busy = processes.filter { $0.label.includes(name) }
            let target = Target(
                name: name,
                isLoaded: loaded.contains(name),
                isKept: try host.store.entry(name) != .none,
                isRecorded: try host.records.entry(name) != .none,
                processes: busy
            )
            if let reason = try refusal(target, loaded) {
                refusals.append(UnloadRefusal(name, reason))
            } else {
                targets.append(target)
            }
        }
        guard refusals.isEmpty else { throw UnloadFailure.refused(refusals) }
        return try remove(targets)
    }

    private func refusal(_ target: Target, _ loaded: Set<String>) throws(FileError) -> UnloadRefusal.Reason? {
        if let parent = loaded.first(where: { target.name.hasPrefix("\($0)//") }) { return .child(of: parent) }
        guard target.isLoaded || target.isKept else { return .unknown }
        let entry = try host.store.entry(target.name)
        if case .irregular(let kind) = entry { return .irregularFile(kind) }
        if !takesOver {
            let isOurs = try [entry, host.records.entry(target.name)].contains {
                if case .ours = $0 { true } else { false }
            }
            // A record of ours does not make somebody else's file ours.
            if !isOurs || entry == .foreign { return .foreign }
        }
        return target.processes.isEmpty || forces ? nil : .inUse(target.processes)
    }

    /// First what start-up would load, then the kernel, then the record. Each step can be taken back but the kernel's:
    /// what it unconfined stays unconfined, so it comes when nothing else can fail. A program that is killed in between
    /// leaves a record by which the next one knows what is armor's.
    private func remove(_ targets: [Target]) throws -> [UnloadedResult] {
        let before = try KernelSnapshot.take(host.kernel, families: Set(targets.filter(\.isLoaded).map(\.name)))
        let kept = targets.filter(\.isKept).map(\.name)
        var store: StoreChange?
        if !kept.isEmpty { store = try host.store.prepare(write: [], remove: kept) }
        do {
            try store?.commit()
            for target in targets where target.isLoaded { try host.kernel.interface.remove(target.name) }
        } catch let error as any OperationalError {
            let problems = before.restore() + (store?.undo() ?? []).map(\.message)
            throw UnloadFailure.failed(error, unrestored: problems)
        }
        store?.finish()
        // Should it stay, the next change removes it: it is of a profile that is not loaded.
        if var records = try? host.records.prepare(write: [], remove: targets.filter(\.isRecorded).map(\.name)) {
            try? records.commit()
            records.finish()
        }
        return targets.map { target in
            UnloadedResult(
                name: target.name,
                wasLoaded: target.isLoaded,
                removedFile: target.isKept ? "\(host.store.path)/\(target.name)" : nil,
                unconfined: target.isLoaded ? target.processes : []
            )
        }
    }
}
