package import ArmorSource

extension ReportDocument {
    /// The report for programs.
    package var json: JSONText {
        .fields([
            ("version", .integer(Self.version)), ("generator", .string(generator)), ("target", .string(target)),
            ("moment", moment.map { .fields([("time", .unsigned($0.time)), ("from", .string($0.source.rawValue))]) }),
            ("logs", logs?.json), ("policies", .array(policies.map(\.json))),
        ])
    }
}

extension ReportDocument.LogFacts {
    fileprivate var json: JSONText {
        .fields([
            ("names", .strings(names)), ("bytes", .unsigned(bytes)), ("runs", .integer(runs)),
            ("events", .unsigned(events)),
            (
                "losses",
                .array(losses.map { .fields([("count", .unsigned($0.count)), ("what", .string($0.words))]) })
            ),
        ])
    }
}

extension PolicyReport {
    fileprivate var json: JSONText {
        .fields([
            ("name", .string(name)), ("file", .string(file)), ("summary", summary.map(JSONText.string)),
            ("digest", .string(digest)), ("profile", .string(profile)), ("allowed", allowed.json),
            ("runtime", runtime.json), ("risk", risk.json), ("coverage", observed?.coverage.json),
            ("denials", observed?.denials.json), ("changes", changes.json),
        ])
    }
}

extension Allowed {
    fileprivate var json: JSONText {
        .bounded(bodies) { body in
            .fields([
                ("child", body.child.map(JSONText.string)), ("areas", .array(body.areas.map(\.json))),
            ])
        }
    }
}

extension Allowed.AreaGrants {
    fileprivate var json: JSONText {
        .fields([
            ("area", .string(area.rawValue)), ("entries", .integer(count)),
            (
                "sources",
                .array(
                    groups.map { group in
                        .fields([("source", .string(group.source.words)), ("grants", .bounded(group.grants, \.json))])
                    }
                )
            ),
        ])
    }
}

extension Allowed.Grant {
    fileprivate var json: JSONText {
        .fields([
            ("of", .string(object)), ("access", access.map(JSONText.string)), ("place", .string(place)),
            ("reason", reason.map(JSONText.string)),
        ])
    }
}

extension RuntimeLayers {
    fileprivate var json: JSONText {
        .fields([
            ("settings", .bounded(settings, \.json)), ("decided", .strings(decided)), ("filter", .string(filter)),
            ("system_calls", .bounded(calls, \.json)),
            (
                "entitlements",
                .array(entitlements.map { .fields([("name", .string($0.name)), ("place", .string($0.place))]) })
            ),
        ])
    }
}

extension RuntimeLayers.Setting {
    fileprivate var json: JSONText {
        .fields([("name", .string(name)), ("value", .string(value)), ("place", place.map(JSONText.string))])
    }
}

extension JSONText {
    static func strings(_ texts: [String]) -> JSONText { .array(texts.map(JSONText.string)) }

    /// What is shown, and how many more there are.
    static func bounded<Element>(_ bounded: Bounded<Element>, _ json: (Element) -> JSONText) -> JSONText {
        .fields([("shown", .array(bounded.shown.map(json))), ("more", .integer(bounded.more))])
    }
}
