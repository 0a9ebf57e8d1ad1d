import ArgumentParser
import ArmorLearn
import ArmorSource

/// `armor learn --tighten`: from the log of an auditing profile to what its policy can do without.
struct LearnTighten {
    let console: Console
    let work: LearnWork
    let format: ResultFormat
    let apply: Bool
    let isInteractive: Bool
    let logOptions: LogOptions

    private var dialogue: LearnDialogue? { isInteractive ? LearnDialogue(console: console) : nil }

    func run(_ policy: LearnWork.Known, _ log: [String]) async throws {
        let reading = LogReading(
            console: console,
            scope: policy.scope(),
            options: logOptions,
            recordsUses: true,
            format: format
        )
        let logs = try await reading.read(log)
        let report = try await report(policy, logs)
        switch format {
        case .text:
            try console.result(report.edit.diff)
            for line in report.text.split(separator: "\n") { console.say(String(line)) }
        case .json: try console.result(JSONText.array([report.json]).text + "\n")
        }
        if apply { try work.apply(report.edit.old, report.edit.new, dialogue) }
    }

    private func report(_ policy: LearnWork.Known, _ logs: LogReading.Result) async throws -> TightenReport {
        do {
            return try await Tightener(loader: work.loader).tighten(
                policy.policy,
                policy.source,
                logs.uses ?? UseRecord(),
                logs.book.profiles[policy.name] ?? ProfileEvidence(),
                logs.completeness,
                choose: dialogue.map { dialogue in { try dialogue.ask($0.dialogue) } }
            ) { try await work.compile($0, of: policy) }
        } catch let refusal as Tightener.Refusal {
            for line in refusal.lines(profile: policy.name, file: policy.source.name) { console.say(line) }
            throw ExitCode.refused
        } catch let failure as Proposal.Failure {
            throw work.refused(failure)
        }
    }
}
