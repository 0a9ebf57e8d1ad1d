/// The parts of a host that armor reads and changes; tests put folders of their own in their place.
package struct ArmorHost: Sendable {
    package let kernel: PolicyKernel
    package let processes: ProcessTable
    /// What is kept over a restart.
    package let store: ProfileStore
    /// What was loaded since the last one.
    package let records: ProfileStore
    /// Where the lock is.
    package let lockFolder: String

    package init(
        kernel: PolicyKernel,
        processes: ProcessTable,
        store: ProfileStore,
        records: ProfileStore,
        lockFolder: String
    ) {
        self.kernel = kernel
        self.processes = processes
        self.store = store
        self.records = records
        self.lockFolder = lockFolder
    }

    /// What is kept until the next start, where only root can write.
    package static let runFolder = "/run/armor"

    /// This host, for root; throws where the caller is not root or there is no AppArmor.
    package static func current() throws(KernelError) -> ArmorHost {
        ArmorHost(
            kernel: try PolicyKernel.host(),
            processes: .usual,
            store: ProfileStore(path: BootFolder.path),
            records: ProfileStore(path: "\(runFolder)/loaded"),
            lockFolder: runFolder
        )
    }

    /// Takes the lock and cleans up after a program that was ended while it had it: temporary files, and records of
    /// profiles that are not loaded.
    package func begin(patience: Int = HostLock.patience) async throws -> HostLock {
        let lock = try await HostLock.take(in: lockFolder, patience: patience)
        try records.make()
        try store.mend()
        try records.mend()
        let loaded = Set(try kernel.files.profiles().map(\.name))
        let stale = try records.ours().keys.filter { !loaded.contains($0) }
        if !stale.isEmpty {
            var change = try records.prepare(write: [], remove: stale.sorted())
            try change.commit()
            change.finish()
        }
        return lock
    }
}
