/// An AppArmor glob.
package struct Glob: Sendable, Hashable {
    /// What it names.
    package let kind: GlobKind
    /// The AppArmor text without the quotes around it, safe inside them: every literal byte outside
    /// `[A-Za-z0-9/._-]` is
    /// written `\ooo`; variables are kept.
    package let text: String
    /// What was parsed, variables kept.
    let tokens: [Token]
    /// What it matches.
    let program: Program

    /// The glob of these tokens. `expanded` are the same with the variables replaced.
    init(kind: GlobKind, tokens: [Token], expanded: [Token]) throws(GlobError) {
        self.kind = kind
        self.tokens = tokens
        text = GlobText.render(tokens)
        guard text.utf8.count <= GlobLimits.text, expanded.count <= GlobLimits.tokens else {
            throw GlobError(
                "too-large",
                at: 0,
                "a glob holds at most \(GlobLimits.text) bytes as apparmor_parser reads it"
            )
        }
        program = Program(Program.lower(expanded, kind: kind))
    }

    /// Reads the text of a glob.
    ///
    /// `\` makes the next byte literal; `\ooo` with three octal digits is the byte of that number, as this module
    /// writes it.
    /// `variables` answers the values of a variable, globs themselves, or nil for one that is not known.
    package static func parse(
        _ text: some Sequence<UInt8>,
        kind: GlobKind = .path,
        variables: (String) -> [String]? = { _ in nil }
    ) throws(GlobError) -> Glob {
        let bytes = Array(text)
        guard bytes.count <= GlobLimits.text else {
            throw GlobError("too-large", at: GlobLimits.text, "a glob holds at most \(GlobLimits.text) bytes")
        }
        let tokens = try GlobParser.tokens(bytes, kind: kind)
        let offsets = bytes.indices.filter { GlobParser.isVariable(at: $0, in: bytes) }
        let expanded = try Expansion.expand(tokens, kind: kind, offsets: offsets, variables: variables)
        if kind == .path, !Glob.beginsWithSlash(expanded) {
            throw GlobError(
                "not-absolute",
                at: 0,
                "a value of the variable at the beginning does not begin with /",
                help: "of a value / nothing is left before another /"
            )
        }
        if kind == .path, expanded.starts(with: [.byte(Byte.slash), .byte(Byte.slash)]),
            !expanded.dropFirst(2).starts(with: [.byte(Byte.slash)])
        {
            throw GlobError(
                "double-slash",
                at: 0,
                "the variable makes this begin with //, which apparmor_parser leaves",
                help: "leave the / before the variable out"
            )
        }
        return try Glob(kind: kind, tokens: tokens, expanded: expanded)
    }

    /// Reads the text of a glob.
    package static func parse(
        _ text: String,
        kind: GlobKind = .path,
        variables: (String) -> [String]? = { _ in nil }
    ) throws(GlobError) -> Glob {
        try parse(text.utf8, kind: kind, variables: variables)
    }

    /// Exactly this path: no byte of it is special. The path of a directory ends in `/`.
    package static func literal(_ bytes: [UInt8]) throws(GlobError) -> Glob {
        guard bytes.first == Byte.slash else {
            throw GlobError("not-absolute", at: 0, "a path begins with /", help: "write the whole path")
        }
        try checkComponents(bytes)
        let tokens = bytes.map(Token.byte)
        return try Glob(kind: .path, tokens: tokens, expanded: tokens)
    }

    /// Whether it matches exactly one name, with no wildcard, class, alternation or variable.
    package var isLiteral: Bool { tokens.allSatisfy { if case .byte = $0 { true } else { false } } }

    /// The one name that it matches, where it is a literal.
    package var literalBytes: [UInt8]? { isLiteral ? program.prefix : nil }

    /// The variables that its text names, those inside their values left out.
    package var variableNames: Set<String> {
        var names: Set<String> = []
        for case .variable(let name) in tokens { names.insert(name) }
        return names
    }

    /// The same glob with its variables replaced by their values.
    package var expandedVariables: Glob {
        get throws(GlobError) {
            guard !variableNames.isEmpty else { return self }
            let plain = Emission.tokens(program.steps)
            return try Glob(kind: kind, tokens: plain, expanded: plain)
        }
    }
}

extension Glob {
    /// Whether every alternative at the beginning of the tokens begins with a slash.
    private static func beginsWithSlash(_ tokens: [Token]) -> Bool {
        var starts: [Int] = []
        var depth = 0
        var isStart = true
        for token in tokens {
            if isStart, token != .open, token != .byte(Byte.slash) { return false }
            if token == .open {
                depth += 1
                if isStart { starts.append(depth) }
            }
            if token == .close {
                if starts.last == depth { starts.removeLast() }
                depth -= 1
            }
            isStart = isStart && token == .open || token == .comma && starts.contains(depth)
            if depth == 0 { return !isStart }
        }
        return false
    }

    /// Refuses what no path that the kernel asks about has.
    private static func checkComponents(_ bytes: [UInt8]) throws(GlobError) {
        if let nul = bytes.firstIndex(of: 0) { throw GlobError("nul", at: nul, "no path holds a NUL byte") }
        var start = 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: Byte.slash) ?? bytes.count
            let component = bytes[start..<end]
            if component.isEmpty { throw GlobError("double-slash", at: start, "no path holds //", help: "write one /") }
            if component == [Byte.dot] || component == [Byte.dot, Byte.dot] {
                throw GlobError("dot-component", at: start, "no path has the component . or ..")
            }
            start = end + 1
        }
    }
}
