import ArmorGlob
import ArmorTestSupport
import Testing

/// Globs without alternations that together match what one with them does.
@Suite struct AlternativesTests {
    @Test(arguments: [
        ("/etc/passwd", ["/etc/passwd"]),
        ("/{a,b}/c", ["/a/c", "/b/c"]),
        ("/{,usr/}bin/{x,y}", ["/bin/x", "/bin/y", "/usr/bin/x", "/usr/bin/y"]),
        ("/a/{b{c,d},e}", ["/a/bc", "/a/bd", "/a/e"]),
        ("/a/{,**}", ["/a/", "/a/**"]),
        ("/a/{,*/}b", ["/a/b", "/a/*/b"]),
        ("/a/{x,*}", ["/a/x", "/a/", "/a/*"]),
        ("/a/*", ["/a/*"]),
        ("/a/**.so*", ["/a/**.so*"]),
        ("/a/[bc]?", ["/a/b?", "/a/c?"]),
        ("/{a,a}", ["/a"]),
    ])
    func areWritten(_ text: String, _ expected: [String]) throws {
        #expect(try Glob.parse(text).alternatives(limit: 16)?.map(\.text).sorted() == expected.sorted())
    }

    /// Past the limit there are none, rather than some; a set that is all but a few bytes is past every limit.
    @Test(arguments: [
        "/{a,b,c}{a,b,c}{a,b,c}", "/[a-z]", "/[^a]", "/{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}",
    ])
    func areBounded(_ text: String) throws {
        #expect(try Glob.parse(text).alternatives(limit: 16) == nil)
    }

    /// As long as a glob may be, with as many alternatives as there may be.
    @Test func longTextsAreNoTrouble() throws {
        let text = "/" + String(repeating: "{a,b}", count: 8) + String(repeating: "x", count: 12_000)
        let parts = try #require(try Glob.parse(text).alternatives(limit: 256))
        #expect(parts.count == 256 && parts.allSatisfy { $0.text.utf8.count == 12_009 })
    }

    @Test func variablesAreReplaced() throws {
        let glob = try Glob.parse("@{run}x", variables: { $0 == "run" ? ["/run/", "/var/run/"] : nil })
        #expect(glob.alternatives(limit: 16)?.map(\.text) == ["/run/x", "/var/run/x"])
    }

    /// Random globs: no name is lost and none is added, decided exactly.
    @Test func matchTheSame() throws {
        var random = SplitMix(state: 7)
        let pieces = [
            "a", "b/", "/", "*", "**", "?", "{a,b}", "{,c}", "{x,*}", "{,**}", "{,*/}", "[ab]", "{d/,}", ".",
            "{a{,b},*c}",
        ]
        var count = 0
        for _ in 0..<400 {
            let text =
                "/"
                + (0...Int.random(in: 0..<5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
            guard let glob = try? Glob.parse(text), let parts = glob.alternatives(limit: 256) else { continue }
            count += 1
            for part in parts {
                #expect(!part.text.contains("{") && !part.text.contains("["), "\(text): \(part.text)")
                switch covered(part, by: [glob]) {
                case .covered, .empty: break
                default: Issue.record("\(text): \(part.text) is wider")
                }
            }
            switch covered(glob, by: parts) {
            case .covered, .empty: break
            default: Issue.record("\(text): \(parts.map(\.text)) are narrower")
            }
        }
        #expect(count > 150)
    }
}
