import ArmorCompiled

/// One load from the first change to the last: the kernel and the store have all of it, or what they had.
///
/// The order makes each side whole at any moment, so that a program that is killed leaves old or new profiles, never a
/// part, and the next load mends the rest:
///
/// 1. The record in `/run`: it tells the next load that what it will find in the kernel is armor's.
/// 2. The new files of the store, complete and on disk under temporary names: a full disk is met here.
/// 3. The kernel, by one write of all profiles (by several above 500).
/// 4. Is what the kernel holds what was compiled?
/// 5. The files get their names.
struct LoadTransaction {
    private let host: ArmorHost
    private let plan: LoadPlan
    private let persists: Bool
    private let before: KernelSnapshot
    private var records: StoreChange?
    private var store: StoreChange?
    private var hasWritten = false

    init(host: ArmorHost, plan: LoadPlan, persists: Bool) throws(KernelError) {
        self.host = host
        self.plan = plan
        self.persists = persists
        before = try KernelSnapshot.take(host.kernel, families: plan.names)
    }

    mutating func run() throws(LoadFailure) -> [LoadedResult] {
        let proofs: [String: LoadedComparison.Proof]
        do throws(StepError) {
            proofs = try change()
        } catch {
            throw .failed(error.cause, unrestored: takeBack())
        }
        let left = removeStaleChildren()
        records?.finish()
        store?.finish()
        return plan.profiles.map { result($0, proofs, left) }
    }

    private mutating func change() throws(StepError) -> [String: LoadedComparison.Proof] {
        let texts = plan.profiles.map { (name: $0.name, text: $0.text) }
        let notes = plan.profiles.map { (name: $0.name, text: LoadRecord.text(of: $0, isKept: persists)) }
        records = try step { () throws(FileError) in try host.records.prepare(write: notes) }
        try step { () throws(FileError) in try records?.commit() }
        if persists { store = try step { () throws(FileError) in try host.store.prepare(write: texts) } }
        hasWritten = true
        for write in plan.policy.parts(ofAtMost: KernelSnapshot.writeLimit) {
            try step { () throws(KernelError) in try host.kernel.interface.replace(write) }
        }
        let proofs = try verify()
        try step { () throws(FileError) in try store?.commit() }
        return proofs
    }

    /// How each profile was found to be what was compiled, by full name.
    private func verify() throws(StepError) -> [String: LoadedComparison.Proof] {
        let details = try step { () throws(KernelError) in try host.kernel.files.details(of: plan.names) }
        var comparison = LoadedComparison(kernel: host.kernel)
        var proofs: [String: LoadedComparison.Proof] = [:]
        for profile in plan.policy.profiles {
            let outcome = try step { () throws(KernelError) in
                try comparison.compare(profile, of: plan.policy, with: details[profile.name])
            }
            guard case .same(let proof) = outcome else {
                throw StepError(cause: NotVerified(name: profile.name, outcome: outcome))
            }
            proofs[profile.name] = proof
        }
        return proofs
    }

    /// The kernel first: what confines comes before what is written down.
    private mutating func takeBack() -> [String] {
        var problems = hasWritten ? before.restore() : []
        problems += (store?.undo() ?? []).map(\.message)
        problems += (records?.undo() ?? []).map(\.message)
        return problems
    }

    /// The kernel keeps children that the new profile does not have any more. They go, but for those under which
    /// processes run: these would become unconfined. Which stay is told, by full name.
    private func removeStaleChildren() -> [String] {
        let stale = before.details.keys.filter { plan.members[$0] == nil }.sorted()
        guard !stale.isEmpty else { return [] }
        // If the processes cannot be read, all count as busy.
        let processes = try? host.processes.processes()
        return stale.filter { name in
            guard let processes, !processes.contains(where: { $0.label.includes(name) }) else { return true }
            return (try? host.kernel.interface.remove(name)) == nil
        }
    }

    private func result(
        _ profile: NewProfile,
        _ proofs: [String: LoadedComparison.Proof],
        _ left: [String]
    ) -> LoadedResult {
        let family = plan.family(profile.name)
        // The weakest of the family's.
        return LoadedResult(
            name: profile.name,
            mode: LoadedComparison.kernelWord(plan.members[profile.name]?.effectiveMode ?? .enforce),
            isReplacement: before.details[profile.name] != nil,
            children: family.map(\.name).filter { $0 != profile.name },
            proof: Set(family.compactMap { proofs[$0.name] }).weakest ?? .name,
            storedAt: persists ? "\(host.store.path)/\(profile.name)" : nil,
            leftChildren: left.filter { $0.hasPrefix("\(profile.name)//") }
        )
    }
}

/// The error of one step, whichever kind it is of.
private struct StepError: Error {
    let cause: any OperationalError
}

private func step<Value, Failure: OperationalError>(
    _ work: () throws(Failure) -> Value
) throws(StepError) -> Value {
    do { return try work() } catch { throw StepError(cause: error) }
}
