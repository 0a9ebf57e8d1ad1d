import ArmorGlob
package import ArmorPolicy
import ArmorSource

extension Allowed {
    /// Rows of one area and one origin at most.
    private static let most = 120
    /// The profile itself, and children and hats at most.
    private static let mostBodies = 40

    /// What a policy grants, as its rules say it.
    package init(_ policy: Policy) {
        let children = policy.main.children.map { ($0.name.value as String?, $0.body.rules) }
        let told = Bounded([(nil, policy.main.rules)] + children, most: Self.mostBodies)
        bodies = told.map { Body($0.0, $0.1, most: Self.most) }
    }
}

extension Allowed.Body {
    fileprivate init(_ child: String?, _ rules: [Rule], most: Int) {
        self.child = child
        let entries = AllowedEntry.joined(rules)
        areas = Allowed.Area.allCases.compactMap { area in
            let own = entries.filter { $0.area == area }
            guard !own.isEmpty else { return nil }
            let sources = own.map(\.source).reduce(into: [Allowed.Source]()) { if !$0.contains($1) { $0.append($1) } }
            let groups = sources.sorted { $0.rank < $1.rank }.map { source in
                Allowed.Group(
                    source: source,
                    grants: Bounded(own.filter { $0.source == source }.map(\.grant), most: most)
                )
            }
            return Allowed.AreaGrants(area: area, summary: AllowedEntry.summary(own, area), groups: groups)
        }
    }
}

extension Allowed.Source {
    /// Nearest first.
    fileprivate var rank: Int {
        switch self {
        case .own: 0
        case .file: 1
        case .entitlement: 2
        case .preset: 3
        }
    }

    init(_ layer: Layer) {
        if let entitlement = layer.entitlement {
            self = .entitlement(entitlement.name)
        } else if layer.depth == 0 {
            self = .own
        } else if layer.isPreset {
            let name = layer.source.name
            self = .preset(name.hasPrefix("preset:") ? String(name.dropFirst("preset:".count)) : name)
        } else {
            self = .file(Excerpt.of(layer.source.name))
        }
    }
}

/// One element of a policy as a row: an element may be several rules.
private struct AllowedEntry {
    private var rule: Rule

    var area: Allowed.Area {
        if rule.action == .deny { return .denied }
        switch type(of: rule.value).kind {
        case .file: return (rule.value as? FileRule)?.execute == nil ? .files : .programs
        case .network: return .network
        case .capability: return .capabilities
        case .signal, .ptrace, .unix, .dbus, .messageQueue: return .processes
        case .mount: return .mounts
        case .all, .ioUring, .userns, .resourceLimit, .changeProfile, .raw: return .rest
        }
    }

    var source: Allowed.Source { rule.origin.map { Allowed.Source($0.layer) } ?? .own }

    var grant: Allowed.Grant {
        let others = rule.origins.count - 1
        let place = rule.origin.map { $0.place.label } ?? ""
        return Allowed.Grant(
            object: Excerpt.of(object),
            access: access,
            place: others > 0 ? "\(place), and \(others) more" : place,
            reason: rule.origins.compactMap(\.reason).first.map(Excerpt.of)
        )
    }

    private var object: String {
        guard let file = rule.value as? FileRule else { return rule.value.text }
        switch file.subject {
        case .everything: return "every file"
        case .path(let path): return path.text
        case .link(let link, let target, _): return "\(link.text) → \(target.text)"
        }
    }

    /// What may be done to a file, in the policy's words.
    private var access: String? {
        guard let file = rule.value as? FileRule else { return rule.logged && rule.action == .allow ? "logged" : nil }
        var words = Self.words(file)
        if file.owner { words.append("as owner") }
        if rule.logged, rule.action == .allow { words.append("logged") }
        return words.joined(separator: ", ")
    }

    private static func words(_ file: FileRule) -> [String] {
        switch file.subject {
        case .everything where file.permissions.isEmpty && file.execute == nil: ["everything"]
        case .link: ["link"]
        default: file.permissions.words + (file.execute.map { [word($0)] } ?? [])
        }
    }

    private static func word(_ execution: FileRule.Execution) -> String {
        guard case .mode(let mode) = execution else { return "execute" }
        let target = mode.target.map { " \($0)" } ?? ""
        switch mode.transition {
        case .inherit: return "execute"
        case .profile: return "execute under the profile\(target)"
        case .child: return "execute under the child\(target)"
        case .unconfined: return "execute unconfined"
        }
    }

    /// Rules for one path of one element as one row, in the order of the policy.
    static func joined(_ rules: [Rule]) -> [AllowedEntry] {
        var entries: [AllowedEntry] = []
        var places: [String: Int] = [:]
        for rule in rules {
            guard let file = rule.value as? FileRule, case .path(let path) = file.subject else {
                let key = "\(rule.action.rawValue) \(rule.value.text)"
                if let index = places[key] {
                    entries[index].rule.origins += rule.origins
                } else {
                    places[key] = entries.count
                    entries.append(AllowedEntry(rule: rule))
                }
                continue
            }
            let place = rule.origin.map { $0.place.label } ?? ""
            let key = "\(rule.qualifierText)\(file.owner)\u{0}\(path.text)\u{0}\(place)"
            if let index = places[key], var before = entries[index].rule.value as? FileRule {
                before.permissions.formUnion(file.permissions)
                before.execute = before.execute ?? file.execute
                entries[index].rule.value = before
            } else {
                places[key] = entries.count
                entries.append(AllowedEntry(rule: rule))
            }
        }
        return entries
    }

    /// `24 to read, 8 to write`.
    static func summary(_ entries: [AllowedEntry], _ area: Allowed.Area) -> String {
        let files = entries.compactMap { $0.rule.value as? FileRule }
        guard area == .files, files.count == entries.count else {
            return "\(entries.count) \(entries.count == 1 ? "entry" : "entries")"
        }
        let counts: [(EffectiveAccess.Permission, String)] = [
            (.read, "to read"), (.write, "to write"), (.append, "to append to"), (.map, "to map as code"),
            (.link, "to link"),
        ]
        return counts.compactMap { permission, words in
            let number = files.count {
                permission == .append
                    ? $0.permissions.contains(.append) && !$0.permissions.contains(.write) : $0.names(permission)
            }
            return number == 0 ? nil : "\(number) \(words)"
        }.joined(separator: ", ")
    }
}
