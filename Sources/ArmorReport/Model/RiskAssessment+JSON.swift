import ArmorSource

extension RiskAssessment {
    var json: JSONText {
        .fields([
            ("level", .string(level.rawValue)), ("sentences", .strings(sentences)),
            ("findings", .bounded(findings, \.json)),
            (
                "accepted",
                .bounded(accepted) {
                    .fields([
                        ("code", .string($0.code)), ("message", .string($0.message)), ("reason", .string($0.reason)),
                    ])
                }
            ),
            ("ways_out", .array(ways.map(\.json))), ("write_and_run", writeAndRun.json),
            (
                "tests",
                .fields([("passed", .integer(passedTests)), ("failed", .bounded(failedTests, JSONText.string))])
            ),
        ])
    }
}

extension RiskAssessment.Finding {
    fileprivate var json: JSONText {
        .fields([
            ("code", .string(code)), ("level", .string(level.rawValue)), ("message", .string(message)),
            ("place", place.map(JSONText.string)), ("why", .string(why)), ("remedy", remedy.map(JSONText.string)),
        ])
    }
}

extension RiskAssessment.Way {
    fileprivate var json: JSONText {
        .fields([
            ("way", .string(title)), ("verdict", .string(verdict.rawValue)), ("example", example.map(JSONText.string)),
            ("rule", rule.map(JSONText.string)),
        ])
    }
}

extension RiskAssessment.WriteAndRun {
    fileprivate var json: JSONText {
        switch self {
        case .nothing: .fields([("verdict", .string("nothing"))])
        case .undecided: .fields([("verdict", .string("undecided"))])
        case .path(let path, let rules):
            .fields([("verdict", .string("found")), ("path", .string(path)), ("rules", .strings(rules))])
        }
    }
}
