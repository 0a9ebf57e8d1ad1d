import ArgumentParser
import ArmorAudit
import ArmorLearn
import ArmorSource

/// Says that logs have no event to learn: what they have instead, by count and reason, and the command to run next.
struct NoEvents {
    let console: Console
    let scope: LabelNaming.Scope
    let options: LogOptions

    /// Says it in the form that was asked for, and returns the exit status.
    func end(_ paths: [String], _ result: LogReading.Result, _ format: ResultFormat) throws -> ExitCode {
        say(paths, result)
        let next = next(result)
        console.say("next: \(next)")
        if format == .json {
            let document = JSONText.fields([
                ("version", .integer(1)), ("profile", scope.policy.map(JSONText.string)), ("events", .integer(0)),
                ("seen", result.contents.json),
                (
                    "unreadable",
                    .object(
                        result.completeness.malformed.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                            (key: $0.key.rawValue, value: .integer(Int(clamping: $0.value)))
                        }
                    )
                ),
                ("outside", .integer(Int(clamping: result.outside))), ("next", .string(next)),
            ])
            try console.result(JSONText.array([document]).text + "\n")
        }
        return .refused
    }

    /// Says what the logs have instead, one line for each reason.
    func say(_ paths: [String], _ result: LogReading.Result) {
        var lines = result.contents.lines + result.completeness.unreadableLines
        if result.outside > 0 {
            lines.append("\(result.outside) events before or after the time of --since, --until or --boot")
        }
        let malformed = result.calls.malformed
        if malformed > 0 { lines.append("\(malformed) records of a system call filter cannot be read") }
        let found = lines.isEmpty ? ", and no other record of AppArmor" : "; found instead:"
        let learnable = scope.label == nil ? " of a profile that a policy can be learned for" : scope.whose
        console.say("no event\(learnable) in \(paths.joined(separator: ", "))\(found)")
        for line in lines { console.say("  \(line)") }
    }

    /// The command that is most likely to help, as a shell takes it.
    private func next(_ result: LogReading.Result) -> String {
        if let profile = result.contents.mostFrequentProfile {
            return RepeatedCommand.text(replacing: "--profile", with: profile)
        }
        if result.outside > 0 { return "the same command without --since, --until and --boot" }
        return "armor doctor"
    }
}
