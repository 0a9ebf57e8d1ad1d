/// A glob made ready to run: its tokens with the variables' values in place, as steps of a nondeterministic automaton.
///
/// The index of a step is a state; the index past the last one accepts. What apparmor_parser makes of globs was read
/// off
/// `apparmor_parser -D rule-exprs` (3.0.8):
/// - `?` is `[^/\x00]`, `*` is `[^/\x00]*`, `**` is `[^\x00]*`, `[^a]` is `[^a]`: it matches `/`, and NUL.
/// - `*` and `**` stand for at least one character, the first of them no `/`, where the text has a bare `/` before them
///   and a bare `/` or its end behind them: `/a/*`, `/**/b`; not `/{*,b}`, `/a/*{,/b}`, `/{a/,b}*`, `/[/]*`.
/// - A variable is replaced as text before that: one value as it is, several as `{a,b}`.
/// - In paths `//` becomes `/` afterwards, but for exactly two at the very beginning.
struct Program: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        /// One byte of the set.
        case one(ByteSet)
        /// Any number of bytes, none of them `/` unless `deep`.
        case loop(deep: Bool)
        case open
        case comma
        case close
    }

    let steps: [Step]
    /// Where each `open` can go on, and where a `comma` or `close` goes on; empty for other steps.
    let jumps: [[Int32]]
    /// The bytes that every match begins with, one step each.
    let prefix: [UInt8]

    init(_ steps: [Step]) {
        self.steps = steps
        jumps = Self.jumps(steps)
        var prefix: [UInt8] = []
        prefix.reserveCapacity(steps.count)
        for step in steps {
            guard case .one(let set) = step, let byte = set.only else { break }
            prefix.append(byte)
        }
        self.prefix = prefix
    }

    /// The state that accepts.
    var end: Int { steps.count }

    /// What a step consumes on its way to another state, or to itself.
    func consumed(by step: Step) -> ByteSet? {
        switch step {
        case .one(let set): set
        case .loop(let deep): deep ? .all : .withinComponent
        case .open, .comma, .close: nil
        }
    }

    private static func jumps(_ steps: [Step]) -> [[Int32]] {
        var jumps = [[Int32]](repeating: [], count: steps.count)
        var open: [(start: Int, commas: [Int])] = []
        for (index, step) in steps.enumerated() {
            switch step {
            case .one, .loop: break
            case .open:
                open.append((index, []))
            case .comma:
                guard !open.isEmpty else { continue }
                open[open.count - 1].commas.append(index)
            case .close:
                guard let group = open.popLast() else { continue }
                jumps[group.start] = ([group.start] + group.commas).map { Int32($0 + 1) }
                for place in group.commas + [index] { jumps[place] = [Int32(index + 1)] }
            }
        }
        return jumps
    }
}

extension Program {
    /// The steps that tokens without variables mean.
    static func lower(_ tokens: [Token], kind: GlobKind) -> [Step] {
        let tokens = kind == .path ? collapsingSlashes(tokens) : tokens
        var steps: [Step] = []
        steps.reserveCapacity(tokens.count)
        for (index, token) in tokens.enumerated() {
            switch token {
            case .byte(let byte): steps.append(.one(ByteSet(byte)))
            case .set(let set): steps.append(.one(set))
            case .star(let deep):
                let slash = Token.byte(Byte.slash)
                let after = index + 1 < tokens.count ? tokens[index + 1] : slash
                if index > 0, tokens[index - 1] == slash, after == slash { steps.append(.one(.withinComponent)) }
                steps.append(.loop(deep: deep))
            case .open: steps.append(.open)
            case .comma: steps.append(.comma)
            case .close: steps.append(.close)
            case .variable: break
            }
        }
        return kind == .path ? hoistingSlash(steps) : steps
    }

    /// Steps that begin with alternatives, each of which begins with a slash, with that slash before them: in quotes
    /// the
    /// parser takes no path that begins with a brace.
    private static func hoistingSlash(_ steps: [Step]) -> [Step] {
        guard steps.first == .open else { return steps }
        let slash = Step.one(ByteSet(Byte.slash))
        var result: [Step] = [slash]
        // The depths of the braces whose alternatives begin the name.
        var starts: [Int] = []
        var depth = 0
        var isStart = true
        for (index, step) in steps.enumerated() {
            if isStart, step == slash {
                isStart = false
                continue
            }
            if step == .open, isStart { starts.append(depth + 1) }
            result.append(step)
            if step == .open { depth += 1 }
            if step == .close {
                if starts.last == depth { starts.removeLast() }
                depth -= 1
            }
            isStart = isStart && step == .open || step == .comma && starts.contains(depth)
            if depth == 0 { return result + steps[(index + 1)...] }
        }
        return result
    }

    private static func collapsingSlashes(_ tokens: [Token]) -> [Token] {
        let slash = Token.byte(Byte.slash)
        guard zip(tokens, tokens.dropFirst()).contains(where: { $0 == slash && $1 == slash }) else { return tokens }
        let leading = tokens.prefix { $0 == slash }.count
        var result: [Token] = []
        for token in tokens where !(token == slash && result.last == slash) { result.append(token) }
        // POSIX gives exactly two leading slashes a meaning of their own, and the parser leaves them.
        return leading == 2 ? [slash] + result : result
    }
}
