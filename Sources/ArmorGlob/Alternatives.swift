extension Glob {
    /// Globs without alternations, brackets or variables that together match exactly what this one does, over the names that
    /// there are; nil where it would take more than `limit`.
    ///
    /// For readers that know `*`, `**` and `?` alone. Sets of bytes are written byte by byte.
    package func alternatives(limit: Int) -> [Glob]? {
        var sequences: [[Program.Step]] = []
        guard Branches(steps: program.steps, limit: limit).collect(&sequences) else { return nil }
        var result: [Glob] = []
        var seen: Set<String> = []
        let slash = Program.Step.one(ByteSet(Byte.slash))
        for steps in sequences {
            // No path holds `//`.
            if kind == .path, zip(steps, steps.dropFirst()).contains(where: { $0 == slash && $1 == slash }) { continue }
            let tokens = Emission.tokens(steps)
            guard let glob = try? Glob(kind: kind, tokens: tokens, expanded: tokens) else { return nil }
            if seen.insert(glob.text).inserted { result.append(glob) }
        }
        return result
    }
}

/// The ways through a program's alternatives.
private struct Branches {
    let steps: [Program.Step]
    let limit: Int

    /// Collects them; false where there are too many, or one cannot be said.
    func collect(_ found: inout [[Program.Step]]) -> Bool {
        var partial: [[Program.Step]] = [[]]
        var index = 0
        guard extend(&partial, &index, isInside: false) else { return false }
        for way in partial {
            let split = withoutOptionalComponents(way)
            guard found.count + split.count <= limit else { return false }
            found += split
        }
        return true
    }

    /// Goes on to the end, or to the end of an alternative; `index` is then at its comma or brace.
    private func extend(_ partial: inout [[Program.Step]], _ index: inout Int, isInside: Bool) -> Bool {
        while index < steps.count {
            switch steps[index] {
            case .comma, .close:
                if isInside { return true }
                index += 1
            case .loop:
                for place in partial.indices { partial[place].append(steps[index]) }
                index += 1
            case .one(let set):
                guard let choices = choices(of: set) else { return false }
                if choices.count == 1 {
                    // In place: a long text must not be copied at each of its bytes.
                    for place in partial.indices { partial[place].append(choices[0]) }
                } else {
                    partial = partial.flatMap { way in choices.map { way + [$0] } }
                }
                index += 1
            case .open:
                var all: [[Program.Step]] = []
                repeat {
                    index += 1
                    var branch = partial
                    guard extend(&branch, &index, isInside: true) else { return false }
                    all += branch
                } while index < steps.count && steps[index] == .comma && all.count <= limit
                partial = all
                index += 1
            }
            guard partial.count <= limit else { return false }
        }
        return true
    }

    private func choices(of set: ByteSet) -> [Program.Step]? {
        if set == .withinComponent || set.count == 1 { return [.one(set)] }
        guard set.count <= limit else { return nil }
        return set.bytes.map { .one(ByteSet($0)) }
    }

    /// A star that is a whole component and may be empty has no text of its own: `/a/{,*}` is `/a/` and `/a/*`. Before another
    /// slash it is never empty, because no name that there is holds `//`.
    private func withoutOptionalComponents(_ way: [Program.Step]) -> [[Program.Step]] {
        let slash = Program.Step.one(ByteSet(Byte.slash))
        var full: [Program.Step] = []
        var isOptional = false
        // Stars in a row are one before it is asked what stands beside them.
        let way = Emission.joiningLoops(way)
        for (index, step) in way.enumerated() {
            let isLast = index + 1 == way.count
            if case .loop = step, full.last == slash, isLast || way[index + 1] == slash {
                full.append(.one(.withinComponent))
                isOptional = isLast
            }
            full.append(step)
        }
        return isOptional ? [Array(full.dropLast(2)), full] : [full]
    }
}
