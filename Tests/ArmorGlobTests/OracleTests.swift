import ArmorGlob
import ArmorTestSupport
import Testing

@Suite("Against apparmor_parser")
struct OracleTests {
    /// Compares what globs match with what their text compiles to.
    private func compare(_ globs: [Glob], on paths: [[UInt8]], preamble: String = "") throws {
        let compiled = try ParserOracle.compile(globs.map(\.text), preamble: preamble)
        try #require(compiled.count == globs.count)
        for (glob, rules) in zip(globs, compiled) {
            if let path = paths.first(where: { glob.matches($0) != rules.reads($0) }) {
                Issue.record("\(glob.text) on \(quotedLiteral(path)): we say \(glob.matches(path))")
            }
        }
    }

    @Test("Random globs match what they compile to")
    func random() throws {
        guard ParserOracle.isPresent else { return }
        let samples = BruteForceTests.samples(200, seed: 77)
        try compare(samples.map(\.glob), on: BruteForceTests.paths)
    }

    @Test("What a user writes compiles to the same as what we write of it")
    func raw() throws {
        guard ParserOracle.isPresent else { return }
        let samples = BruteForceTests.samples(150, seed: 78)
        let compiled = try ParserOracle.compile(samples.map(\.text))
        try #require(compiled.count == samples.count)
        for (sample, rules) in zip(samples, compiled) {
            if let path = BruteForceTests.paths.first(where: { sample.glob.matches($0) != rules.reads($0) }) {
                Issue.record("\(sample.text) on \(quotedLiteral(path))")
            }
        }
    }

    @Test("Variables expand as the parser expands them")
    func variables() throws {
        guard ParserOracle.isPresent else { return }
        let values = [
            "PROC": ["/a/"], "TWO": ["a", "b"], "SLASHED": ["/a/", "/b"], "STAR": ["*"], "DEEP": ["a/**"],
            "NEST": ["{a,@{TWO}}b"], "COMMA": ["a\\,b"], "LIST": ["{a,b}/"],
            "DEEPER": ["/a@{SLASHED}/b", "@{SLASHED}"], "ROOT": ["/a", "/"],
        ]
        var preamble = ""
        for (name, list) in values.sorted(by: { $0.key < $1.key }) {
            let written = list.map { "\"" + $0.replacing("\\,", with: "\\054") + "\"" }
            preamble += "@{\(name)}=" + written.joined(separator: " ") + "\n"
        }
        let texts = [
            "@{PROC}/b", "@{PROC}b", "@{PROC}*", "@{PROC}/*", "/b@{PROC}/a", "/@{TWO}", "/@{TWO}@{TWO}*",
            "@{SLASHED}/a",
            "@{SLASHED}*", "/a/@{STAR}", "/a/@{STAR}/b", "/a/{@{STAR},b}", "/@{DEEP}", "/@{DEEP}/b", "/@{NEST}",
            "/{@{COMMA},b}", "/@{LIST}/*", "/@{LIST}*",
            "@{DEEPER}/a", "/@{SLASHED}/b", "/a/@{SLASHED}*", "/a@{ROOT}/b", "@{SLASHED}@{PROC}*",
        ]
        let globs = try texts.map { text in try Glob.parse(text) { values[$0] } }
        try compare(globs, on: BruteForceTests.paths + [Array("/a,b".utf8)], preamble: preamble)
        let plain = try globs.map { try $0.expandedVariables }
        try compare(plain, on: BruteForceTests.paths)
        for (glob, written) in zip(globs, plain) {
            #expect(BruteForceTests.paths.allSatisfy { glob.matches($0) == written.matches($0) }, "\(glob.text)")
        }
    }

    @Test("Every byte, at each place of a literal, is itself and nothing else")
    func literals() throws {
        guard ParserOracle.isPresent else { return }
        for place in 0..<3 {
            let bytes = (UInt8(1)...255).filter { $0 != UInt8(ascii: "/") }
            let paths = bytes.map { byte in
                var middle = Array("ab".utf8)
                middle.insert(byte, at: place)
                return Array("/".utf8) + middle
            }
            let others = [Array("/ab".utf8), Array("/a".utf8), Array("/aab".utf8), Array("/a/b".utf8)]
            let compiled = try ParserOracle.compile(try paths.map { try Glob.literal($0).text })
            try #require(compiled.count == paths.count)
            for (index, rules) in compiled.enumerated() {
                for (other, path) in (paths + others).enumerated() {
                    let expected = path == paths[index]
                    if rules.reads(path) != expected { Issue.record("byte \(bytes[index]) at \(place), path \(other)") }
                }
            }
        }
    }

    @Test("Random sets of bytes match exactly their members")
    func sets() throws {
        guard ParserOracle.isPresent else { return }
        var random = SplitMix(state: 5)
        var globs: [Glob] = []
        for _ in 0..<150 {
            var text = "/a[" + (Bool.random(using: &random) ? "^" : "")
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let low = UInt8.random(in: 1...255, using: &random)
                let high = Bool.random(using: &random) ? low : UInt8.random(in: low...255, using: &random)
                text += quotedOctal(low) + (high > low ? "-" + quotedOctal(high) : "")
            }
            for mark in ["\\-", "\\^", "\\]", "\\\\", "\\[", "/"] where Int.random(in: 0..<4, using: &random) == 0 {
                text += mark
            }
            globs.append(try Glob.parse(text + "]b"))
        }
        for byte in UInt8(1)...255 {
            let octal = quotedOctal(byte)
            for text in ["[\(octal)\\001]", "[^\(octal)\\001]", "[\(octal)-\(quotedOctal(byte | 0x87))]"] {
                globs.append(try Glob.parse("/a\(text)b"))
            }
        }
        let paths = (UInt8(1)...255).map { [0x2f, 0x61, $0, 0x62] }
        try compare(globs, on: paths)
    }

    private func quotedOctal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }

    @Test("Differences compile to what they say")
    func differences() throws {
        guard ParserOracle.isPresent else { return }
        let samples = BruteForceTests.samples(60, seed: 99)
        var pieces: [Glob] = []
        for index in stride(from: 0, to: samples.count - 1, by: 2) {
            if case .globs(let globs) = subtract(samples[index].glob, [samples[index + 1].glob]) { pieces += globs }
        }
        try compare(Array(pieces.prefix(200)), on: BruteForceTests.paths)
    }
}
