import ArgumentParser
import ArmorAudit
import ArmorKernel
import ArmorSource

/// `armor learn --partial`: a summary instead of a proposal.
struct LearnSummary {
    let console: Console
    /// The file that it is written to; none for standard output.
    let output: String?

    /// Writes the summary of the logs; of logs that are followed the file each time that something new was seen, and
    /// standard output at the end alone.
    func run(_ reading: LogReading, _ paths: [String]) async throws {
        guard reading.options.follow else { return try write(try await reading.summary(paths)) }
        let summary = try await LogFollowing(reading: reading).run(paths) { summary in
            if output != nil { try write(summary) }
        }
        try write(summary)
    }

    private func write(_ summary: LogSummary) throws {
        guard let output else { return try summary.write { try console.result($0) } }
        var bytes: [UInt8] = []
        try summary.write { bytes += $0 }
        do throws(FileError) { try AtomicFile.write(output, bytes) } catch { throw console.impossible(error) }
    }
}
