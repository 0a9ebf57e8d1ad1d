/// The part about what a policy allows, by area, and what the runtime is to enforce beside it.
struct AllowedPage {
    private let policy: PolicyReport
    private let level: Int

    init(_ policy: PolicyReport, level: Int) { (self.policy, self.level) = (policy, level) }

    var content: [HTML] {
        [
            .p(
                "What is not listed is denied. Each entry says where it comes from, and why it is there where the policy says so."
            )
        ]
            + policy.allowed.bodies.shown.flatMap(body) + [.more(policy.allowed.bodies.more)] + [runtime]
    }

    private func body(_ body: Allowed.Body) -> [HTML] {
        let inside = body.child.map { " in \($0)" } ?? ""
        if body.areas.isEmpty { return [.empty("Nothing is allowed\(inside).")] }
        return body.areas.map { area in
            [
                .heading(level, "\(area.area.title)\(inside)"), .note(.text(area.summary)),
                .list(area.groups.map { group(area, $0) }),
            ]
        }
    }

    /// What the policy itself says is open, the rest folded: it is the same in many policies.
    private func group(_ area: Allowed.AreaGrants, _ group: Allowed.Group) -> HTML {
        let rows: [[HTML]] = group.grants.shown.map { grant in
            [
                [.code(grant.object), grant.reason.map(HTML.why) ?? []], grant.access.map(HTML.text) ?? [],
                .origin(grant.place),
            ]
        }
        let columns = [area.area == .files || area.area == .programs ? "Path" : "Rule", "Access", "From"]
        let hasAccess = group.grants.shown.contains { $0.access != nil }
        let caption = "\(area.area.title), from \(group.source.words)"
        let table = HTML.table(
            caption,
            hasAccess ? columns : [columns[0], columns[2]],
            hasAccess ? rows : rows.map { [$0[0], $0[2]] }
        )
        let count = Words.count(group.grants.count, "entry", "entries")
        let content = [table, .more(group.grants.more)]
        return .folded(.text("\(count) from \(group.source.words)"), isOpen: group.source == .own, content)
    }

    // MARK: The runtime

    private var runtime: HTML {
        let layers = policy.runtime
        let settings: [[HTML]] = layers.settings.shown.map { setting in
            [.text(setting.name), .code(setting.value), .origin(setting.place ?? "decided by armor")]
        }
        let calls: [[HTML]] = layers.calls.shown.map { [.code($0.name), .text($0.value), .origin($0.place ?? "")] }
        return [
            .heading(level, "What the runtime enforces beside it"),
            entitlements,
            .table("Settings of the container, as armor export writes them", ["Setting", "Value", "From"], settings),
            layers.decided.isEmpty
                ? [] : .folded("Why, where the policy is silent", [.list(items: layers.decided.map(HTML.text))]),
            .heading(level, "System calls"), .p(.text(layers.filter)),
            .table("System calls that the policy names", ["Call", "Is", "From"], calls), .more(layers.calls.more),
        ]
    }

    private var entitlements: HTML {
        let all = policy.runtime.entitlements
        guard !all.isEmpty else { return [] }
        return .table("Entitlements", ["Name", "From"], all.map { [.code($0.name), .origin($0.place)] })
    }
}
