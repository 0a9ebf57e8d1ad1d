import ArmorGlob
import Testing

@testable import ArmorPolicy

struct PathIndexTests {
    private let globs = [
        "/**", "/a/*", "/a/b", "/a/b*", "/a/bc*", "/a/b{c,d}e", "/a", "/ab/**", "/a/b/**", "/a/[xy]z", "/b/?",
        "/a/bcd*",
    ]

    /// What a path is compared with holds every glob that matches it.
    @Test(arguments: ["/a/b", "/a/bce", "/a/bcde", "/a", "/ab/c", "/a/b/c", "/a/xz", "/b/q", "/", "/c", "/a/", ""])
    func findsEveryMatch(path: String) throws {
        let parsed = try globs.map { try Glob.parse($0) }
        let index = PathIndex(parsed.enumerated().map { ($0, $1) } + [(-1, nil)])
        let bytes = Array(path.utf8)
        var found: Set<Int> = []
        index.forEach(near: bytes) { found.insert($0) }
        #expect(found.contains(-1))
        for (place, glob) in parsed.enumerated() where glob.matches(bytes) {
            #expect(found.contains(place), "\(globs[place])")
        }
    }

    /// Globs of one folder that begin differently are told apart.
    @Test func comparesAPathWithFewOfManyGlobs() throws {
        let index = PathIndex(try (0..<1_000).map { ($0, try Glob.parse("/opt/app/lib\($0)-*.so")) })
        var compared = 0
        for number in 0..<1_000 { index.forEach(near: Array("/opt/app/lib\(number)-2.so".utf8)) { _ in compared += 1 } }
        #expect(compared == 1_000)
    }
}
