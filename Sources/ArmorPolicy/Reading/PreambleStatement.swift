import ArmorSource

/// A statement before a profile that a policy passes on as it is: an alias, a variable, a boolean or an include.
///
/// Only the parser knows what an alias does to included rules, and what a tunable's `+=` adds to.
package enum PreambleStatement {
    /// The longest statement, in bytes.
    private static let longest = 16_000

    static let help =
        "write one statement on one line, such as \"alias /old/ -> /new/,\" or \"@{HOMEDIRS} += /srv/home/\""

    /// What is wrong with a statement; `nil` if it is a single one that cannot open a profile or run on.
    static func problem(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count <= longest else { return "a statement of the preamble holds at most \(longest) bytes" }
        guard bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return "a statement of the preamble must be one line of printable ASCII"
        }
        // A backslash at the end continues the line, and `\\"` ends a string for one parser and not for another.
        guard bytes.last != ProfileByte.backslash, !text.contains(text: "\\\\"), !text.contains(text: "\\\"") else {
            return "a statement of the preamble must not end in a backslash or escape a quote or a backslash"
        }
        let source = SourceFile(name: "preamble", bytes: bytes)
        let context = ImportContext(source)
        var scanner = ProfileScanner(source)
        guard isAccepted(scanner.next(), context), case .end = scanner.next(), !context.diagnostics.hasErrors else {
            return "this is not an alias, a variable, a boolean or an include"
        }
        return nil
    }

    private static func isAccepted(_ statement: ProfileStatement, _ context: ImportContext) -> Bool {
        switch statement {
        case .assignment(let assignment): return !assignment.values.isEmpty && assignment.comments.isEmpty
        case .include(let line):
            guard line.comments.isEmpty, let include = PreambleReader(context: context).include(line) else {
                return false
            }
            return context.text(line.range) == include.value.statement
        case .rule(let rule): return rule.comments.isEmpty && PreambleReader(context: context).isAlias(rule)
        case .block, .closing, .broken, .end: return false
        }
    }
}
