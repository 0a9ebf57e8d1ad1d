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

    /// Both releases whose language the oldest parser speaks, which is what their profiles are compiled with.
    @Test(arguments: listing(folder))
    func compiles(_ name: String) async throws {
        guard let parser = await HostParser.find(for: name) else { return }
        for release in [Target.debian12, .ubuntu2204] {
            let file = Self.folder.appending(path: "\(name)/\(release.name).profile")
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            _ = await parser.compiles(try text(file), for: release, name)
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
