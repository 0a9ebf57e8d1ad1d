import ArmorGlob
import ArmorSource

/// Allow rules that do nothing because a deny covers them: AppArmor lets a deny win whatever else is said.
///
/// Which denies count is ``Contradiction/counts(_:against:)``.
enum Shadowing {
    static func find(_ body: ProfileBody) -> [Diagnostic] {
        let denies = body.rules.filter { $0.action == .deny }
        guard !denies.isEmpty else { return [] }
        let files = FileDenies(denies)
        // `tcp` is two rules, an `except` may be many: a deny that takes some of them narrows the element.
        let found = Duplicates.elements(body.rules.filter { $0.action == .allow }).compactMap { element in
            var first: Contradiction?
            for rule in element.rules {
                let file = rule.value as? FileRule
                guard let found = file.map({ files.shadow(of: rule, $0) }) ?? shadow(of: rule, denies) else {
                    return nil as Contradiction?
                }
                first = first ?? found
            }
            return first
        }
        return found.compactMap(\.diagnostic)
    }

    /// Rules that are not about paths: the deny must name the same thing or all of its kind.
    private static func shadow(of rule: Rule, _ denies: [Rule]) -> Contradiction? {
        let deny = denies.first {
            $0.reaches(rule) && type(of: $0.value).kind == type(of: rule.value).kind && $0.value.covers(rule.value)
        }
        return deny.flatMap { contradiction(rule, "a deny covers \"\(rule.value.text)\" whole", by: $0) }
    }

    fileprivate static func contradiction(_ rule: Rule, _ message: String, by deny: Rule) -> Contradiction? {
        guard let allow = Contradiction.Side(rule), let deny = Contradiction.Side(deny) else { return nil }
        return Contradiction(allow: allow, deny: deny, message: message)
    }
}

extension Rule {
    /// Whether this deny may rightly be held against an allow: by its priority, and by where both stand.
    fileprivate func reaches(_ allow: Rule) -> Bool {
        guard (priority ?? 0) >= (allow.priority ?? 0) else { return false }
        return Contradiction.counts(origin?.layer, against: allow.origin?.layer)
    }
}

/// The denies of a profile that speak of paths, found by how their paths begin.
private struct FileDenies {
    private struct Deny {
        let rule: Rule
        let path: Glob
        let permissions: FilePermissions
        let executes: Bool
        let owner: Bool
    }

    private let denies: [Deny]
    private let index: PrefixIndex

    init(_ rules: [Rule]) {
        denies = rules.compactMap { rule in
            guard let file = rule.value as? FileRule, let path = file.path else { return nil }
            return Deny(
                rule: rule,
                path: path,
                permissions: file.permissions,
                executes: file.execute != nil,
                owner: file.owner
            )
        }
        index = PrefixIndex(denies.map(\.path.literalPrefix))
    }

    /// What shadows an allow rule whole, for one of the permissions that it gives.
    func shadow(of allow: Rule, _ file: FileRule) -> Contradiction? {
        guard case .path(let path) = file.subject else { return nil }
        let near = index.meeting(path.literalPrefix).map { denies[$0] }.filter { deny in
            (!deny.owner || file.owner) && deny.rule.reaches(allow)
        }
        guard !near.isEmpty else { return nil }
        let sample = path.sample
        for row in FilePermissions.table where file.permissions.contains(row.permission) {
            let denies = near.filter { $0.permissions.contains(row.permission) }
            if let found = check(allow, path, sample, row.word, denies) { return found }
        }
        guard file.execute != nil else { return nil }
        return check(allow, path, sample, "execute", near.filter(\.executes))
    }

    private func check(
        _ allow: Rule,
        _ path: Glob,
        _ sample: [UInt8]?,
        _ word: String,
        _ denies: [Deny]
    ) -> Contradiction? {
        // One name that no deny has settles it without an automaton, and most rules have one.
        guard !denies.isEmpty, sample.map({ name in denies.contains { $0.path.matches(name) } }) != false,
            case .covered(let witness) = covered(path, by: denies.map(\.path))
        else { return nil }
        guard let deny = denies.first(where: { $0.path.matches(witness) }) else { return nil }
        let shown = String(decoding: witness, as: UTF8.self)
        return Shadowing.contradiction(
            allow,
            "a deny shuts all that this allows to \(word), \(shown) for one",
            by: deny.rule
        )
    }
}
