import ArmorGlob
import ArmorTestSupport
import Testing

/// All canonical paths of `/`, `a`, `b` and `.` up to a length.
func canonicalPaths(upTo length: Int) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var grown: [[UInt8]] = [Array("/".utf8)]
    while let first = grown.first, first.count <= length {
        result.append(contentsOf: grown.filter(isCanonical))
        grown = grown.flatMap { path in Array("ab./".utf8).map { path + [$0] } }
            .filter { !$0.suffix(2).elementsEqual(Array("//".utf8)) }
    }
    return result
}

func isCanonical(_ path: [UInt8]) -> Bool {
    let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
        if part.isEmpty, index < parts.count - 1 { return false }
        if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) { return false }
    }
    return path.first == UInt8(ascii: "/")
}

/// The text of a random glob, valid more often than not.
func randomGlob(_ random: inout SplitMix) -> String {
    "/" + randomPart(Int.random(in: 1...5, using: &random), 0, &random)
}

private func randomPart(_ length: Int, _ depth: Int, _ random: inout SplitMix) -> String {
    let atoms = ["a", "b", "a", "b", ".", "/", "/", "*", "**", "?", "[ab]", "[^a]", "[^b/]", "[/a]"]
    var text = ""
    for _ in 0..<length {
        if depth < 2, Int.random(in: 0..<6, using: &random) == 0 {
            let parts = (0..<Int.random(in: 2...3, using: &random)).map { _ in
                randomPart(Int.random(in: 0...2, using: &random), depth + 1, &random)
            }
            text += "{" + parts.joined(separator: ",") + "}"
        } else {
            text += atoms.randomElement(using: &random) ?? "a"
        }
    }
    return text
}

/// What a glob's text means, worked out by the definition and with no automaton: the test's own reading of it.
struct NaiveGlob {
    private let text: [UInt8]
    init(_ text: String) { self.text = Array(text.utf8) }

    func matches(_ path: [UInt8]) -> Bool {
        Self.expansions(text).contains { Self.match($0[...], isAfterSlash: false, path[...]) }
    }

    /// The alternatives written out. A mark, 0, stands where a brace or comma was, for `*` beside it.
    private static func expansions(_ text: [UInt8]) -> [[UInt8]] {
        guard let open = text.firstIndex(of: UInt8(ascii: "{")) else { return [text] }
        var depth = 0
        var parts: [[UInt8]] = [[]]
        var end = open
        for index in open..<text.count {
            let byte = text[index]
            end = index
            if byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { break }
            if index == open { continue }
            if byte == UInt8(ascii: ","), depth == 1 { parts.append([]) } else { parts[parts.count - 1].append(byte) }
        }
        let tail = Array(text[(end + 1)...])
        return parts.flatMap { expansions(text[..<open] + [0] + $0 + [0] + tail) }
    }

    private static func match(_ glob: ArraySlice<UInt8>, isAfterSlash: Bool, _ path: ArraySlice<UInt8>) -> Bool {
        guard let first = glob.first else { return path.isEmpty }
        let rest = glob.dropFirst()
        switch first {
        case 0: return match(rest, isAfterSlash: false, path)
        case UInt8(ascii: "*"):
            let deep = rest.first == UInt8(ascii: "*")
            let tail = deep ? rest.dropFirst() : rest
            var least = 0
            if isAfterSlash, tail.isEmpty || tail.first == UInt8(ascii: "/") {
                guard let byte = path.first, byte != UInt8(ascii: "/") else { return false }
                least = 1
            }
            var taken = 0
            while true {
                if taken >= least, match(tail, isAfterSlash: false, path.dropFirst(taken)) { return true }
                guard taken < path.count, deep || path[path.startIndex + taken] != UInt8(ascii: "/") else {
                    return false
                }
                taken += 1
            }
        case UInt8(ascii: "?"):
            guard let byte = path.first, byte != UInt8(ascii: "/") else { return false }
            return match(rest, isAfterSlash: false, path.dropFirst())
        case UInt8(ascii: "["):
            guard let byte = path.first, let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let inside = rest[..<end]
            let holds = inside.first == UInt8(ascii: "^") ? !inside.dropFirst().contains(byte) : inside.contains(byte)
            return holds && match(glob[(end + 1)...], isAfterSlash: false, path.dropFirst())
        default:
            return path.first == first && match(rest, isAfterSlash: first == UInt8(ascii: "/"), path.dropFirst())
        }
    }
}

@Suite("Against brute force")
struct BruteForceTests {
    /// A random glob with the numbers of the paths that it matches.
    struct Sample {
        let glob: Glob
        let text: String
        let members: Set<Int>
    }

    /// Kept short, as each is asked of hundreds of globs; `matches` alone is asked about longer ones too.
    static let paths = canonicalPaths(upTo: 6)

    static func samples(_ count: Int, seed: UInt64) -> [Sample] {
        var random = SplitMix(state: seed)
        var result: [Sample] = []
        while result.count < count {
            let text = randomGlob(&random)
            guard let glob = try? Glob.parse(text) else { continue }
            result.append(
                Sample(glob: glob, text: text, members: Set(paths.indices.filter { glob.matches(paths[$0]) }))
            )
        }
        return result
    }

    @Test("matches")
    func matching() {
        let paths = canonicalPaths(upTo: 7)
        for sample in Self.samples(100, seed: 1) {
            let naive = NaiveGlob(sample.text)
            if let path = paths.first(where: { naive.matches($0) != sample.glob.matches($0) }) {
                Issue.record("\(sample.text) on \(String(decoding: path, as: UTF8.self))")
            }
        }
    }

    @Test("covered and intersection")
    func inclusion() {
        let samples = Self.samples(400, seed: 2)
        for index in stride(from: 0, to: samples.count - 3, by: 2) {
            let (one, two, three) = (samples[index], samples[index + 1], samples[index + 2])
            let outside = one.members.subtracting(two.members).subtracting(three.members)
            switch covered(one.glob, by: [two.glob, three.glob]) {
            case .notCovered(let witness):
                #expect(one.glob.matches(witness) && !two.glob.matches(witness) && !three.glob.matches(witness))
                #expect(isCanonical(witness))
            case .covered(let witness):
                #expect(one.glob.matches(witness) && isCanonical(witness))
                #expect(outside.isEmpty, "\(one.text) by \(two.text) \(three.text)")
            case .empty: #expect(one.members.isEmpty)
            case .undecided: Issue.record("undecided")
            }
            switch intersection(one.glob, two.glob) {
            case .common(let witness):
                #expect(one.glob.matches(witness) && two.glob.matches(witness) && isCanonical(witness))
            case .disjoint: #expect(one.members.isDisjoint(with: two.members), "\(one.text) and \(two.text)")
            case .undecided: Issue.record("undecided")
            }
        }
    }

    @Test("subtract", arguments: 1...8)
    func subtraction(_ seed: UInt64) {
        let samples = Self.samples(120, seed: seed &* 1000)
        var said = 0
        var unsaid = 0
        for index in stride(from: 0, to: samples.count - 3, by: 3) {
            let (one, two, three) = (samples[index], samples[index + 1], samples[index + 2])
            let expected = one.members.subtracting(two.members).subtracting(three.members)
            switch subtract(one.glob, [two.glob, three.glob]) {
            case .globs(let globs):
                said += 1
                let actual = Set(Self.paths.indices.filter { path in globs.contains { $0.matches(Self.paths[path]) } })
                #expect(actual == expected, "\(one.text) without \(two.text) \(three.text): \(globs.map(\.text))")
                for glob in globs { #expect((try? Glob.parse(glob.text)) == glob, "\(glob.text)") }
            case .impossible(let why):
                unsaid += 1
                if why.reason != .inexpressible {
                    Issue.record("\(one.text) without \(two.text) \(three.text): \(why.reason) \(why.message)")
                }
            }
        }
        print("subtract, seed \(seed): \(said) said, \(unsaid) not")
    }
}
