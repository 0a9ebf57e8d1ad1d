import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorSource
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

/// Each folder below `Fixtures/golden` holds a `policy.toml` and, for each target, what is expected of it:
/// `TARGET.profile`, byte for byte, and `TARGET.diagnostics`, one `file:line:col: severity [code]` a line.
/// `ARMOR_RECORD=1 swift test` writes what is there now.
@Suite struct GoldenTests {
    static let folder = fixtures().appending(path: "golden")

    @Test(arguments: listing(folder))
    func rendersAsWritten(_ name: String) throws {
        let folder = Self.folder.appending(path: name)
        let policy = try contents(folder.appending(path: "policy.toml"))
        for target in TestTargets.all {
            let (profile, diagnostics) = render(policy, name: "policy.toml", folder: folder, target: target)
            try Golden.compare(profile?.text, with: folder.appending(path: "\(target.name).profile"))
            let said = diagnostics.map(Golden.line).joined()
            try Golden.compare(said.isEmpty ? nil : said, with: folder.appending(path: "\(target.name).diagnostics"))
        }
    }

    /// Each release by a parser that speaks its language: Debian 12's is the oldest, Debian 13's knows AppArmor 4.
    @Test(arguments: listing(folder))
    func compiles(_ name: String) async throws {
        let parsers = [
            (await HostParser.find(for: name), [Target.debian12, .ubuntu2204]),
            (await HostParser.fetched("debian13", for: name), [Target.debian13, .ubuntu2404]),
        ]
        for (parser, releases) in parsers {
            for release in releases {
                let file = Self.folder.appending(path: "\(name)/\(release.name).profile")
                guard let parser, FileManager.default.fileExists(atPath: file.path) else { continue }
                _ = await parser.compiles(try text(file), for: release, name)
            }
        }
    }
}

/// Comparing with files that hold what is expected.
enum Golden {
    private static let isRecording = ProcessInfo.processInfo.environment["ARMOR_RECORD"] == "1"

    /// None means that there must be no such file.
    static func compare(_ found: String?, with file: URL) throws {
        if isRecording {
            if let found {
                try Data(found.utf8).write(to: file)
            } else if FileManager.default.fileExists(atPath: file.path) {
                try FileManager.default.removeItem(at: file)
            }
            return
        }
        let expected = FileManager.default.fileExists(atPath: file.path) ? try text(file) : nil
        #expect(found == expected, "\(file.path); ARMOR_RECORD=1 swift test writes it anew")
    }

    static func line(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.place?.label ?? "-"
        return "\(place): \(diagnostic.severity.rawValue) [\(diagnostic.code)] \(diagnostic.message)\n"
    }
}
