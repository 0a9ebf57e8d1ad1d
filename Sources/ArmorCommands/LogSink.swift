import ArmorAudit
import ArmorLearn

/// What the bytes of logs go to: what counts their accesses, what counts the system calls that filters
/// met, and what keeps the uses of one profile.
struct LogSink: ~Copyable {
    typealias Result = (summary: LogSummary, calls: SeccompScanner, uses: UseRecord?)

    var scanner: LogScanner
    var calls: SeccompScanner
    /// None where the uses are not asked for.
    var recorder: UseRecorder?

    /// Begins another source, whose form is told by its beginning where it is not given.
    mutating func begin(_ form: SourceForm? = nil) async {
        recorder?.begin(form)
        calls.begin(form)
        await scanner.begin(form)
    }

    mutating func feed(_ bytes: [UInt8]) async {
        recorder?.feed(bytes)
        calls.feed(bytes)
        await scanner.feed(bytes)
    }

    consuming func finish() async -> Result {
        let uses = recorder?.finish()
        calls.end()
        return (await scanner.finish(), calls, uses)
    }
}
