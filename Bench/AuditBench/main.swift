import ArmorAudit
import ArmorKernel
import Foundation

// Reads a log as `armor learn --partial` does, or writes one to read; Bench/README.md describes the logs. The same arguments
// give the same log.

let arguments = CommandLine.arguments
if arguments.count == 5, arguments[1] == "generate" {
    guard let size = Int(arguments[2]), let percent = Int(arguments[3]), let distinct = Int(arguments[4]) else {
        exit(64)
    }
    GeneratedLog(percent: percent, distinct: distinct).write(bytes: size)
    exit(0)
}
if arguments.count == 6, arguments[1] == "generate-varied" {
    guard let envelope = VariedLog.Envelope(rawValue: arguments[2]), let size = Int(arguments[3]),
        let percent = Int(arguments[4]), let names = Int(arguments[5])
    else { exit(64) }
    let log = VariedLog(envelope: envelope, percent: percent, names: names)
    log.write(bytes: size) { FileHandle.standardOutput.write(Data($0)) }
    exit(0)
}
guard arguments.count == 2 else {
    print(
        """
        usage: AuditBench FILE
               AuditBench generate BYTES PERCENT NAMES > FILE
               AuditBench generate-varied auditd|enriched|syslog|dmesg|journal BYTES PERCENT NAMES > FILE
        """
    )
    exit(64)
}
/// What a log holds.
func scanned(_ path: String) async throws -> LogSummary {
    let log = try LogFile.open(path)
    var scanner = LogScanner()
    await scanner.begin()
    try await log.read { await scanner.feed($0) }
    return await scanner.finish()
}

let summary = try await scanned(arguments[1])
try summary.write { try FileHandle.standardOutput.write(contentsOf: Data($0)) }
