import ArmorGlob
import Testing

@Suite struct PlainCoverTests {
    @Test(arguments: [
        ("/a/**", "/a/b", true), ("/a/**", "/a/", false), ("/a/**", "/a/*/c", true), ("/a/*", "/a/**", false),
        ("/a/*", "/a/b*", true), ("/a/*/", "/a/b/", true), ("/a**", "/a", true), ("/**", "/x*.so", true),
        ("/a/*.so", "/a/b.so", true), ("/a/*.so", "/a/b.so.1", false), ("/[ab]", "/a", true), ("/[ab]", "/[bc]", false),
        ("/a", "/a", true), ("/?", "/a", true), ("/?", "/ab", false),
    ]) func whatItSaysIsSo(_ wide: String, _ narrow: String, _ expected: Bool) throws {
        let (wide, narrow) = (try Glob.parse(wide), try Glob.parse(narrow))
        #expect(wide.plainlyCovers(narrow) == expected)
        if expected, case .notCovered(let witness) = covered(narrow, by: [wide]) {
            Issue.record("\(wide.text) does not cover \(narrow.text): \(witness)")
        }
    }
}
