import ArmorAudit
import ArmorLearn

/// What the bytes of logs go to: what counts what is in them, and what keeps the uses of one profile.
struct LogSink: ~Copyable {
    typealias Result = (summary: LogSummary, uses: UseRecord?)

    var scanner: LogScanner
    /// None where the uses are not asked for.
    var recorder: UseRecorder?

    /// Begins another source, whose form is told by its beginning where it is not given.
    mutating func begin(_ form: SourceForm? = nil) async {
        recorder?.begin(form)
        await scanner.begin(form)
    }

    mutating func feed(_ bytes: [UInt8]) async {
        recorder?.feed(bytes)
        await scanner.feed(bytes)
    }

    consuming func finish() async -> Result {
        let uses = recorder?.finish()
        return (await scanner.finish(), uses)
    }
}
