import ArmorAudit
import ArmorKernel
import Foundation

// Reads a log as `armor learn --partial` does, or writes one to read: AuditBench FILE, or
// AuditBench generate BYTES PERCENT DISTINCT > FILE. The same arguments give the same log.

let arguments = CommandLine.arguments
if arguments.count == 5, arguments[1] == "generate" {
    guard let size = Int(arguments[2]), let percent = Int(arguments[3]), let distinct = Int(arguments[4]) else {
        exit(64)
    }
    GeneratedLog(percent: percent, distinct: distinct).write(bytes: size)
    exit(0)
}
guard arguments.count == 2 else {
    print("usage: AuditBench FILE | AuditBench generate BYTES PERCENT DISTINCT")
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
