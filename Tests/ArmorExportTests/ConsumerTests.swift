import ArmorExport
import ArmorTestSupport
import Foundation
import Testing

/// Each text that `Fixtures/golden` holds is taken by the program or the schema that it is for.
@Suite struct ConsumerTests {
    /// Debian's `docker-compose` reads every file that names an image, and says it back with the filter's text in it.
    @Test func compose() throws {
        let folder = try Scratch()
        let filter = try folder.write("filter.json", #"{"defaultAction":"SCMP_ACT_ALLOW"}"#)
        for file in Consumers.golden(".compose.yaml") {
            let document = try text(URL(filePath: file))
            guard document.contains("image:") else { continue }
            let path = try folder.write(
                "compose.yaml",
                document.replacing(/seccomp=[^"]*json/, with: "seccomp=\(filter)")
            )
            let arguments = ["--file", path, "config"]
            guard let (status, said) = try Consumers.run("/usr/bin/docker-compose", arguments) else { return }
            #expect(status == 0 && said.contains("apparmor="), "\(file): \(said)")
        }
    }

    /// The schema of the Compose Specification that comes with it.
    @Test func composeSchema() throws {
        try expectValid(".compose.yaml", "/usr/lib/python3/dist-packages/compose/config/compose_spec.json")
    }

    /// A fragment, in the least configuration that there is.
    @Test func oci() throws {
        let folder = "/usr/share/gocode/src/github.com/opencontainers/runtime-spec/schema"
        let least =
            #"{"ociVersion":"1.0.2","process":{"cwd":"/","args":["x"],"user":{"uid":0,"gid":0}},"root":{"path":"r"}}"#
        try expectValid(".oci.json", "\(folder)/config-schema.json", within: least)
    }

    @Test func spo() throws { try expectValid(".spo.yaml", Consumers.script("spo.yaml")) }

    /// The raw form has a profile that reads back as it was.
    @Test func rawSPO() throws { try expectValid("nginx.spo-raw.yaml", Consumers.script("spo.yaml")) }

    private func expectValid(_ ending: String, _ schema: String, within base: String = "") throws {
        let files = Consumers.golden(ending)
        guard Consumers.has(schema) else { return }
        #expect(!files.isEmpty)
        let script = Consumers.script("schema.py")
        let run = try Consumers.run(Consumers.python, ["-W", "ignore", script, schema] + files, input: base)
        guard let (status, said) = run else { return }
        #expect(status == 0 && said == "", "\(said)")
    }

    /// The schemas that Kubernetes publishes, strict about fields that are none, of the release that each text is for.
    @Test(arguments: [(".kubernetes.yaml", "1.30"), (".kubernetes.yaml", "1.34"), (".kubernetes-1.29.yaml", "1.29")])
    func kubernetes(_ ending: String, _ version: String) throws {
        let files = Consumers.golden(ending)
        #expect(!files.isEmpty)
        let program = Consumers.fetched("kubernetes/bin/python3")
        let arguments = ["-m", "kubernetes_validate", "--strict", "--kubernetes-version", version] + files
        guard let (status, said) = try Consumers.run(program, arguments) else { return }
        #expect(status == 0, "\(said)")
    }

    /// A service with each drop-in in it, of which `systemd-analyze verify` has nothing to say.
    @Test func systemd() throws {
        let folder = try Scratch()
        for file in Consumers.golden(".systemd.conf") {
            let example = URL(filePath: file).lastPathComponent.prefix { $0 != "." }
            let drop = try text(URL(filePath: file))
            let path = try folder.write("\(example).service", "\(drop)ExecStart=/bin/true\n")
            let arguments = ["verify", "--man=no", path]
            guard let (status, said) = try Consumers.run("/usr/bin/systemd-analyze", arguments) else { return }
            #expect(status == 0 && said == "", "\(example): \(said)")
        }
    }

    /// Quadlet makes a service of each unit, whose command line has the same options as that for podman.
    @Test func quadlet() throws {
        let folder = try Scratch()
        // Without an image it makes none.
        let files = Consumers.golden(".container").filter(Self.hasImage)
        for file in files {
            let name = URL(filePath: file).lastPathComponent
            try folder.write(name, try text(URL(filePath: file)) + "Exec=true\n")
        }
        let program = Consumers.fetched("quadlet/run")
        let environment = ["QUADLET_UNIT_DIRS": folder.url.path]
        guard let (status, said) = try Consumers.run(program, ["-dryrun"], environment: environment) else { return }
        let commands = said.split(separator: "\n").filter { $0.hasPrefix("ExecStart=") }
        #expect(status == 0 && commands.count == files.count, "\(said)")
        for command in commands {
            #expect(command.contains("--security-opt=apparmor=") || command.contains("--security-opt apparmor="))
        }
    }

    private static func hasImage(_ file: String) -> Bool {
        (try? text(URL(filePath: file)))?.contains("\nImage=") ?? false
    }
}
