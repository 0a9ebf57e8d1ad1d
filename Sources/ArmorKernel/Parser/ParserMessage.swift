/// One thing that apparmor_parser said.
package struct ParserMessage: Sendable, Hashable {
    /// The line of the profile's text, from 1; none where the message names none or another file.
    package let line: Int?
    package let message: String

    package init(line: Int?, message: String) {
        self.line = line
        self.message = message
    }

    /// Reads what the parser wrote on standard error (3.0.8 to 5.0: `AppArmor parser error for F in profile F at line N:
    /// text`, from standard input `AppArmor parser error at line N: text`, and `Warning from F (F line N): text`).
    static func read(_ text: String) -> [ParserMessage] {
        text.split(whereSeparator: \.isNewline).map(String.init).filter { !isNoise($0) }.map { line in
            ParserMessage(line: number(in: line), message: tail(of: line))
        }
    }

    /// Lines that every run on a host without AppArmor prints.
    private static func isNoise(_ line: String) -> Bool {
        line.contains("interface file missing") || line.contains("Cache read/write disabled")
            || line.allSatisfy(\.isWhitespace)
    }

    /// The number behind `line`, unless the message is about an included file.
    private static func number(in line: String) -> Int? {
        if line.contains(" in profile /") || line.contains(" for /") && line.contains(" in /") { return nil }
        for part in line.split(separator: "line ", omittingEmptySubsequences: false).dropFirst() {
            let digits = part.prefix { $0.isASCII && $0.isNumber }
            if let number = Int(digits) { return number }
        }
        return nil
    }

    private static func tail(of line: String) -> String {
        guard let range = line.firstRange(of: ": ") else { return line }
        let rest = line[range.upperBound...]
        return rest.isEmpty ? line : String(rest)
    }
}

extension String {
    /// The first occurrence of another text.
    fileprivate func firstRange(of other: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
            start = index(after: start)
        }
        return nil
    }
}
