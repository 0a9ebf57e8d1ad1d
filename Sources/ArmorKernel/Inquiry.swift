/// A question that a program answers in a few words at once, like the one for its version.
///
/// Beside ``ProcessRun`` for its speed alone: that one makes seven threads for each program, which takes longer than such
/// a program runs. The asker can do something else until it wants the answer.
struct Inquiry: ~Copyable {
    private let program: StartedProgram

    /// Starts the program at an absolute path as ``ProcessRun`` starts its own, with nothing to read.
    init(_ path: String, _ arguments: [String]) throws(ProcessRun.Failure) {
        do { program = try SystemCall.start(path, arguments) } catch { throw .notRun("\(error)") }
    }

    /// What it has written once it closes its output. With that it has said all, and is ended if it has not ended yet; so
    /// it is when the time is over or it writes more.
    ///
    /// - Parameters:
    ///   - limit: how many bytes it may write.
    ///   - seconds: how long it may take from now.
    consuming func answer(limit: Int, seconds: Int) throws(ProcessRun.Failure) -> [UInt8] {
        var answer: [UInt8] = []
        let end = SystemTime.uptime + UInt64(seconds) * 1000
        do {
            while true {
                let now = SystemTime.uptime
                guard now < end, try SystemCall.awaitInput(program.output.number, milliseconds: Int(end - now)) else {
                    throw ProcessRun.Failure.timeout
                }
                let piece = try SystemCall.readSome(program.output.number, limit: limit + 1 - answer.count)
                if piece.isEmpty { return answer }
                answer += piece
                if answer.count > limit { throw ProcessRun.Failure.tooMuchOutput }
            }
        } catch let failure as ProcessRun.Failure {
            throw failure
        } catch {
            throw .notRun("\(error)")
        }
    }

    deinit { SystemCall.end(program) }
}
