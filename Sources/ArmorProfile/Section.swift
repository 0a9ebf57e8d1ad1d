import ArmorGlob
import ArmorPolicy

/// The rules of one kind in a profile, in groups that share a reason.
struct Section {
    /// A rule and its text, which is made once.
    struct Line: Comparable {
        let rule: Rule
        let text: String
        private let path: String

        init(_ rule: Rule) {
            self.rule = rule
            text = rule.text
            path = (rule.value as? FileRule)?.path?.text ?? ""
        }

        static func == (left: Line, right: Line) -> Bool { left.text == right.text }

        /// By path first, so that rules about one place stand together whatever they allow.
        static func < (left: Line, right: Line) -> Bool { (left.path, left.text) < (right.path, right.text) }
    }

    /// Rules that stand together under one comment.
    struct Group {
        let comments: [String]
        let lines: [Line]
    }

    let kind: RuleKind
    let groups: [Group]

    /// Sections of all kinds that have rules, in the fixed order of kinds.
    ///
    /// Within a section what allows comes before what denies, and groups are ordered by their first rule: the order in
    /// which a policy lists things leaves no trace.
    static func sections(_ rules: [Rule]) -> [Section] {
        RuleKind.allCases.compactMap { kind in
            let rules = rules.filter { type(of: $0.value).kind == kind }
            guard !rules.isEmpty else { return nil }
            return Section(kind: kind, groups: groups(rules, .allow) + groups(rules, .deny))
        }
    }

    private static func groups(_ rules: [Rule], _ action: Action) -> [Group] {
        Dictionary(grouping: rules.filter { $0.action == action }, by: ProfileComment.joined)
            .map { comment, rules in (comment: comment, lines: rules.map(Line.init).sorted()) }
            .sorted { left, right in
                guard let first = left.lines.first, let other = right.lines.first else { return false }
                return first < other
            }
            .map { Group(comments: ProfileComment.lines($0.comment), lines: $0.lines) }
    }
}

/// Comments of a profile: printable ASCII on lines of bounded length, whatever a policy says.
enum ProfileComment {
    private static let width = 110
    private static let longest = 1_000

    /// The reasons of a rule, each once, in alphabetical order.
    static func joined(_ rule: Rule) -> String {
        let reasons = rule.origins.compactMap(\.reason)
        if reasons.count < 2 { return reasons.first.map(clean) ?? "" }
        return Set(reasons.map(clean).filter { !$0.isEmpty }).sorted().joined(separator: "; ")
    }

    /// Only 0x20–0x7e: no line end, no escape sequence and no bidi mark reaches a profile. What stands behind `# ` can
    /// then never be read as a rule or an include (apparmor.d(5): `#include` has no blank).
    static func clean(_ text: String) -> String {
        var result: [UInt8] = []
        var count = 0
        // Byte by byte, since walking a string by its characters costs more than all else here.
        for byte in text.utf8 where byte & 0xC0 != 0x80 {
            guard count < longest else { break }
            count += 1
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D:
                if let last = result.last, last != blank { result.append(blank) }
            case 0x21...0x7E: result.append(byte)
            default: result.append(UInt8(ascii: "?"))
            }
        }
        if result.last == blank { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }

    private static let blank = UInt8(ascii: " ")

    /// A comment, cleaned, broken into lines at blanks.
    static func lines(_ comment: String) -> [String] {
        guard comment.utf8.count > width else { return comment.isEmpty ? [] : [comment] }
        var lines: [String] = []
        var line = ""
        for word in comment.utf8.split(separator: blank) {
            if !line.isEmpty, line.utf8.count + word.count + 1 > width {
                lines.append(line)
                line = ""
            }
            if !line.isEmpty { line += " " }
            line += String(Substring(word))
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
