import ArmorGlob
import ArmorSource

/// Takes out of the rules of a bane policy what its denials override, so that no rule is left that has no effect.
///
/// bane allows everything and denies parts of it: `DenyExec = ["/**"]` overrides most of what it allows by default. The
/// language of armor's policies refuses such grants, so that they must not be in an imported policy.
struct BaneOverrides {
    private struct Denial {
        let path: Glob
        let file: FileRule
    }

    private let denials: [Denial]

    init(_ rules: [Rule]) {
        denials = rules.compactMap { rule in
            guard rule.action == .deny, let file = rule.value as? FileRule, let path = file.path else { return nil }
            return Denial(path: path, file: file)
        }
    }

    /// Returns what a rule still allows; `nil` where denials override all of it. Rules that are not about files are
    /// returned as they are.
    func remaining(of rule: Rule) -> Rule? {
        guard rule.action == .allow, var file = rule.value as? FileRule, let path = file.path else { return rule }
        for row in FilePermissions.table where file.permissions.contains(row.permission) {
            if overrides(path, where: { $0.permissions.contains(row.permission) }) {
                file.permissions.remove(row.permission)
            }
        }
        if file.execute != nil, overrides(path, where: { $0.execute != nil }) { file.execute = nil }
        guard !file.permissions.isEmpty || file.execute != nil else { return nil }
        var rest = rule
        rest.value = file
        return rest
    }

    /// Whether denials cover every name of a path; the exact question is asked only where one name is denied.
    private func overrides(_ path: Glob, where denies: (FileRule) -> Bool) -> Bool {
        let globs = denials.filter { denies($0.file) }.map(\.path)
        guard path.sample.map({ name in globs.contains { $0.matches(name) } }) != false else { return false }
        return switch covered(path, by: globs) {
        case .covered, .empty: true
        case .notCovered, .undecided: false
        }
    }
}
