import ArmorTestSupport
import Foundation
import Testing

/// `armor report` as people run it. The samples, and the pages that they come to, are in `Tests/ArmorReportTests/Fixtures`,
/// where a browser examines them.
@Suite(.enabled(if: Program.hasParser)) struct ReportTests {
    private static let folder = projectRoot.appending(path: "Tests/ArmorReportTests/Fixtures")

    private static func place(_ names: String...) throws -> Workplace {
        let place = try Workplace()
        for name in names {
            let bytes = try Data(contentsOf: folder.appending(path: "sample/\(name)"))
            try bytes.write(to: place.url.appending(path: name))
        }
        return place
    }

    /// Compares a text with a file of `golden`.
    private static func expect(_ found: String, _ name: String) throws {
        let file = folder.appending(path: "golden/\(name)")
        try record(found, to: file)
        let expected = try? text(file)
        #expect(found == expected, "\(file.path); ARMOR_RECORD=1 swift test writes it anew")
    }

    // MARK: Pages

    @Test func theFirstReport() throws {
        let place = try Self.place("before.toml")
        let result = try place.armor("report", "before.toml", "--target", "debian12")
        #expect(result.status == 0 && result.messages == "", "\(result.messages)")
        try Self.expect(result.output, "first.html")
        #expect(result.output.contains("This is the first report."))
        #expect(result.output.contains("No log was given"))
    }

    /// With a log, and held against the first report.
    @Test func theNextReport() throws {
        let place = try Self.place("before.toml", "web.toml", "audit.log")
        #expect(try place.armor("report", "before.toml", "--target", "debian12", "-o", "first.html").status == 0)
        let arguments = ["report", "web.toml", "--log", "audit.log", "--last", "first.html", "--target", "debian12"]
        let result = try place.armor(arguments)
        #expect(result.status == 0 && result.messages == "", "\(result.messages)")
        try Self.expect(result.output, "web.html")
        let json = try place.armor(arguments + ["--format", "json"])
        try Self.expect(json.output, "web.json")
        // Once more, by standard input, it is the same but for the log's name.
        let log = try #require(place.read("audit.log"))
        let again = try place.armor(arguments.map { $0 == "audit.log" ? "-" : $0 }, input: log)
        #expect(again.output.replacing("<code>-</code>: ", with: "<code>audit.log</code>: ") == result.output)
    }

    @Test func severalPoliciesAreOnePage() throws {
        let place = try Self.place("before.toml", "audit.log")
        let other = try #require(place.read("before.toml")).replacing("name = \"web\"", with: "name = \"blog\"")
        try Data(other.utf8).write(to: place.url.appending(path: "blog.toml"))
        let arguments = ["report", "before.toml", "blog.toml", "--log", "audit.log", "--target", "debian12"]
        let result = try place.armor(arguments)
        #expect(result.status == 0, "\(result.messages)")
        try Self.expect(result.output, "two.html")
        // With a folder, a page of each.
        #expect(try place.armor(arguments + ["-d", "."]).output == "")
        for (name, told) in [("web", "372 events were denied."), ("blog", "The logs tell of nothing that was denied.")]
        {
            let page = try #require(place.read("\(name).html"))
            #expect(page.contains("<h1>What \(name) may do</h1>") && page.contains(told))
        }
    }

    /// Names, reasons and titles that try to leave their place; `PageTests` and `BrowserTests` look at the page.
    @Test func enemiesWriteNoMarkup() throws {
        let place = try Self.place("hostile.toml", "hostile.log")
        let arguments = ["report", "hostile.toml", "--log", "hostile.log", "--target", "debian12"]
        let result = try place.armor(arguments)
        #expect(result.status == 0, "\(result.messages)")
        try Self.expect(result.output, "hostile.html")
        #expect(
            !result.output.contains("alert(1)</script>") && !result.output.contains("<img")
                && !result.output.contains("<b>")
        )
        #expect(result.output.contains("&lt;script&gt;alert(7)&lt;/script&gt;"))
        #expect(!result.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
        // It is a former report like any other.
        try Data(result.output.utf8).write(to: place.url.appending(path: "last.html"))
        let next = try place.armor(arguments + ["--last", "last.html"])
        #expect(next.status == 0 && next.output.contains("The policy is the same."), "\(next.messages)")
    }

    /// A hundred thousand names come to some rows and a number.
    @Test func floodsAreCounted() throws {
        let place = try Self.place("before.toml")
        let lines = (0..<60_000).map { number in
            "type=AVC msg=audit(17\(String(format: "%08d", number)).000:\(number + 1)): apparmor=\"DENIED\" operation=\"open\" "
                + "profile=\"web\" name=\"/srv/\(number / 500)/n\(number)\" pid=1 comm=\"x\" requested_mask=\"r\" "
                + "denied_mask=\"r\" fsuid=0 ouid=0\n"
        }
        try Data(lines.joined().utf8).write(to: place.url.appending(path: "audit.log"))
        let result = try place.armor("report", "before.toml", "--log", "audit.log", "--target", "debian12")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output.utf8.count < 200_000)
        #expect(result.output.contains("and 49,950 more, not shown"))
        #expect(result.output.contains("10,000 events: more names than are kept of one folder or profile"))
        #expect(result.output.contains("<p class=\"figure\">60,000</p>"))
    }

    // MARK: Risk

    /// A policy, and what is said of its risk.
    struct Risk: Sendable, CustomTestStringConvertible {
        let policy: String
        var base = "extends = [\"container\"]\n"
        let level: String
        let code: String
        let open: Int
        let writeAndRun: String
        let sentence: String

        var testDescription: String { base + policy }
    }

    @Test(arguments: [
        Risk(
            policy: "[capabilities]\nallow = [\"sys_admin\"]",
            level: "critical",
            code: "A01",
            open: 1,
            writeAndRun: "nothing",
            sentence: "The worst finding, A01: allows the capability sys_admin."
        ),
        Risk(
            policy: "[filesystem]\nwrite = [\"/srv/**\"]\nexecute = [\"/srv/app\"]",
            level: "high",
            code: "B01",
            open: 0,
            writeAndRun: "found",
            sentence: "What may be written may be run, for one /srv/app: an intruder can bring a program along."
        ),
        Risk(
            policy: "[children.c.filesystem]\nwrite = [\"/srv/app\"]\nexecute = [\"/srv/app\"]",
            level: "high",
            code: "B01",
            open: 0,
            writeAndRun: "found",
            sentence: "What may be written may be run, for one /srv/app: an intruder can bring a program along."
        ),
        Risk(
            policy: "",
            base: "",
            level: "high",
            code: "B14",
            open: 0,
            writeAndRun: "nothing",
            sentence: "Nothing that may be written may be run: an intruder cannot bring a program along."
        ),
        Risk(
            policy: "[profile]\nmode = \"complain\"",
            level: "high",
            code: "C11",
            open: 0,
            writeAndRun: "nothing",
            sentence: "All 21 known ways out of a container are shut."
        ),
        Risk(
            policy: "[[test]]\nallow = { read = \"/x\" }",
            level: "medium",
            code: "C14",
            open: 0,
            writeAndRun: "nothing",
            sentence: "1 of the policy's own tests does not hold."
        ),
    ])
    func risksAreTold(_ risk: Risk) throws {
        struct Answer: Decodable {
            struct Findings: Decodable { struct Finding: Decodable { let code: String }; let shown: [Finding] }
            struct Way: Decodable { let verdict: String }
            struct Risk: Decodable {
                let level: String
                let sentences: [String]
                let findings: Findings
                let waysOut: [Way]
                let writeAndRun: Way
            }
            struct Policy: Decodable { let risk: Risk }
            let policies: [Policy]
        }
        let place = try Workplace(["web.toml": "name = \"web\"\n\(risk.base)\(risk.policy)\n"])
        let result = try place.armor("report", "web.toml", "--target", "debian12", "--format", "json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let answer = try decoder.decode(Answer.self, from: Data(result.output.utf8))
        let found = try #require(answer.policies.first?.risk, "\(result.messages)")
        #expect(found.level == risk.level && found.writeAndRun.verdict == risk.writeAndRun)
        #expect(found.findings.shown.contains { $0.code == risk.code }, "\(found.findings.shown)")
        #expect(found.waysOut.count { $0.verdict == "open" } == risk.open)
        #expect(found.sentences.contains(risk.sentence), "\(found.sentences)")
    }

    // MARK: Logs

    /// What a text log tells may be made up; what a complaining profile let happen is no denial; what is missing is said, and
    /// what speaks against allowing what was denied.
    @Test func logsAreTakenForWhatTheyAre() throws {
        let place = try Self.place("before.toml")
        func line(_ status: String, _ serial: Int) -> String {
            "audit: type=1400 audit(1790000000.001:\(serial)): apparmor=\"\(status)\" operation=\"open\" profile=\"web\" "
                + "name=\"/srv/a\" pid=1 comm=\"x\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0\n"
        }
        let prefix = "Sep 21 14:13:20 host kernel: [   12.000000] "
        let capability =
            "audit: type=1400 audit(1790000000.001:9): apparmor=\"DENIED\" operation=\"capable\" profile=\"web\" pid=1 "
            + "comm=\"x\" capability=21  capname=\"sys_admin\"\n"
        let log =
            prefix + capability + prefix + line("DENIED", 7) + prefix + line("ALLOWED", 8) + prefix
            + "audit: audit_lost=5 audit_rate_limit=0\n"
        try Data(log.utf8).write(to: place.url.appending(path: "syslog"))
        let result = try place.armor("report", "before.toml", "--log", "syslog", "--target", "debian12")
        #expect(result.status == 0, "\(result.messages)")
        for words in [
            "2 events were denied. 1 event was of a complaining profile",
            "3 of them rest on logs that programs can write to",
            "1 denied, 1 done", "to allow it is a risk: A01", "not trusted: programs can write to these logs",
            "5 records were lost by the audit system",
        ] { #expect(result.output.contains(words), "\(words)") }
    }

    // MARK: What there was

    @Test func changesSinceAPolicy() throws {
        let place = try Self.place("before.toml", "web.toml")
        let result = try place.armor("report", "web.toml", "--last", "before.toml", "--target", "debian12")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output.contains("2 of 3 differences allow more than before."))
        #expect(result.output.contains("/usr/share/GeoIP/**") && result.output.contains("sys_nice"))
        let same = try place.armor("report", "web.toml", "--last", "web.toml", "--target", "debian12")
        #expect(same.output.contains("The policy is the same."))
    }

    /// What a former report says is no reason to read a file, nor to run on.
    @Test(
        arguments: [
            ("profile \\\"web\\\" { include \\\"/etc/shadow\\\" }", 0, "its profile includes other files"),
            ("abi \\\"/etc/shadow\\\",\\nprofile web {}", 0, "its profile names an ABI that is none"),
            ("profile web { /a", 1, "apparmor_parser"),
        ] as [(String, Int32, String)]
    )
    func formerReportsAreAnEnemys(_ profile: String, _ status: Int32, _ message: String) throws {
        let place = try Self.place("before.toml")
        let page =
            "<!doctype html><script type=\"application/json\" id=\"armor-report\">{\"version\":1,\"policies\":[{\"name\":\"web\","
            + "\"digest\":\"\",\"level\":\"low\",\"findings\":[],\"open\":[],\"profile\":\"\(profile)\"}]}</script>"
        try Data(page.utf8).write(to: place.url.appending(path: "last.html"))
        let result = try place.armor("report", "before.toml", "--last", "last.html", "--target", "debian12")
        #expect(result.status == status, "\(result.messages)")
        #expect((result.output + result.messages).contains(message), "\(result.messages)")
    }

    // MARK: When it is

    @Test func theTimeIsTheUsers() throws {
        let place = try Self.place("before.toml")
        let arguments = ["report", "before.toml", "--target", "debian12"]
        let result = try place.armor(arguments, environment: ["SOURCE_DATE_EPOCH": "1795226286"])
        #expect(result.output.contains("<time datetime=\"2026-11-21T01:58:06Z\">2026-11-21 01:58 UTC</time>"))
        #expect(try place.armor(arguments, environment: ["SOURCE_DATE_EPOCH": "soon"]).status == 64)
    }

    // MARK: Mistakes

    @Test(
        arguments: [
            (["before.toml", "-", "--log", "-"], 64, "Standard input is one file"),
            (["before.toml", "--last", "-"], 64, "--last needs the name of a file"),
            (["before.toml", "before.toml"], 1, "two policies are called \"web\""),
            (["missing.toml"], 2, "missing.toml"), (["before.toml", "--log", "missing.log"], 2, "missing.log"),
            (["before.toml", "--last", "missing.html"], 2, "missing.html"),
            (["before.toml", "--last", "page.html"], 2, "it holds no data of a report"),
            (["before.toml", "-o", "no/such/folder/x.html"], 2, "no/such/folder"),
            (["before.toml", "-o", "a", "-d", "b"], 64, "exclude each other"),
        ] as [([String], Int32, String)]
    )
    func mistakes(_ arguments: [String], _ status: Int32, _ message: String) throws {
        let place = try Self.place("before.toml")
        try Data("<!doctype html><p>another page".utf8).write(to: place.url.appending(path: "page.html"))
        let result = try place.armor(["report", "--target", "debian12"] + arguments)
        #expect(result.status == status && result.output.isEmpty, "\(result)")
        #expect(result.messages.contains(message), "\(result.messages)")
    }
}
