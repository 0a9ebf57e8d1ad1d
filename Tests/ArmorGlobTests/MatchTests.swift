import ArmorGlob
import Testing

@Suite("Matching")
struct MatchTests {
    @Test(
        "Matches as apparmor_parser has it",
        arguments: [
            ("/a*", ["/a", "/ab"], ["/a/", "/b"]),
            ("/*", ["/a", "/.a"], ["/", "/a/", "/a/b"]),
            ("/**", ["/a", "/a/", "/a/b/c"], ["/"]),
            ("/a/*/b", ["/a/x/b"], ["/a/b", "/a/x/y/b"]),
            ("/a/**/b", ["/a/x/b", "/a/x/y/b"], ["/a/b"]),
            ("/**/", ["/a/", "/a/b/"], ["/", "/a"]),
            ("/{*,a}", ["/", "/a", "/b"], ["/a/"]),
            ("/a/{,**}", ["/a/", "/a/b/"], ["/a"]),
            ("/a/*{,/b}", ["/a/", "/a/x", "/a/x/b"], ["/a"]),
            ("/{a/,b}*", ["/a/", "/a/x", "/bx"], ["/a"]),
            ("/a[/]*", ["/a/", "/a/b"], ["/a", "/a/b/"]),
            ("/[^a]b", ["/bb", "/.b"], ["/ab", "/b"]),
            ("/a[^b]c", ["/a/c", "/acc"], ["/abc"]),
            ("/a?", ["/ab"], ["/a", "/a/"]),
            ("/{,a}b{c,{d,e}}", ["/bc", "/abe"], ["/ab"]),
            ("@{PROC}/x", ["/proc/x"], ["/proc//x", "/proc/"]),
            ("@{HOME}.x", ["/home/a/.x", "/root/.x"], ["/home/.x"]),
            ("/s/@{STAR}", ["/s/a"], ["/s/"]),
            ("/s/{@{STAR},b}", ["/s/a", "/s/"], []),
            ("/{@{COMMA},c}", ["/a,b", "/c"], ["/a", "/b"]),
            ("/n@{NEST}", ["/nc", "/na", "/nb"], ["/n"]),
        ] as [(String, [String], [String])]
    )
    func matches(_ text: String, _ inside: [String], _ outside: [String]) throws {
        let glob = try Glob.parse(text) { knownVariables[$0] }
        for path in inside { #expect(glob.matches(Array(path.utf8)), "\(path)") }
        for path in outside { #expect(!glob.matches(Array(path.utf8)), "\(path)") }
    }

    @Test("No glob takes exponential time")
    func isQuick() throws {
        let glob = try Glob.parse("/" + String(repeating: "**a{b,c,}", count: 200) + "x")
        #expect(!glob.matches(Array(("/" + String(repeating: "a", count: 2_000)).utf8)))
    }
}
