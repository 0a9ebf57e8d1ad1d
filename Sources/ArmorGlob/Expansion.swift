/// Replaces the variables of a glob by their values, as apparmor_parser does before it reads the wildcards.
///
/// Read off `apparmor_parser -D rule-exprs` (3.0.8): one value is put in as it is; several become `{a,b}`, each without
/// its first `/` where one stands right before the variable, and without its last where one stands right behind. Values
/// that name variables are multiplied out first: `@{A}` = `x@{B}` with two values of `@{B}` has two values itself.
struct Expansion {
    /// Values of one variable, multiplied out.
    private static let mostValues = 1_000

    private let kind: GlobKind
    private let variables: (String) -> [String]?

    /// The tokens without variables. `offsets` says where in the text the n-th variable stands.
    static func expand(
        _ tokens: [Token],
        kind: GlobKind,
        offsets: [Int],
        variables: (String) -> [String]?
    ) throws(GlobError) -> [Token] {
        // Most globs name none.
        if offsets.isEmpty { return tokens }
        return try withoutActuallyEscaping(variables) { variables throws(GlobError) in
            let expansion = Expansion(kind: kind, variables: variables)
            var result: [Token] = []
            var offsets = offsets[...]
            for (index, token) in tokens.enumerated() {
                guard case .variable(let name) = token else {
                    result.append(token)
                    continue
                }
                let offset = offsets.popFirst() ?? 0
                let values = try expansion.values(of: name, inside: [], at: offset)
                let next = index + 1 < tokens.count ? tokens[index + 1] : nil
                append(values, before: next, to: &result)
                guard result.count <= GlobLimits.tokens else { throw tooLarge(offset) }
            }
            return result
        }
    }

    private static func append(_ values: [[Token]], before next: Token?, to result: inout [Token]) {
        let slash = Token.byte(Byte.slash)
        guard values.count > 1 else { return result.append(contentsOf: values.first ?? []) }
        let isAfterSlash = result.last == slash
        for (index, value) in values.enumerated() {
            result.append(index == 0 ? .open : .comma)
            var value = value[...]
            if isAfterSlash, value.first == slash { value.removeFirst() }
            if next == slash, value.last == slash { value.removeLast() }
            result.append(contentsOf: value)
        }
        result.append(.close)
    }

    /// All values of a variable, without variables in them.
    private func values(of name: String, inside outer: [String], at offset: Int) throws(GlobError) -> [[Token]] {
        guard let texts = variables(name), !texts.isEmpty else {
            throw GlobError(
                "unknown-variable",
                at: offset,
                "@{\(name)} is not defined",
                help: "define it, or write \\@ for a literal @"
            )
        }
        guard !outer.contains(name), outer.count < GlobLimits.variableDepth else {
            throw GlobError("variable-loop", at: offset, "@{\(name)} is defined by itself")
        }
        var result: [[Token]] = []
        for text in texts {
            var partial: [[Token]] = [[]]
            for token in try parsed(text, of: name, at: offset) {
                var endings = [[token]]
                if case .variable(let inner) = token {
                    endings = try values(of: inner, inside: outer + [name], at: offset)
                }
                if endings.count == 1, let ending = endings.first {
                    for index in partial.indices { partial[index].append(contentsOf: ending) }
                } else {
                    partial = partial.flatMap { start in endings.map { start + $0 } }
                }
                let size = partial.reduce(0) { $0 + $1.count }
                guard partial.count <= Self.mostValues, size <= GlobLimits.tokens else { throw Self.tooLarge(offset) }
            }
            result.append(contentsOf: partial)
        }
        return result
    }

    private func parsed(_ text: String, of name: String, at offset: Int) throws(GlobError) -> [Token] {
        do {
            return try GlobParser.tokens(Array(text.utf8), kind: kind, isValue: true)
        } catch {
            throw GlobError(
                error.code,
                at: offset,
                "a value of @{\(name)}, at byte \(error.offset): \(error.message)",
                help: error.help
            )
        }
    }

    private static func tooLarge(_ offset: Int) -> GlobError {
        GlobError("too-large", at: offset, "the values of the variables make this glob too large")
    }
}
