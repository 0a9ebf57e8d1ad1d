import ArmorPolicy
import Foundation

/// The text of a profile, looked at as the parser's lexer does.
struct ProfileText {
    let text: String
    /// Definitions of armor's own variables.
    private let variables: [String]
    /// What comes before the profile, without those.
    private let preamble: [String]
    private let body: [String]

    init(_ text: String) {
        self.text = text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = lines.firstIndex { $0.hasPrefix("profile ") } ?? 0
        let isBuiltIn: (String) -> Bool = { line in
            VariableTable.builtIn.keys.contains { line.hasPrefix("@{\($0)} = ") }
        }
        variables = lines[..<start].filter(isBuiltIn)
        preamble = lines[..<start].filter {
            !isBuiltIn($0) && !$0.isEmpty && !$0.hasPrefix("# sha256: ") && !$0.hasPrefix("# digest: ")
        }
        body = Array(lines[start...])
    }

    /// Several profiles in one file.
    static func file(_ profiles: [ProfileText]) -> String {
        let preamble = profiles.flatMap(\.preamble).filter { !$0.hasPrefix("#") && !$0.hasPrefix("abi ") }
        let lines = ["abi <abi/3.0>,"] + Set(profiles.flatMap(\.variables) + preamble).sorted()
        return (lines + profiles.flatMap(\.body)).joined(separator: "\n")
    }

    /// What makes this more than the other profile with another word in the place of the harmless one.
    func problem(like other: ProfileText, _ context: InjectionContext, _ string: String) -> String? {
        guard text.utf8.allSatisfy({ (0x20...0x7e).contains($0) || $0 == 0x0a }), text.hasSuffix("\n") else {
            return "a byte that is not printable"
        }
        var mine = preamble + body
        var theirs = other.preamble + other.body
        if context.has("comment") {
            mine.removeAll(where: Self.isComment)
            theirs.removeAll(where: Self.isComment)
            return mine == theirs ? nil : "more than comments differ"
        }
        if context.has("lines") {
            let strange = mine.filter { !theirs.contains($0) }.first { !Self.isFileRule($0) }
            return strange.map { "\($0) is no rule" }
        }
        guard mine.count == theirs.count else { return "another number of lines" }
        for (line, pattern) in zip(mine, theirs) where line != pattern {
            if context.has("raw") {
                let trimmed = line.trimmingCharacters(in: .whitespaces)
                if trimmed != context.value(string).trimmingCharacters(in: .whitespaces) {
                    return "\(line) is another rule"
                }
            } else if !Self.isLike(line, pattern, context.value(context.harmless)) {
                return "\(line) is not like \(pattern)"
            }
        }
        return nil
    }

    private static func isComment(_ line: String) -> Bool { line.drop { $0 == " " }.hasPrefix("# ") }

    private static func isLike(_ line: String, _ pattern: String, _ harmless: String) -> Bool {
        let quoted = "\"\(harmless.replacing("@", with: "\\100"))\""
        guard let range = pattern.range(of: harmless) ?? pattern.range(of: quoted) else { return false }
        let (before, after) = (pattern[..<range.lowerBound], pattern[range.upperBound...])
        guard line.count >= before.count + after.count, line.hasPrefix(before), line.hasSuffix(after) else {
            return false
        }
        return isWord(line.dropFirst(before.count).dropLast(after.count))
    }

    private static func isFileRule(_ line: String) -> Bool {
        guard line.hasPrefix("  "), line.hasSuffix(" r,") else { return false }
        return isWord(line.dropFirst(2).dropLast(3))
    }

    /// One word: of bytes that need no quotes, or in quotes with every other byte in octal.
    private static func isWord(_ word: Substring) -> Bool {
        if word.wholeMatch(of: /[A-Za-z0-9\/._*?@{}=+-]+/) != nil { return true }
        return word.wholeMatch(of: /"(?:[^"\\]|\\[0-7]{3})+"/) != nil
    }
}
