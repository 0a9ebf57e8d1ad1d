import Foundation
import Testing

/// Which logs `armor learn` reads, and summaries of them.
struct LearnLogsTests {
    private static let policy = "name = \"web\"\nextends = [\"container\"]\n"

    private static func record(_ name: String, _ second: Int, _ serial: Int, node: String? = nil) -> String {
        (node.map { "node=\($0) " } ?? "")
            + "type=AVC msg=audit(\(second).001:\(serial)): apparmor=\"ALLOWED\" operation=\"open\" profile=\"web\" "
            + "name=\"\(name)\" pid=77 comm=\"nginx\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=5\n"
    }

    /// Two runs of the machine: 2026-09-21 and 2026-09-22.
    private static let log =
        record("/srv/old", 1_790_000_000, 900) + record("/srv/both", 1_790_000_001, 901)
        + record("/srv/both", 1_790_080_000, 3) + record("/srv/new", 1_790_080_001, 4)

    /// The names that a summary speaks of, in its order.
    private func names(_ summary: String) -> [String] {
        summary.split(separator: "\n").compactMap { line in
            let value = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return value?["name"] as? String
        }
    }

    @Test func summariesOfPartsAreJoinedToThatOfTheWhole() throws {
        let other =
            Self.record("/srv/c", 1_790_000_002, 7, node: "db") + Self.record("/srv/both", 1_790_000_003, 8, node: "db")
        let place = try Workplace(["a.log": Self.log, "b.log": other, "c.log": Self.log.replacing("900", with: "899")])
        func summary(_ arguments: String...) throws -> String {
            let result = try place.armor(["learn", "--partial"] + arguments)
            #expect(result.status == 0 && result.messages.isEmpty, "\(result.messages)")
            return result.output
        }
        let whole = try summary("a.log", "b.log", "c.log", "--host", "web")
        for (name, logs) in [("x", ["a.log"]), ("y", ["c.log"]), ("z", ["b.log"])] {
            let result = try place.armor(["learn", "--partial", "--host", "web", "-o", name] + logs)
            #expect(result.status == 0 && result.output.isEmpty, "\(result.messages)")
        }
        #expect(try summary("--merge", "z", "x", "y") == whole)
        _ = try place.armor("learn", "--partial", "--merge", "y", "z", "-o", "yz")
        #expect(try summary("--merge", "yz", "x") == whole)
        #expect(names(whole) == ["/srv/both", "/srv/c", "/srv/new", "/srv/old"])
        let twice = try place.armor("learn", "--partial", "--merge", "x", "x")
        #expect(twice.messages.contains("more than once"))
    }

    @Test(.enabled(if: Program.hasParser)) func aProposalOfSummariesIsThatOfTheLogs() throws {
        let place = try Workplace([
            "a.log": Self.log, "b.log": Self.record("/srv/c", 1_790_000_002, 7), "web.toml": Self.policy,
        ])
        for name in ["a", "b"] { _ = try place.armor("learn", "--partial", "\(name).log", "-o", name, "--host", name) }
        let joined = try place.armor("learn", "--merge", "b", "a", "--policy", "web.toml", "--target", "debian12")
        #expect(joined.status == 0, "\(joined.messages)")
        #expect(joined.output.contains("+    \"/srv/c\",\n"))
        _ = try place.armor("learn", "--partial", "--merge", "a", "b", "-o", "ab")
        let whole = try place.armor("learn", "--merge", "ab", "--policy", "web.toml", "--target", "debian12")
        #expect(whole.output == joined.output && whole.messages == joined.messages)
    }

    @Test(arguments: [
        (["--since", "2026-09-22"], ["/srv/both", "/srv/new"]),
        (["--until", "2026-09-22T00:00:00Z"], ["/srv/both", "/srv/old"]),
        (["--since", "@1790000001", "--until", "@1790080001"], ["/srv/both"]),
        (["--since", "2026-09-21", "--until", "now"], ["/srv/both", "/srv/new", "/srv/old"]),
        (["--boot", "0"], ["/srv/both", "/srv/new"]),
        (["--boot", "-1"], ["/srv/both", "/srv/old"]),
        (["--boot", "1"], ["/srv/both", "/srv/old"]),
        (["--boot", "2"], ["/srv/both", "/srv/new"]),
    ])
    func readsAPart(_ arguments: [String], _ expected: [String]) throws {
        let place = try Workplace(["a.log": Self.log])
        let result = try place.armor(["learn", "--partial", "a.log"] + arguments)
        #expect(result.status == 0, "\(result.messages)")
        #expect(names(result.output) == expected)
    }

    @Test(arguments: [
        (["a.log", "--boot", "3"], 1, "the log is of 2 runs"),
        (["a.log", "--boot", "0123456789abcdef0123456789abcdef"], 1, "known to the journal alone"),
        (["-", "--boot", "0"], 1, "reads a log twice"),
        (["a.log", "--boot", "last"], 64, "--boot takes a number"),
        (["a.log", "--since", "tomorrow"], 64, "\"tomorrow\" is no time"),
        (["a.log", "--since", "today", "--until", "yesterday"], 64, "--until is before --since"),
        (["a.log", "--since", "today", "--boot", "0"], 64, "--boot excludes"),
        (["--merge"], 64, "--merge needs summaries"),
        (["--merge", "a.log", "--since", "today"], 64, "no single events"),
        (["--merge", "a.log"], 2, "a.log: this is no summary"),
        (["--merge", "cut"], 2, "cut: the summary is cut"),
        (["a.log", "--policy", "web.toml"], 64, "--partial makes a summary of all profiles"),
        (["a.log", "--tighten"], 64, "--partial makes a summary of all profiles"),
    ])
    func saysWhatItCannotDo(_ arguments: [String], _ status: Int32, _ message: String) throws {
        let cut = "{\"format\":\"armor-learn\",\"version\":1}\n"
        let place = try Workplace(["a.log": Self.log, "cut": cut])
        let result = try place.armor(["learn", "--partial"] + arguments)
        #expect(result.status == status && result.messages.contains(message), "\(result.messages)")
        #expect(result.output.isEmpty)
    }

    /// On a terminal, which script(1) makes: how far the reading is, and nothing of it in the result.
    @Test func tellsHowFarItIs() throws {
        let place = try Workplace(["a.log": Self.log])
        let program: URL = try #require(Program.url, "armor was not built")
        let pieces = "(cat a.log; sleep 1.2; cat a.log; sleep 0.4; cat a.log)"
        let script = try place.script("run", "\(pieces) | '\(program.path)' learn --partial - > summary")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/script")
        process.arguments = ["-qec", script, "typescript"]
        process.currentDirectoryURL = place.url
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C", "TERM": "xterm"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let shown = try #require(place.read("typescript"))
        #expect(shown.contains("\r\u{1b}[Karmor: read 0.0 MB, 0.0 MB/s"), "\(shown)")
        let summary = try #require(place.read("summary"))
        #expect(summary.hasPrefix("{\"format\"") && !summary.contains("\u{1b}"))
    }
}
