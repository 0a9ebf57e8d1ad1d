import ArmorExport
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// `Fixtures/golden` holds the text of each example for each target, byte for byte: `EXAMPLE.ENDING`, and for the tests' own
/// policies `EXAMPLE.ENDING.notes`, one `place: [code] message` a line. `ARMOR_RECORD=1 swift test` writes what is there now.
@Suite struct GoldenTests {
    private static let folder = fixtures().appending(path: "golden")

    @Test(arguments: Example.all, ExportTarget.available)
    func writes(_ example: Example, _ target: ExportTarget) throws {
        let exported = try example.exported(target)
        try compare(exported.text, "\(example.name).\(target.ending)")
        if Example.own.contains(where: { $0.name == example.name }) {
            try compare(exported.notes.map(Self.line).joined(), "\(example.name).\(target.ending).notes")
        }
    }

    @Test(arguments: [ExportTarget.docker, .podman, .nerdctl])
    func writesAnOptionALine(_ target: ExportTarget) throws {
        let exported = try Example.samples[0].exported(target) { $0.isOnLines = true }
        try compare(exported.text, "nginx.\(target.ending).lines")
    }

    /// Before 1.30 the profile is named in an annotation.
    @Test func writesForOldKubernetes() throws {
        let exported = try Example.samples[0].exported(.kubernetes) { $0.kubernetes = KubernetesVersion(1, 29) }
        try compare(exported.text, "nginx.kubernetes-1.29.yaml")
    }

    /// The profile's text, which `gen` makes, in the resource.
    @Test func writesTheRawResource() throws {
        let profile = try text(projectRoot.appending(path: "samples/nginx/expected.profile"))
        let exported = try Example.samples[0].exported(.spo) { $0.profile = profile }
        try compare(exported.text, "nginx.spo-raw.yaml")
    }

    /// A filter that the user names takes the place of the policy's.
    @Test(arguments: ExportTarget.available)
    func namesTheUsersFilter(_ target: ExportTarget) throws {
        let exported = try Example.own[2].exported(target) { $0.seccompFile = "/etc/filters/silent.json" }
        try compare(exported.text, "silent.seccomp.\(target.ending)")
    }

    /// There is no target without a maker of filters, and with one its text is the text.
    @Test func filtersComeFromTheirMaker() throws {
        let policy = try Example.samples[0].load()
        #expect(Exporter(policy, Exporter.Options(), seccomp: nil).exported(.seccomp) == nil)
        let filter = JSONText.fields([("defaultAction", .string("SCMP_ACT_ERRNO"))])
        let exporter = Exporter(policy, Exporter.Options(), seccomp: { _, _ in filter })
        #expect(exporter.exported(.seccomp)?.text == filter.text + "\n")
        let config = try #require(exporter.exported(.oci))
        #expect(config.text.contains("\"seccomp\": {\n      \"defaultAction\": \"SCMP_ACT_ERRNO\"\n    }"))
        #expect(!config.notes.contains { $0.message.contains("linux.seccomp") })
    }

    private func compare(_ found: String, _ name: String) throws {
        let file = Self.folder.appending(path: name)
        try record(found, to: file)
        let expected = FileManager.default.fileExists(atPath: file.path) ? try text(file) : nil
        #expect(found == expected, "\(file.path); ARMOR_RECORD=1 swift test writes it anew")
    }

    static func line(_ note: Diagnostic) -> String {
        let place = note.place.map { $0.label.split(separator: "/").last.map(String.init) ?? "" } ?? "-"
        let more = note.notes.map { "\n    \($0.place.map { $0.label } ?? "-"): \($0.message)" }.joined()
        return "\(place): [\(note.code)] \(note.message)\(note.help.map { " (\($0))" } ?? "")\(more)\n"
    }
}
