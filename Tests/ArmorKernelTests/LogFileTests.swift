import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorKernel

/// Logs are read whole, packed or not, in the order of their events.
@Suite struct LogFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "armor-log-\(UUID().uuidString)")
    private let log = Array((0..<200_000).map { "line \($0)\n" }.joined().utf8)

    private func read(_ file: URL) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await LogFile.open(file.path).read { bytes += $0 }
        return bytes
    }

    /// Writes the log into a new folder, packed by a program of the host's.
    private func packed(_ name: String, _ program: String?) throws -> URL? {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try Data(log).write(to: file)
        guard let program else { return file }
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)") else { return nil }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/\(program)")
        process.arguments = ["-q", "-f", file.path]
        try process.run()
        process.waitUntilExit()
        return folder.appending(path: name + (program == "gzip" ? ".gz" : ".zst"))
    }

    @Test(arguments: [nil, "gzip", "zstd"] as [String?]) func packedOrNot(_ program: String?) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        guard let file = try packed("audit.log", program) else { return }
        #expect(try await read(file) == log)
    }

    @Test(arguments: ["gzip", "zstd"]) func damageIsTold(_ program: String) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        guard let file = try packed("audit.log", program) else { return }
        try Data(contents(file).dropLast(9)).write(to: file)
        await #expect(throws: LogError(file.path, .damaged(program))) { try await read(file) }
    }

    @Test func whatIsNoFileIsRefused() async throws {
        await #expect(throws: FileError("/nowhere/audit.log", .missing)) {
            try await LogFile.open("/nowhere/audit.log").read { _ in }
        }
        await #expect(throws: FileError.self) { try await LogFile.open("/dev/zero").read { _ in } }
        await #expect(throws: FileError.self) { try await LogFile.open("/proc").read { _ in } }
    }

    @Test func setsAreOrderedByAge() {
        let names = [
            "audit.log", "audit.log.1", "audit.log.10.gz", "audit.log.2.gz", "kern.log-20261120", "kern.log",
            "kern.log-20261121.gz", "kern.log-20261121.1.gz", ".hidden", "syslog.1",
        ]
        #expect(
            LogSet.ordered(names) == [
                "audit.log.10.gz", "audit.log.2.gz", "audit.log.1", "audit.log",
                "kern.log-20261120", "kern.log-20261121.1.gz", "kern.log-20261121.gz", "kern.log", "syslog.1",
            ]
        )
    }

    /// What programs that may write to the folder put there does not keep its logs from being read.
    @Test func whatIsNoFileIsSkipped() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try packed("audit.log", nil)
        let path = folder.path
        #expect(unsafe mkfifo("\(path)/pipe.log", 0o600) == 0)
        #expect(unsafe symlink("/nowhere/at/all", "\(path)/dangling.log") == 0)
        #expect(unsafe symlink("loop.log", "\(path)/loop.log") == 0)
        #expect(unsafe mkdir("\(path)/old", 0o700) == 0)
        let found = try LogSet.files(path)
        #expect(found.files == ["\(path)/audit.log"])
        #expect(found.skipped.map(\.path) == ["dangling.log", "loop.log", "old", "pipe.log"].map { "\(path)/\($0)" })
    }

    @Test func aFolderIsAllOfItsLogs() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["audit.log", "audit.log.1", "other.log"] { _ = try packed(name, nil) }
        let path = folder.path
        #expect(try LogSet.files(path).files == ["audit.log.1", "audit.log", "other.log"].map { "\(path)/\($0)" })
        #expect(try LogSet.files("\(path)/other.log").files == ["\(path)/other.log"])
        #expect(LogSet.rotated("\(path)/audit.log") == ["audit.log.1", "audit.log"].map { "\(path)/\($0)" })
    }
}

/// What a host has is found, the most trustworthy first; what it lacks is not looked for.
@Suite struct HostLogTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "armor-logs-\(UUID().uuidString)")

    private func put(_ path: String, _ text: String = "x") throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    @Test func findsWhatIsThere() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let host = HostFiles(root: folder.path)
        #expect(HostLog.all(host) == [])
        try put("var/log/syslog")
        try put("var/log/syslog.1")
        #expect(HostLog.all(host) == [.text(["syslog.1", "syslog"].map { "\(folder.path)/var/log/\($0)" })])
        try put("var/log/audit/audit.log")
        try put("run/log/journal/machine/system.journal")
        try put("dev/kmsg")
        #expect(
            HostLog.all(host).map(\.name).dropFirst() == ["the journal", "/dev/kmsg", "\(folder.path)/var/log/syslog"]
        )
        #expect(HostLog.all(host).first == .auditLog(["\(folder.path)/var/log/audit/audit.log"]))
    }

    @Test func readsAllFilesOfASet() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try put("var/log/audit/audit.log", "new\n")
        try put("var/log/audit/audit.log.1", "old\n")
        var (names, text) = ([String](), "")
        for log in HostLog.all(HostFiles(root: folder.path)) {
            try await log.read(begin: { names.append($0) }, { text += String(decoding: $0, as: UTF8.self) })
        }
        #expect(text == "old\nnew\n" && names.map { $0.split(separator: "/").last } == ["audit.log.1", "audit.log"])
    }

    @Test func saysWhyALogIsSilent() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let host = HostFiles(root: folder.path)
        func status(_ daemon: Int?) -> AuditStatus {
            AuditStatus(isEnabled: true, daemon: daemon, rateLimit: 0, backlogLimit: 64, lost: 0, backlog: 0)
        }
        #expect(LogSilence.reasons(host, nil) == [.noAppArmor])
        try put("sys/module/apparmor/parameters/enabled", "Y\n")
        #expect(LogSilence.reasons(host, status(7)) == [])
        #expect(LogSilence.reasons(host, status(nil)) == [.noDaemon, .rateLimit])
        try put("proc/sys/kernel/printk_ratelimit", "0\n")
        try put("proc/cmdline", "root=/dev/vda audit=0\n")
        #expect(LogSilence.reasons(host, status(nil)) == [.auditOff, .noDaemon])
    }
}
