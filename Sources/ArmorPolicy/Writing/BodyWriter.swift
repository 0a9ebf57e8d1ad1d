import ArmorGlob
import ArmorTOML

/// Writes the rules and settings of one profile: the policy's own, a child's or a hat's.
struct BodyWriter {
    private let maker: FieldMaker
    /// What stands before the names of its tables: empty, or `children.NAME.`.
    private let prefix: String
    private let body: ProfileBody
    private var parts: [RuleKind: Parts] = [:]
    private var raw: [PolicyPage.Item] = []
    private(set) var omitted: [Rule] = []

    /// What rules of one kind have come to.
    private struct Parts {
        var lists: [String: [PolicyPage.Item]] = [:]
        var settings: [PolicyPage.Item] = []
        var tables: [(lines: [String], reason: Reason?)] = []
    }

    init(_ body: ProfileBody, prefix: String, patterns: PatternText) {
        self.body = body
        self.prefix = prefix
        maker = FieldMaker(patterns)
        for rule in body.rules where rule.isOwn { take(rule) }
    }

    /// Keys that stand before every table.
    var head: [String] { raw.isEmpty ? [] : PolicyPage.list("raw", raw) }

    /// Adds every table of rules but `[profile]`.
    func add(to page: inout PolicyPage) {
        let order: [RuleKind] = [.file] + RuleKind.allCases.filter { $0 != .file && $0 != .all }
        for kind in order {
            guard let parts = parts[kind] else { continue }
            let lists = Self.listOrder.flatMap { key in parts.lists[key].map { PolicyPage.list(key, $0) } ?? [] }
            page.add(table: prefix + kind.table, lists + parts.settings.flatMap(Self.setting))
            var seen: Set<[String]> = []
            for table in parts.tables where seen.insert(table.lines).inserted {
                page.add((table.reason?.lines(indent: 0) ?? []) + ["[[\(prefix)\(kind.table)]]"] + table.lines)
            }
        }
    }

    /// Adds `[profile]`.
    func addSettings(to page: inout PolicyPage) {
        let settings = body.settings
        var lines: [String] = []
        func add(_ key: String, _ value: PolicyValue) { lines.append(PolicyField(key, value).text) }
        if let abi = settings.abi.own() { add("abi", .string(abi)) }
        if let mode = settings.mode.own() { add("mode", .string(mode.rawValue)) }
        let flags = settings.flags.filter(\.isOwn).map(\.value.text).uniqued()
        if !flags.isEmpty { add("flags", .strings(flags)) }
        if let attach = settings.attach.own() { add("attach", .string(Self.unquoted(attach))) }
        let attributes = settings.extendedAttributes.filter(\.isOwn).map(\.value).uniqued()
        if !attributes.isEmpty {
            add("xattrs", .table(attributes.map { PolicyField($0.name, .string(Self.unquoted($0.value))) }))
        }
        let includes = settings.includes.filter(\.isOwn).map(\.value.text).uniqued()
        if !includes.isEmpty { add("includes", .strings(includes)) }
        let preamble = settings.preamble.filter(\.isOwn).map(\.value).uniqued()
        if !preamble.isEmpty { add("preamble", .strings(preamble)) }
        page.add(table: "\(prefix)profile", lines + (parts[.all]?.settings.flatMap(Self.setting) ?? []))
    }

    /// The glob of a word, which the renderer may have put in quotes.
    private static func unquoted(_ word: String) -> String {
        word.hasPrefix("\"") ? String(word.dropFirst().dropLast()) : word
    }

    /// The lists of all tables, in the order in which they are written.
    private static let listOrder = [
        "read", "write", "append", "execute", "map", "lock", "link", "allow", "deny",
    ]

    private static func setting(_ item: PolicyPage.Item) -> [String] {
        (item.reason?.lines(indent: 0) ?? []) + [item.text]
    }

    // MARK: Rules

    private mutating func take(_ rule: Rule) {
        let kind = type(of: rule.value).kind
        let reason = Reason(rule)
        for form in rule.value.forms(rule.action, maker) {
            switch form {
            case .table(let fields):
                let deny = maker.flag("deny", rule.action == .deny)
                let all = fields + [deny].compactMap(\.self) + qualifiers(rule, reason)
                parts[kind, default: Parts()].tables.append((all.map(\.text), Self.comment(reason)))
            case .element(let list, let short, let fields):
                let item = element(short, fields + qualifiers(rule, reason), plain: fields.count, reason)
                guard let item else {
                    takeRaw(rule.text, rule)
                    continue
                }
                parts[kind, default: Parts()].lists[list, default: []].append(item)
            case .setting(let field):
                parts[kind, default: Parts()].settings.append(PolicyPage.Item(text: field.text, reason: reason))
            case .raw(let line): takeRaw(line, rule)
            case .inexpressible: takeRaw(rule.text, rule)
            }
        }
    }

    /// A string where that says everything, else a table; none where neither can.
    private func element(
        _ short: String?,
        _ fields: [PolicyField],
        plain: Int,
        _ reason: Reason?
    ) -> PolicyPage.Item? {
        if let short, fields.count == plain {
            return PolicyPage.Item(text: tomlQuoted(short), reason: Self.comment(reason))
        }
        guard plain > 0 else { return nil }
        return PolicyPage.Item(text: PolicyValue.table(fields).text, reason: Self.comment(reason))
    }

    private func qualifiers(_ rule: Rule, _ reason: Reason?) -> [PolicyField] {
        [
            maker.flag("audit", rule.action == .allow && rule.logged),
            maker.flag("quiet", rule.action == .deny && !rule.logged),
            rule.priority.map { PolicyField("priority", .integer($0)) },
            reason.flatMap { $0.fitsComment ? nil : PolicyField("reason", .string($0.text)) },
            maker.flag("keep", rule.isKept),
        ].compactMap(\.self)
    }

    private static func comment(_ reason: Reason?) -> Reason? { reason?.fitsComment == true ? reason : nil }

    /// A raw rule, unless no policy may hold it.
    private mutating func takeRaw(_ line: String, _ rule: Rule) {
        guard RawRule.problem(line) == nil else {
            omitted.append(rule)
            return
        }
        let reason = Reason(rule)
        let words = reason.flatMap { $0.fitsComment ? nil : PolicyField("reason", .string($0.text)) }
        guard words != nil || rule.isKept else {
            raw.append(PolicyPage.Item(text: tomlQuoted(line), reason: reason))
            return
        }
        let fields = [PolicyField("rule", .string(line)), words, maker.flag("keep", rule.isKept)].compactMap(\.self)
        raw.append(PolicyPage.Item(text: PolicyValue.table(fields).text, reason: Self.comment(reason)))
    }
}

extension Rule {
    /// Whether the policy's own text says it, not a text that it extends.
    fileprivate var isOwn: Bool { origins.isEmpty || origins.contains { $0.layer.depth == 0 } }
}

extension Located {
    /// Whether the policy's own text says it, not a text that it extends.
    var isOwn: Bool { layer.depth == 0 }
}

extension Optional {
    /// The value where the policy's own text says it.
    func own<Value>() -> Value? where Wrapped == Located<Value> { flatMap { $0.isOwn ? $0.value : nil } }
}
