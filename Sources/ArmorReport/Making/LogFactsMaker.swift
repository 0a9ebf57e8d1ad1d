package import ArmorAudit
import ArmorLearn

extension ReportDocument.LogFacts {
    /// - Parameter names: of the logs, as the user named them.
    package init(_ names: [String], _ summary: LogSummary) {
        let completeness = summary.completeness
        let lost = completeness.losses.map { ReportDocument.Loss(count: $0.count, words: $0.words) }
        let unread = completeness.malformed.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            ReportDocument.Loss(count: $0.value, words: "lines of AppArmor's cannot be read (\($0.key.rawValue))")
        }
        self.init(
            names: names.map(Excerpt.of),
            bytes: summary.bytes,
            runs: summary.runs,
            events: summary.events,
            losses: lost + unread
        )
    }
}
