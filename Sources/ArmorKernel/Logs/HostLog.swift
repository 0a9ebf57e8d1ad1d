import Glibc
import Subprocess
import SystemPackage

/// Where a host keeps AppArmor's events, the most trustworthy first.
package enum HostLog: Sendable, Equatable {
    /// The audit daemon's files, oldest first.
    case auditLog([String])
    /// The journal, which is asked by journalctl.
    case journal
    /// The kernel's buffer, which forgets what it has no room for.
    case kernelMessages
    /// Files of a syslog daemon, oldest first: programs can write lines into them that look like the kernel's.
    case text([String])

    /// The audit daemon's own file where its configuration names no other.
    static let auditFile = "/var/log/audit/audit.log"
    /// Where syslog daemons of Debian and others write what the kernel says.
    static let textFiles = ["/var/log/kern.log", "/var/log/syslog", "/var/log/messages"]

    /// What the host has, the most trustworthy first; what a host lacks is not there.
    package static func all(_ host: HostFiles = HostFiles()) -> [HostLog] {
        var found: [HostLog] = []
        if host.isFile(auditFile) { found.append(.auditLog(LogSet.rotated(host.root + auditFile))) }
        let journals = ["/var/log/journal", "/run/log/journal"]
        if journals.contains(where: { !(host.names($0) ?? []).isEmpty }) { found.append(.journal) }
        if host.exists("/dev/kmsg") { found.append(.kernelMessages) }
        if let file = textFiles.first(where: host.isFile) { found.append(.text(LogSet.rotated(host.root + file))) }
        return found
    }

    /// For people: what is read.
    package var name: String {
        switch self {
        case .auditLog(let files), .text(let files): files.last ?? "no file"
        case .journal: "the journal"
        case .kernelMessages: "/dev/kmsg"
        }
    }

    /// Hands over all bytes: for each file its path once, and then what is in it.
    ///
    /// - Parameter boot: of the journal one boot alone, as journalctl(1) takes it: its ID, or a number.
    package func read(
        boot: String? = nil,
        begin: (String) async -> Void,
        _ take: ([UInt8]) async -> Void
    ) async throws {
        switch self {
        case .auditLog(let files), .text(let files):
            for file in files {
                await begin(file)
                try await LogFile.open(file).read(take)
            }
        case .journal:
            await begin(name)
            let program = try SystemProgram.find("journalctl")
            let arguments =
                ["--no-pager", "--quiet", "--output=json"] + (boot.map { ["--boot=\($0)"] } ?? [])
                + ["_TRANSPORT=audit", "+", "_TRANSPORT=kernel"]
            let isDone = try await ProcessStream.run(program, arguments, input: nil, limit: LogFile.unpackedLimit, take)
            if !isDone { throw LogError(name, .damaged("journalctl")) }
        case .kernelMessages:
            await begin(name)
            await take(try Self.kernelBuffer())
        }
    }

    /// All records of the kernel's buffer.
    private static func kernelBuffer() throws(FileError) -> [UInt8] {
        try KernelBuffer.open().next()
    }
}

/// Why a host's log may hold none of AppArmor's events.
package enum LogSilence: String, Sendable, Hashable, CaseIterable {
    /// The kernel was started without the audit system.
    case auditOff = "audit-off"
    /// Nobody takes the records: they go to the kernel's buffer alone.
    case noDaemon = "no-daemon"
    /// The kernel's log drops all but a few records a second.
    case rateLimit = "rate-limit"
    /// AppArmor is off, or this is not the host: it has no profiles.
    case noAppArmor = "no-apparmor"

    /// What the host says. `status` is the audit system's answer, none where it gave none.
    package static func reasons(_ host: HostFiles, _ status: AuditStatus?) -> [LogSilence] {
        var reasons: [LogSilence] = []
        let words = (host.text("/proc/cmdline") ?? "").split(separator: " ")
        if words.contains("audit=0") || words.contains("audit=off") { reasons.append(.auditOff) }
        if let status, status.daemon == nil {
            reasons.append(.noDaemon)
            if host.number("/proc/sys/kernel/printk_ratelimit").map({ $0 > 0 }) ?? true { reasons.append(.rateLimit) }
        }
        if host.text("/sys/module/apparmor/parameters/enabled") != "Y" { reasons.append(.noAppArmor) }
        return reasons
    }

    /// One sentence for people.
    package var message: String {
        switch self {
        case .auditOff: "the kernel was started with audit=0: AppArmor's events leave no trace"
        case .noDaemon: "no audit daemon runs: events go to the kernel's buffer; install auditd"
        case .rateLimit:
            "the kernel's log drops all but a few events a second; sysctl kernel.printk_ratelimit=0 ends that"
        case .noAppArmor: "AppArmor is not enabled here: is this the host that the containers ran on?"
        }
    }
}
