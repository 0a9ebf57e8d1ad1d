import ArmorCommands
import ArmorKernel
import ArmorPresets
import ArmorProfile
import ArmorSource
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

/// What comes with the program renders for every release and is what the real parser takes.
@Suite struct PresetTests {
    static let samples = projectRoot.appending(path: "samples")
    static let samplesWithPolicy = listing(samples).filter {
        FileManager.default.fileExists(atPath: samples.appending(path: "\($0)/policy.toml").path)
    }

    @Test(arguments: Presets.names)
    func presetCompiles(_ name: String) async throws {
        let policy = "name = \"x\"\nextends = [\"\(name)\"]\n"
        try await rendersAndCompiles(name, Array(policy.utf8), Self.samples, expected: nil)
    }

    @Test(arguments: samplesWithPolicy)
    func sampleCompiles(_ name: String) async throws {
        let folder = Self.samples.appending(path: name)
        let expected = folder.appending(path: "expected.profile")
        try await rendersAndCompiles(
            name,
            try contents(folder.appending(path: "policy.toml")),
            folder,
            expected: expected
        )
    }

    private func rendersAndCompiles(_ name: String, _ policy: [UInt8], _ folder: URL, expected: URL?) async throws {
        let parser = await HostParser.find(for: name)
        for release in Target.releases {
            let target = release
            let (profile, diagnostics) = render(policy, name: "policy.toml", folder: folder, target: target)
            #expect(!diagnostics.hasErrors, "\(name) for \(release.name): \(diagnostics.map(Golden.line))")
            if let expected, release.name == "debian12" { try Golden.compare(profile?.text, with: expected) }
            guard let profile, let parser, release.name == "debian12" || release.name == "ubuntu2204" else { continue }
            _ = await parser.compiles(profile.text, for: release, name)
        }
    }

    /// The preset means what the rules that Docker loads mean: the compiled policies are the same, byte for byte.
    @Test func dockerDefaultIsDockers() async throws {
        guard let parser = await HostParser.find(for: "docker-default") else { return }
        let policy = "name = \"container-default\"\nextends = [\"docker-default\"]\n"
        let (profile, _) = render(
            Array(policy.utf8),
            name: "policy.toml",
            folder: Self.samples,
            target: TestTargets.debian12
        )
        let rendered = try #require(profile)
        let written = try text(fixtures().appending(path: "docker-default.profile"))
        for release in [Target.debian12, .ubuntu2204] {
            let ours = await parser.compiles(rendered.text, for: release, "the preset")
            let theirs = await parser.compiles(written, for: release, "Docker's rules")
            #expect(ours == theirs, "docker-default for \(release.name)")
        }
    }
}
