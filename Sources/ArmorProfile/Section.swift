import ArmorGlob
import ArmorPolicy

/// The rules of one kind in a profile, in groups that share a reason.
struct Section {
    /// Rules that stand together under one comment.
    struct Group {
        let comments: [String]
        let rules: [Rule]
    }

    let kind: RuleKind
    let groups: [Group]

    /// Sections of all kinds that have rules, in the fixed order of kinds.
    ///
    /// Within a section what allows comes before what denies, and groups are ordered by their first rule: the order in
    /// which a policy lists things leaves no trace.
    static func sections(_ rules: [Rule]) -> [Section] {
        let byKind = Dictionary(grouping: rules) { type(of: $0.value).kind }
        return RuleKind.allCases.compactMap { kind in
            guard let rules = byKind[kind], !rules.isEmpty else { return nil }
            return Section(kind: kind, groups: groups(rules))
        }
    }

    private struct GroupKey: Hashable {
        let action: Action
        let comment: String
    }

    private static func groups(_ rules: [Rule]) -> [Group] {
        let keyed = Dictionary(grouping: rules) { GroupKey(action: $0.action, comment: ProfileComment.joined($0)) }
        let ordered = keyed.map { key, rules in
            (key: key, rules: rules.map { (order: order($0), rule: $0) }.sorted { $0.order < $1.order })
        }
        .sorted { left, right in
            if left.key.action != right.key.action { return left.key.action == .allow }
            return (left.rules.first?.order ?? []).lexicographicallyPrecedes(right.rules.first?.order ?? [])
        }
        return ordered.map { Group(comments: ProfileComment.lines($0.key.comment), rules: $0.rules.map(\.rule)) }
    }

    /// By path first, so that rules about one place stand together whatever they allow.
    private static func order(_ rule: Rule) -> [String] {
        let path = (rule.value as? FileRule)?.path?.text ?? ""
        return [path, rule.text]
    }
}

private func < (left: [String], right: [String]) -> Bool { left.lexicographicallyPrecedes(right) }

/// Comments of a profile: printable ASCII on lines of bounded length, whatever a policy says.
enum ProfileComment {
    private static let width = 110
    private static let longest = 1_000

    /// The reasons of a rule, each once, in alphabetical order.
    static func joined(_ rule: Rule) -> String {
        let reasons = rule.origins.compactMap(\.reason).map(clean).filter { !$0.isEmpty }
        return Set(reasons).sorted().joined(separator: "; ")
    }

    /// Only 0x20–0x7e: no line end, no escape sequence and no bidi mark reaches a profile. What stands behind `# ` can
    /// then never be read as a rule or an include (apparmor.d(5): `#include` has no blank).
    static func clean(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(longest) {
            switch scalar.value {
            case 0x20...0x7E: result.unicodeScalars.append(scalar)
            case 0x09, 0x0A, 0x0D: result += " "
            default: result += "?"
            }
        }
        return result.split(separator: " ").joined(separator: " ")
    }

    /// Broken into lines at blanks.
    static func lines(_ comment: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in comment.split(separator: " ") {
            if !line.isEmpty, line.utf8.count + word.utf8.count + 1 > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
