import ArmorSource

/// A rule that is passed through as it was written, in AppArmor's own language.
///
/// The one way past the quoting of this module, and so bounded all the same: a single line that holds a single rule,
/// which cannot open a block, include a file, define a variable or hide behind a comment.
package struct RawRule: RuleValue {
    /// Ends in its comma.
    package let line: String

    package static let kind = RuleKind.raw

    package var text: String { String(line.dropLast()) }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        [.raw(line)]
    }

    package static let about = "rules in AppArmor's own words, passed through as they are"

    private static let keys = [
        KeySchema("rule", .string, "one rule on one line that ends in a comma", isRequired: true),
        KeySchema("reason", .string, "why it is there"),
        KeySchema("keep", .boolean, "stays, whatever `armor learn --tighten` finds"),
    ]

    package static let schema = ValueSchema.list(of: .either([.string, .table(keys)]))

    package static func read(_ reader: SectionReader) -> [Rule] {
        SectionReader.elements(reader.entry, reader.context).compactMap { element in
            let (form, qualifiers) = read(element, reader.context)
            guard let text = form, let rule = check(text, reader.context) else { return nil }
            return reader.rule(rule, qualifiers, at: element.range)
        }
    }

    /// A raw rule says its own qualifiers; a table adds a reason.
    private static func read(_ element: Element, _ context: ReadingContext) -> (Located<String>?, Qualifiers) {
        switch element.content {
        case .text(let text):
            let located = Located(text, range: element.range, layer: context.layer)
            return (located, Qualifiers(.allow, reason: element.comment))
        case .table(let table):
            let reader = TableReader(context, table, keys: keys)
            let rule = reader.string("rule")
            var qualifiers = Qualifiers(.allow, reason: reader.string("reason")?.value ?? element.comment)
            qualifiers.isKept = reader.boolean("keep") ?? false
            return (reader.required("rule", rule), qualifiers)
        }
    }

    private static func check(_ text: Located<String>, _ context: ReadingContext) -> RawRule? {
        let line = text.value.trimmingBlanks()
        if let problem = problem(line) {
            context.error(
                "bad-raw-rule",
                problem,
                at: text.range,
                help: "a raw rule is one rule on one line that ends in a comma, such as \"ptrace peer=web,\""
            )
            return nil
        }
        return RawRule(line: line)
    }

    /// What is wrong with a raw rule; `nil` if it is a single one.
    ///
    /// Every byte is checked for what could end the rule early, run on, or open a block for any apparmor_parser; then the
    /// reader of profiles must find one rule and nothing else.
    static func problem(_ line: String) -> String? {
        let bytes = Array(line.utf8)
        guard bytes.last == UInt8(ascii: ","), bytes.count > 1 else { return "a raw rule must end in a comma" }
        guard bytes.count <= 16_000 else { return "a raw rule may hold 16000 bytes" }
        if bytes.contains(UInt8(ascii: "\n")) { return "a raw rule must be one line" }
        guard bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else { return "a raw rule must be printable ASCII" }
        let first = line.prefix { !" ,({<\"/".contains($0) }
        let words = line.split(separator: " ").map(String.init)
        let opening: Set = ["include", "profile", "hat", "abi", "alias", "if", "else", "{", "}"]
        if opening.contains(String(first)) || first.hasPrefix("^") || first.hasPrefix("#") || first.hasPrefix("$") {
            return "a raw rule must not begin with \"\(first)\""
        }
        if first.hasPrefix("@"),
            words.dropFirst().first?.first.map({ "+=?:".contains($0) }) ?? true || first.contains("=")
        {
            return "a raw rule must not define a variable"
        }
        return structure(bytes) ?? (isSingle(bytes) ? nil : "a raw rule must be a single rule")
    }

    private static func isSingle(_ bytes: [UInt8]) -> Bool {
        var scanner = ProfileScanner(SourceFile(name: "raw", bytes: bytes))
        guard case .rule(let statement) = scanner.next(), statement.range == bytes.indices, statement.comments.isEmpty,
            case .end = scanner.next()
        else { return false }
        return true
    }

    private static func structure(_ bytes: [UInt8]) -> String? {
        var closers: [UInt8] = []
        var quoted = false
        var wordStart = 0
        let takesBraces = takesBraces(bytes)
        var rest = bytes.indices.dropLast()
        while let index = rest.popFirst() {
            let byte = bytes[index]
            let next = bytes[index + 1]
            if byte == UInt8(ascii: "\\") {
                // Parsers differ in where a string with `\\"` ends.
                let refused = quoted ? "\"\\" : "\"\\ ,!#"
                guard !refused.utf8.contains(next) else {
                    return "a raw rule must not hold a backslash before \(shown(next))"
                }
                rest.removeFirst()
                continue
            }
            if byte == UInt8(ascii: "\"") {
                quoted.toggle()
                continue
            }
            if quoted { continue }
            if isInclude(bytes[index...], behind: index == 0 ? nil : bytes[index - 1]) {
                return "a raw rule must not include a file"
            }
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "="): wordStart = index + 1
            case UInt8(ascii: "!"): return "a raw rule must not hold \"!\" outside quotes"
            case UInt8(ascii: "#"):
                // Inside a path it is a byte like others.
                let isInPath = index > wordStart && "/@".utf8.contains(bytes[wordStart])
                if !isInPath || bytes[index - 1] == UInt8(ascii: ",") { return "a raw rule must not hold a comment" }
            case UInt8(ascii: "{"):
                // A brace after a blank opens a block; an alternation or variable is inside a word.
                if index == wordStart, !takesBraces { return "a raw rule must not open a block" }
                closers.append(UInt8(ascii: "}"))
            case UInt8(ascii: "("):
                closers.append(UInt8(ascii: ")"))
                wordStart = index + 1
            case UInt8(ascii: "["): closers.append(UInt8(ascii: "]"))
            case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"):
                guard closers.popLast() == byte else { return "brackets do not match in a raw rule" }
            case UInt8(ascii: ","):
                if closers.isEmpty, " \"".utf8.contains(next) { return "a raw rule must be a single rule" }
            default: break
            }
        }
        if quoted { return "a quote is not closed in a raw rule" }
        return closers.isEmpty ? nil : "brackets do not match in a raw rule"
    }

    private static func shown(_ byte: UInt8) -> String {
        byte == UInt8(ascii: " ") ? "a blank" : String(decoding: [byte], as: UTF8.self)
    }

    /// Whether any word of the rule may begin with a brace, as in `mount {a,b} -> /c,`.
    private static func takesBraces(_ bytes: [UInt8]) -> Bool {
        let keywords: Set = ["mount", "remount", "umount", "dbus", "signal", "ptrace", "unix", "mqueue"]
        let words = bytes.split(separator: UInt8(ascii: " ")).prefix(5).map { String(decoding: $0, as: UTF8.self) }
        let first = words.first { !["audit", "allow", "deny"].contains($0) && !$0.hasPrefix("priority=") }
        return first.map(keywords.contains) ?? false
    }

    /// Whether the word `include` begins here: the lexer reads the file wherever it stands, behind `audit` too.
    private static func isInclude(_ rest: ArraySlice<UInt8>, behind last: UInt8?) -> Bool {
        guard last.map({ " \"(),=".utf8.contains($0) }) ?? true, rest.starts(with: "include".utf8) else { return false }
        return rest.dropFirst(7).first.map { " <\",".utf8.contains($0) } ?? true
    }
}

extension String {
    /// Without blanks and tabs at both ends.
    fileprivate func trimmingBlanks() -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
