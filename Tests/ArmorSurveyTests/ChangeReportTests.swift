import ArmorKernel
import ArmorSource
import ArmorSurvey
import ArmorTestSupport
import Foundation
import Testing

/// What load, unload and verify print.
@Suite struct ChangeReportTests {
    /// `ARMOR_RECORD=1` writes the file instead, for a person to read before it is committed.
    private func matches(_ found: String, _ name: String) throws {
        let file = fixtures().appending(path: "reports/\(name)")
        try record(found, to: file)
        #expect(try text(file) == found, "\(name)")
    }

    private let loaded = LoadReport(
        results: [
            LoadedResult(
                name: "web",
                mode: "enforce",
                isReplacement: false,
                children: ["web//worker"],
                proof: .hash,
                storedAt: "/etc/apparmor.d/web",
                leftChildren: []
            ),
            LoadedResult(
                name: "db",
                mode: "complain",
                isReplacement: true,
                children: [],
                proof: .bytes,
                storedAt: nil,
                leftChildren: ["db//old"]
            ),
        ],
        policies: ["web.toml", "policies/db.toml"]
    )

    @Test func tellsWhatWasLoaded() throws {
        try matches(loaded.text, "load.txt")
        try matches(loaded.json.text + "\n", "load.json")
    }

    private let process = LabelledProcess(
        number: 4_711,
        command: "ng\u{1b}inx",
        label: ConfinementLabel(text: "web", mode: "enforce")
    )

    @Test func tellsWhatWasUnloaded() throws {
        let report = UnloadReport(results: [
            UnloadedResult(name: "web", wasLoaded: true, removedFile: "/etc/apparmor.d/web", unconfined: [process]),
            UnloadedResult(name: "db", wasLoaded: false, removedFile: "/etc/apparmor.d/db", unconfined: []),
        ])
        try matches(report.text, "unload.txt")
        try matches(report.json.text + "\n", "unload.json")
    }

    private var verified: VerifyReport {
        var answers = VerifyReport.Answers()
        (answers.asked, answers.right, answers.unasked) = (12, 12, 2)
        let good = ProfileVerification(
            name: "web",
            policy: "web.toml",
            file: .same,
            path: "/etc/apparmor.d/web",
            kernel: .same,
            mode: "enforce",
            proof: .hash,
            processes: [process],
            containers: [NamedContainer(name: "shop", profile: "web", engine: "docker", processes: [process])],
            drift: []
        )
        let bad = ProfileVerification(
            name: "db",
            policy: nil,
            file: .missing,
            path: "/etc/apparmor.d/db",
            kernel: .notLoaded,
            mode: nil,
            proof: nil,
            processes: [],
            containers: [],
            drift: [Drift("not-loaded", "the profile \"db\" is not loaded", help: "armor load db.toml mends it")]
        )
        return VerifyReport(entries: [
            VerifyReport.Entry(profile: good, answers: answers, further: []),
            VerifyReport.Entry(profile: bad, answers: nil, further: []),
        ])
    }

    @Test func tellsTheThreeSides() throws {
        try matches(verified.text, "verify.txt")
        try matches(verified.json.text + "\n", "verify.json")
    }
}
