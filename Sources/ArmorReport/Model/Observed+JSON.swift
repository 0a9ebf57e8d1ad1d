import ArmorSource

extension CoverageFacts {
    var json: JSONText {
        .fields([
            ("events", .integer(events)), ("accesses", .integer(accesses)), ("runs", .integer(runs)),
            ("estimate", .array(kinds.map(\.json))), ("grants", grants.json),
            ("no_evidence", .array(neglected.map(\.json))),
        ])
    }
}

extension NeglectedEvents {
    fileprivate var json: JSONText { .fields([("events", .integer(count)), ("why", .string(words))]) }
}

extension CoverageFacts.Kind {
    fileprivate var json: JSONText {
        .fields([
            ("kind", .string(name)), ("seen", .integer(seen)), ("once", .integer(once)),
            ("unseen_about", unseen.map(JSONText.integer)), ("new_percent_about", newShare.map(JSONText.integer)),
            ("verdict", .string(verdict)),
        ])
    }
}

extension CoverageFacts.Grants {
    fileprivate var json: JSONText {
        switch self {
        case .untold(let lines): .fields([("told", .boolean(false)), ("why", .strings(lines))])
        case .told(let uses, let unused, let partly, let used, let unknown, let runs):
            .fields([
                ("told", .boolean(true)), ("runs", .integer(runs)), ("unused", .integer(unused)),
                ("partly", .integer(partly)), ("used", .integer(used)), ("unknown", .integer(unknown)),
                ("grants", .bounded(uses, \.json)),
            ])
        }
    }
}

extension CoverageFacts.GrantUse {
    fileprivate var json: JSONText {
        .fields([
            ("grant", .string(grant)), ("place", .string(place)), ("verdict", .string(verdict.rawValue)),
            ("events", .integer(events)), ("runs", .integer(runs)), ("phase", phase.map(JSONText.string)),
            ("note", note.map(JSONText.string)),
        ])
    }
}

extension DenialFacts {
    var json: JSONText {
        .fields([
            ("denied", .integer(denied)), ("done", .integer(done)), ("untrusted", .integer(untrusted)),
            ("unasked", .array(unasked.map(\.json))), ("timeline", timeline?.json),
            ("accesses", .bounded(accesses, \.json)),
            (
                "floods",
                .bounded(floods) { .fields([("folder", .string($0.folder)), ("events", .integer($0.events))]) }
            ),
        ])
    }
}

extension DenialFacts.Denied {
    fileprivate var json: JSONText {
        .fields([
            ("access", .string(access)), ("child", child.map(JSONText.string)), ("denied", .integer(denied)),
            ("done", .integer(done)), ("first", first.map(JSONText.unsigned)), ("last", last.map(JSONText.unsigned)),
            ("trust", .string(trust.rawValue)), ("programs", .strings(programs)), ("now", .string(now)),
            ("rule", rule.map(JSONText.string)),
            ("risks", .strings(risks)),
        ])
    }
}

extension Timeline {
    fileprivate var json: JSONText {
        .fields([
            ("width", .unsigned(width)), ("outside", .integer(outside)), ("timeless", .integer(timeless)),
            (
                "bars",
                .array(
                    bars.map {
                        .fields([
                            ("start", .unsigned($0.start)), ("denied", .integer($0.denied)),
                            ("done", .integer($0.done)),
                        ])
                    }
                )
            ),
        ])
    }
}
