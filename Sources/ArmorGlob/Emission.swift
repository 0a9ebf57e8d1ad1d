/// Writes steps as tokens again, minding what stars mean beside slashes.
enum Emission {
    /// Tokens that mean exactly these steps, read by `Program.lower`.
    static func tokens(_ steps: [Program.Step]) -> [Token] {
        let steps = joiningLoops(steps)
        let slash = Program.Step.one(ByteSet(Byte.slash))
        var tokens: [Token] = []
        var index = 0
        while index < steps.count {
            let isAfterSlash = tokens.last == .byte(Byte.slash)
            switch steps[index] {
            case .one(.withinComponent)
            where isAfterSlash && isLoop(steps, index + 1)
                && (index + 2 >= steps.count || steps[index + 2] == slash):
                // `*` between slashes means this pair.
                index += 1
                if case .loop(let deep) = steps[index] { tokens.append(.star(deep: deep)) }
            case .one(let set): append(set, isAfterSlash: isAfterSlash, to: &tokens)
            case .loop(let deep):
                let endsAlone = index + 1 >= steps.count || steps[index + 1] == slash
                // Between slashes a bare star would demand a character; `{,*}` does not.
                let star = Token.star(deep: deep)
                tokens.append(contentsOf: isAfterSlash && endsAlone ? [.open, .comma, star, .close] : [star])
            case .open: tokens.append(.open)
            case .comma: tokens.append(.comma)
            case .close: tokens.append(.close)
            }
            index += 1
        }
        return tokens
    }

    private static func append(_ set: ByteSet, isAfterSlash: Bool, to tokens: inout [Token]) {
        let slash = Token.byte(Byte.slash)
        if set == .all {
            // Any byte at all; nobody reads it out of brackets.
            tokens.append(contentsOf: [.open, .set(.withinComponent), .comma, slash, .close])
        } else if let byte = set.only, byte != Byte.slash || !isAfterSlash {
            tokens.append(.byte(byte))
        } else {
            // A slash behind a slash would be read as one, but not in brackets.
            tokens.append(.set(set))
        }
    }

    private static func isLoop(_ steps: [Program.Step], _ index: Int) -> Bool {
        guard index < steps.count, case .loop = steps[index] else { return false }
        return true
    }

    /// Two stars in a row are one: `***` would be read otherwise.
    static func joiningLoops(_ steps: [Program.Step]) -> [Program.Step] {
        var result: [Program.Step] = []
        for step in steps {
            if case .loop(let deep) = step, case .loop(let before) = result.last {
                result[result.count - 1] = .loop(deep: deep || before)
            } else {
                result.append(step)
            }
        }
        return result
    }
}
