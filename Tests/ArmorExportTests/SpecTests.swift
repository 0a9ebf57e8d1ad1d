import ArmorExport
import ArmorPolicy
import ArmorSource
import Testing

/// What a policy comes to where it is silent, and that what it says stands.
@Suite struct SpecTests {
    private func spec(_ text: String) throws -> ContainerSpec {
        ContainerSpec(try policy("name = \"web\"\n" + text))
    }

    @Test(arguments: [
        // The policy's word stands.
        ("[container]\nread_only = true\n[filesystem]\nwrite = [\"/data/x\"]", true),
        ("[container]\nread_only = false", false),
        // Nothing is lost.
        ("", true),
        ("[filesystem]\nread = [\"/**\"]", true),
        ("[filesystem]\nwrite = [\"/dev/null\", \"/dev/shm/**\", \"@{PROC}/@{pid}/comm\", \"@{sys}/x\"]", true),
        (
            "[container]\ntmpfs = [\"/run:size=1m\", \"/tmp/\"]\n[filesystem]\nwrite = [\"/run/x.pid\", \"/tmp/**\"]",
            true
        ),
        // Something would be.
        ("[filesystem]\nwrite = [\"/run/x.pid\"]", false),
        ("[filesystem]\nwrite = [\"/{dev,data}/x\"]", false),
        ("[filesystem]\nappend = [\"/var/log/x\"]", false),
        ("[filesystem]\nlink = [\"/data/*\"]", false),
        ("[filesystem]\nwrite = [\"/devices/x\"]", false),
        ("[filesystem]\nallow = [\"all\"]", false),
        ("[profile]\nall = true", false),
        ("[profile]\nmode = \"default_allow\"", false),
        ("[profile]\nincludes = [\"abstractions/base\"]", false),
        ("raw = [\"/data/x r,\"]", true),
        ("raw = [\"/data/x rw,\"]", false),
        ("raw = [\"link subset /a -> /b,\"]", false),
        ("[children.one.filesystem]\nwrite = [\"/data/x\"]", false),
    ])
    func theRootIsReadOnlyWhereNothingWritesIt(_ text: String, _ expected: Bool) throws {
        #expect(try spec(text).readOnly.value == expected)
    }

    @Test(arguments: [
        ("[container]\nno_new_privileges = false", false),
        ("[container]\nno_new_privileges = true\n[filesystem]\nexecute = [\"/usr/bin/su\"]", true),
        ("", true),
        ("[filesystem]\nexecute = [\"/usr/sbin/nginx\", \"/usr/bin/{dash,grep}\"]", true),
        ("[filesystem]\nexecute = [\"/usr/bin/{dash,sudo}\"]", false),
        ("[filesystem]\nexecute = [\"/usr/bin/*\"]", false),
        ("[filesystem]\nexecute = [\"/usr/bin/*\"]\ndeny = [\"/usr/{,s}bin/{su,sudo}\"]", false),
        ("[filesystem]\nexecute = [\"/bin/s*\"]\ndeny = [\"/bin/su{,do}\"]", true),
        ("[filesystem]\nexecute = [{ path = \"/bin/x\", transition = \"profile\", profile = \"y\" }]", false),
        ("[filesystem]\nexecute = [{ path = \"/bin/x\", transition = \"unconfined\" }]", false),
        ("[[change_profile]]\nprofile = \"y\"", false),
        ("[children.one]\nhat = true", false),
        ("[filesystem]\nallow = [\"all\"]", false),
    ])
    func noNewPrivilegesUnlessSomethingNeedsThem(_ text: String, _ expected: Bool) throws {
        #expect(try spec(text).noNewPrivileges.value == expected)
    }

    @Test(arguments: [
        ("", ContainerSpec.Capabilities.only([])),
        ("[capabilities]\nallow = [\"setuid\", \"chown\"]", .only(["chown", "setuid"])),
        (
            "[capabilities]\nallow = [\"setuid\"]\n[children.one.capabilities]\nallow = [\"kill\"]",
            .only(["kill", "setuid"])
        ),
        ("[capabilities]\nallow = [\"all\"]", .allBut([])),
        ("[capabilities]\nallow = [\"all\"]\ndeny = [\"kill\"]", .allBut(["kill"])),
        ("[profile]\nall = true", .allBut([])),
        ("raw = [\"capability kill,\"]", .only(["kill"])),
        ("raw = [\"deny capability kill,\"]\n[capabilities]\nallow = [\"chown\"]", .only(["chown"])),
        // Everything is granted by a preset, for the runtime to narrow.
        ("extends = [\"docker-default\"]", .runtimes(but: [])),
        ("extends = [\"docker-default\"]\n[capabilities]\ndeny = [\"net_raw\"]", .runtimes(but: ["net_raw"])),
        ("[profile]\nmode = \"unconfined\"", .runtimes(but: [])),
    ])
    func capabilitiesAreThoseThatAnyRuleGrants(_ text: String, _ expected: ContainerSpec.Capabilities) throws {
        #expect(try spec(text).capabilities.value == expected)
    }

    /// bane's lists narrow what the runtime gives.
    @Test func baneAsksForNoCapability() throws {
        let text = "Name = \"x\"\n[Capabilities]\nDeny = [\"net_raw\", \"mknod\"]\n"
        #expect(ContainerSpec(try policy(text)).capabilities.value == .runtimes(but: ["net_raw", "mknod"]))
    }

    @Test(arguments: [
        ("", "none"),
        ("[network]\nallow = [\"unix\"]", "none"),
        ("extends = [\"container\"]", "none"),
        ("[network]\nallow = [\"tcp\"]", nil),
        ("[network]\nallow = [\"netlink raw\"]", nil),
        ("[network]\nallow = [\"raw\"]", nil),
        ("[network]\nallow = [\"all\"]", nil),
        ("[network]\nallow = [\"tcp\"]\ndeny = [\"inet6\"]", nil),
        ("[profile]\nincludes = [\"abstractions/nameservice\"]", nil),
        ("raw = [\"network inet stream tcp,\"]", nil),
        ("[container]\nnetwork = \"bridge\"", "bridge"),
    ])
    func withoutSocketsThereIsNoNetwork(_ text: String, _ expected: String?) throws {
        #expect(try spec(text).network?.value == expected)
    }

    /// setrlimit's units, whatever the policy's.
    @Test(
        arguments: [
            ("nofile = 10", "nofile", 10), ("ofile = 10", "nofile", 10), ("as = \"2G\"", "as", 2 << 30),
            ("core = \"1KB\"", "core", 1 << 10), ("cpu = \"2min\"", "cpu", 120), ("cpu = 7", "cpu", 7),
            ("cpu = \"1day\"", "cpu", 86_400), ("rttime = \"20ms\"", "rttime", 20_000),
            ("rttime = \"1s\"", "rttime", 1_000_000),
            ("rttime = 5", "rttime", 5), ("nice = -5", "nice", 25), ("nice = 19", "nice", 1),
            ("memlock = \"infinity\"", "memlock", nil),
        ] as [(String, String, UInt64?)]
    )
    func limitsAreNumbers(_ text: String, _ resource: String, _ value: UInt64?) throws {
        let limits = try spec("[limits]\n\(text)").limits
        #expect(limits.map(\.value.resource) == [resource])
        #expect(limits.map(\.value.value) == [value])
    }

    /// A limit whose number does not fit is no other number.
    @Test func hugeLimitsAreNotWrapped() throws {
        let huge = try spec("[limits]\nas = \"999999999999999G\"")
        #expect(huge.limits.isEmpty && huge.notes.contains { $0.code == "export-left-out" })
    }

    @Test(arguments: [
        ("default", ContainerSpec.Seccomp.runtimes), ("unconfined", .unconfined), ("/etc/x.json", .file("/etc/x.json")),
        ("./x.json", .file("folder/x.json")),
    ])
    func filtersBesideThePolicyAreFoundThere(_ text: String, _ expected: ContainerSpec.Seccomp) throws {
        let bytes = Array("name = \"web\"\n[container]\nseccomp = \"\(text)\"\n".utf8)
        #expect(ContainerSpec(try policy(bytes, name: "folder/web.toml")).seccomp.value == expected)
        #expect(ContainerSpec(try policy(bytes), seccompFile: "/y").seccomp.value == .file("/y"))
    }

    @Test(arguments: [
        ("/dev/fuse", "/dev/fuse", "/dev/fuse", "rwm"), ("/dev/a:/dev/b", "/dev/a", "/dev/b", "rwm"),
        ("/dev/a:r", "/dev/a", "/dev/a", "r"), ("/dev/a:/dev/b:rw", "/dev/a", "/dev/b", "rw"),
    ])
    func devices(_ text: String, _ host: String, _ container: String, _ access: String) throws {
        let device = try #require(try spec("[container]\ndevices = [\"\(text)\"]").devices.first?.value)
        #expect([device.host, device.container, device.access] == [host, container, access])
    }

    /// What armor decided is told, what the policy decides is not.
    @Test func decisionsAreTold() throws {
        let silent = try spec("").notes.map(\.code)
        #expect(silent == ["export-default", "export-default", "export-default"])
        let container = "read_only = true\nno_new_privileges = true\nnetwork = \"none\""
        #expect(try spec("[container]\n\(container)").notes.isEmpty)
        let complaining = try spec("[container]\n\(container)\n[profile]\nmode = \"complain\"").notes
        #expect(complaining.map(\.place?.start.line) == [7])
    }
}
