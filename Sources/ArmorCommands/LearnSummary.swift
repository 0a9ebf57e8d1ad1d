import ArgumentParser
import ArmorAudit
import ArmorKernel
import ArmorSource

/// `armor learn --partial`: a summary instead of a proposal.
struct LearnSummary {
    let console: Console
    /// The file that it is written to; none for standard output.
    let output: String?

    func write(_ summary: LogSummary) throws {
        guard let output else { return try summary.write { try console.result($0) } }
        var bytes: [UInt8] = []
        try summary.write { bytes += $0 }
        do throws(FileError) { try AtomicFile.write(output, bytes) } catch { throw console.impossible(error) }
    }
}
