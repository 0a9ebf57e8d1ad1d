import ArmorAudit

/// Tells the runs of a profile apart by what its events show of processes.
///
/// A process that comes from outside has executed nothing under the profile, and the first that is heard of it is how the
/// loader opens the C library for it: so begins a container, and what `docker exec` starts. A run begins where such a
/// process calls itself what the first in the log did. A program that is linked statically has no such sign: all of the
/// log is then one run.
struct RunFinder: Sendable {
    /// How many there are; 0 before the first event.
    private(set) var count = 0
    /// What the first process that came from outside called itself.
    private var entrant: [UInt8]?
    /// Processes of this run that were heard of.
    private var known: Set<UInt32> = []
    /// Whether one came from outside in this run.
    private var hasEntrant = false

    /// More runs than these are counted as the last.
    static let most = 1_000
    /// The kernel's largest process number is 4,194,304; so many at once have no room here.
    private static let mostProcesses = 100_000

    /// Takes the next event of the profile; answers the number of its run, from 0 on.
    mutating func note(_ event: AuditEvent) -> Int {
        if count == 0 { count = 1 }
        guard let process = event.pid else { return count - 1 }
        let isNew = known.count < Self.mostProcesses && known.insert(process).inserted
        guard isNew, loadsLibraries(event), let comm = event.comm, entrant.map({ $0 == comm }) ?? true else {
            return count - 1
        }
        entrant = comm
        if hasEntrant, count < Self.most {
            count += 1
            known = [process]
        }
        hasEntrant = true
        return count - 1
    }

    /// The list that glibc's loader looks libraries up in, or the C library itself, glibc's or musl's (ld.so(8)).
    private func loadsLibraries(_ event: AuditEvent) -> Bool {
        guard case .file(let file) = event.detail else { return false }
        if event.operation == "file_mmap" { return true }
        let name = file.name.split(separator: Bytes.slash).last ?? []
        return event.operation == "open"
            && ["ld.so.cache", "ld.so.preload", "libc.so", "libc.musl-", "ld-musl-"].contains {
                name.starts(with: $0.utf8)
            }
    }
}
