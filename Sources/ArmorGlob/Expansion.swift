/// Replaces the variables of a glob by their values.
struct Expansion {
    private let kind: GlobKind
    private let variables: (String) -> [String]?
    private var names: [String] = []
    private(set) var tokens: [Token] = []

    /// The tokens without variables. `offsets` says where in the text the n-th variable stands.
    static func expand(
        _ tokens: [Token],
        kind: GlobKind,
        offsets: [Int],
        variables: (String) -> [String]?
    ) throws(GlobError) -> [Token] {
        guard tokens.contains(where: { if case .variable = $0 { true } else { false } }) else { return tokens }
        return try withoutActuallyEscaping(variables) { variables throws(GlobError) in
            var expansion = Expansion(kind: kind, variables: variables)
            var offsets = offsets[...]
            for token in tokens {
                guard case .variable(let name) = token else {
                    expansion.tokens.append(token)
                    continue
                }
                try expansion.append(name, at: offsets.popFirst() ?? 0)
            }
            return expansion.tokens
        }
    }

    private init(kind: GlobKind, variables: @escaping (String) -> [String]?) {
        self.kind = kind
        self.variables = variables
    }

    private mutating func append(_ name: String, at offset: Int) throws(GlobError) {
        guard let values = variables(name), !values.isEmpty else {
            throw GlobError(
                "unknown-variable",
                at: offset,
                "@{\(name)} is not defined",
                help: "define it, or write \\@ for a literal @"
            )
        }
        guard !names.contains(name), names.count < GlobLimits.variableDepth else {
            throw GlobError("variable-loop", at: offset, "@{\(name)} is defined by itself")
        }
        names.append(name)
        if values.count > 1 { tokens.append(.open) }
        for (index, value) in values.enumerated() {
            if index > 0 { tokens.append(.comma) }
            try append(value: value, of: name, at: offset)
        }
        if values.count > 1 { tokens.append(.close) }
        names.removeLast()
    }

    private mutating func append(value: String, of name: String, at offset: Int) throws(GlobError) {
        let parsed: [Token]
        do {
            parsed = try GlobParser.tokens(Array(value.utf8), kind: kind, isValue: true)
        } catch {
            throw GlobError(
                error.code,
                at: offset,
                "a value of @{\(name)}, at byte \(error.offset): \(error.message)",
                help: error.help
            )
        }
        for token in parsed {
            guard tokens.count < GlobLimits.tokens else {
                throw GlobError("too-large", at: offset, "the values of the variables make this glob too large")
            }
            if case .variable(let inner) = token { try append(inner, at: offset) } else { tokens.append(token) }
        }
    }
}
