package import ArmorSource

/// One line that apparmor_parser wrote to standard error.
package struct ParserMessage: Sendable, Equatable {
    package let severity: Diagnostic.Severity
    /// The line of the text that was compiled, counted from 1.
    package let line: Int?
    /// Without the parser's own frame, as in "Invalid capability foo.".
    package let message: String
    /// The keyword of the rules (`dbus`) that the target does not enforce and an included file brings, `nil` for any other
    /// message.
    package var includedKind: String?

    package init(_ severity: Diagnostic.Severity, line: Int?, _ message: String) {
        self.severity = severity
        self.line = line
        self.message = message
    }

    /// Reads the messages that parsers 3.0.8 and 4.1.0 were seen to write. A line in no known form is a warning, or an
    /// error if the parser failed: some errors have no frame ("Found reference to variable FOO, but is never declared").
    /// The lines that every run without AppArmor in the kernel writes are dropped.
    package static func parse(_ text: String, failed: Bool) -> [ParserMessage] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let line = line.drop { $0 == " " || $0 == "\t" }
            guard !line.isEmpty, !isNoise(line) else { return nil }
            return read(line, failed: failed)
        }
    }

    /// `Cache read/write disabled: interface file missing. (Kernel needs AppArmor 2.4 compatibility patch.)`
    private static func isNoise(_ line: Substring) -> Bool {
        line.hasPrefix("Cache read/write disabled") || line.contains(text: "interface file missing")
    }

    private static func read(_ line: Substring, failed: Bool) -> ParserMessage {
        // AppArmor parser error [for FILE [in [profile] FILE]] at line N: MESSAGE
        if let rest = line.dropping("AppArmor parser error") {
            let (number, message) = splitLine(rest)
            return ParserMessage(.error, line: number, message)
        }
        // Warning [converted to Error] from PROFILE (FILE [line N]): MESSAGE
        if let rest = line.dropping("Warning converted to Error from ") { return framed(.error, rest) }
        if let rest = line.dropping("Warning from ") { return framed(.warning, rest) }
        if let rest = line.dropping("Warning: ") { return ParserMessage(.warning, line: nil, String(rest)) }
        for prefix in ["ERROR: ", "Error: ", "ERROR ", "apparmor_parser: "] {
            if let rest = line.dropping(prefix) {
                return ParserMessage(
                    failed || prefix != "apparmor_parser: " ? .error : .warning,
                    line: nil,
                    String(rest)
                )
            }
        }
        return ParserMessage(failed ? .error : .warning, line: nil, String(line))
    }

    /// ` at line 3: MESSAGE` at the first such place; everything if there is none.
    private static func splitLine(_ text: Substring) -> (Int?, String) {
        var rest = text
        while let found = rest.firstPlace(of: "at line ") {
            let after = rest[found.upperBound...]
            let digits = after.prefix { $0.isASCII && $0.isNumber }
            if let number = Int(digits), after.dropFirst(digits.count).first == ":" {
                return (number, String(after.dropFirst(digits.count + 1).drop { $0 == " " }))
            }
            rest = after
        }
        return (nil, String(text.drop { $0 == " " || $0 == ":" }))
    }

    private static func framed(_ severity: Diagnostic.Severity, _ text: Substring) -> ParserMessage {
        guard let end = text.firstPlace(of: "): ") else { return ParserMessage(severity, line: nil, String(text)) }
        let frame = text[..<end.lowerBound]
        let words = frame.split(separator: " ")
        let number = words.count > 1 && words[words.count - 2] == "line" ? words.last.flatMap { Int($0) } : nil
        return ParserMessage(severity, line: number, String(text[end.upperBound...]))
    }
}

extension Substring {
    /// What follows a prefix; none where it does not begin with it.
    fileprivate func dropping(_ prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
