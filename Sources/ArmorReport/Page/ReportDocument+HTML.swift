import ArmorSource

extension ReportDocument {
    /// The report as one page that needs nothing else: no network, no script, no other file.
    package var html: String {
        HTMLWriter.document(.element(.html, [.lang("en")], [head, body]))
    }

    private var title: String {
        policies.count == 1 ? "What \(policies.first?.name ?? "") may do" : "What \(policies.count) policies allow"
    }

    private var head: HTML {
        .element(
            .head,
            [],
            [
                .element(.meta, [.charset("utf-8")], []),
                .element(.meta, [.httpEquiv("Content-Security-Policy"), .content(Self.contents)], []),
                .element(.meta, [.name("viewport"), .content("width=device-width, initial-scale=1")], []),
                .element(.meta, [.name("color-scheme"), .content("light dark")], []),
                .element(.meta, [.name("referrer"), .content("no-referrer")], []),
                .element(.meta, [.name("generator"), .content(generator)], []),
                .element(.title, [], [.text("\(title) – armor report")]),
                .style(.builtIn),
            ]
        )
    }

    /// What a browser may do with the page: nothing but show it with its own style sheet.
    private static var contents: String {
        "default-src 'none'; style-src '\(StyleSheet.builtIn.hash)'; base-uri 'none'; form-action 'none'"
    }

    private var body: HTML {
        .element(
            .body,
            [],
            [
                .element(.a, [.link(to: ID("content")), .style(.skip)], ["Skip to the content"]),
                .element(.header, [.style(.masthead)], masthead),
                .element(
                    .main,
                    [.id(ID("content")), .focusable],
                    policies.enumerated().map { page($0.offset, $0.element) }
                ),
                .element(
                    .footer,
                    [],
                    [
                        .p(
                            "Made by \(generator). It says what can be decided of the files that it was given; it is no proof that nothing else is wrong."
                        )
                    ]
                ),
                .data(FormerReport.id, kept),
            ]
        )
    }

    private func page(_ number: Int, _ policy: PolicyReport) -> HTML {
        let isOnly = policies.count == 1
        let whole = isOnly ? nil : ID("policy", number)
        let page = PolicyPage(policy: policy, logs: logs, number: number, whole: whole, level: isOnly ? 2 : 3)
        guard let whole else { return .list(page.parts) }
        return .section(whole, level: 2, policy.name, .policy, page.parts)
    }

    // MARK: The beginning

    private var masthead: [HTML] {
        [
            .element(.p, [.style(.eyebrow)], ["armor report"]), .heading(1, title),
            policies.count == 1 ? policies.first.map(Self.lede) ?? [] : [],
            .facts(facts),
            .element(.nav, [.style(.contents), .label("Contents")], [contentsList]),
        ]
    }

    private static func lede(_ policy: PolicyReport) -> HTML {
        policy.summary.map { .element(.p, [.style(.lede)], [.text($0)]) } ?? []
    }

    private var facts: [(String, HTML)] {
        let named: [[(String, HTML)]] = policies.map { policy in
            guard policies.count == 1 else { return [(policy.name, [.code(policy.file), .origin(policy.digest)])] }
            return [("Policy", .code(policy.file)), ("Digest", .code(policy.digest))]
        }
        return named.flatMap(\.self)
            + [("Target", .text(target)), ("As of", asOf), ("Made by", .text(generator)), ("Logs", logsRead)]
    }

    private var asOf: HTML {
        guard let moment else { return "not told: no log with a time was given" }
        let source: HTML = moment.source == .given ? ", as whoever made it says" : ", the last event in the logs"
        return [.moment(moment.time), source]
    }

    private var logsRead: HTML {
        guard let logs else { return "none given" }
        let names = logs.names.prefix(10).enumerated().flatMap {
            [.text($0.offset == 0 ? "" : ", "), HTML.code($0.element)]
        }
        let more = logs.names.count > 10 ? " and \(logs.names.count - 10) more" : ""
        return .list(
            names + [
                .text(
                    "\(more): \(Words.count(logs.events, "event")) in \(Words.count(logs.runs, "run")) of the machine"
                )
            ]
        )
    }

    private var contentsList: HTML {
        .list(
            items: policies.enumerated().flatMap { number, policy -> [HTML] in
                let parts = PolicyPage.Part.allCases.map { HTML.link(PolicyPage.id($0, number), .text($0.title)) }
                guard policies.count > 1 else { return parts }
                return [[.link(ID("policy", number), .text(policy.name)), .list(items: parts)]]
            }
        )
    }
}

extension HTML {
    /// A time, for people and for programs.
    static func moment(_ time: UInt64) -> HTML {
        .element(.time, [.datetime(Words.timestamp(time))], [.text(Words.moment(time))])
    }
}
