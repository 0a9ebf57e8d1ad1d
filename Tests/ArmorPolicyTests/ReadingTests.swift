import ArmorPolicy
import ArmorSource
import Testing

/// What is read beside the rules: reasons, settings, the container, tests, silences.
@Suite struct ReadingTests {
    @Test("a reason is the element's own, else the comment beside or above it, else that of its list")
    func reasons() {
        let reading = Reading(
            """
            [filesystem]
            # above the list
            read = [
                "/list",
                "/beside",  # beside
                # above
                "/above",
                { path = "/own", reason = "own" },  # not this
            ]
            """
        )
        #expect(reading.report == "")
        #expect(
            reading.policy.main.rules.map { $0.origin?.reason }
                == ["above the list", "beside", "above", "own"]
        )
    }

    @Test("a table of rules takes the comment above it")
    func tableReasons() {
        let reading = Reading("# from the runtime\n[[signals]]\naccess = [\"receive\"]\n")
        #expect(reading.policy.main.rules.map { $0.origin?.reason } == ["from the runtime"])
    }

    @Test("a rule points at its element, a limit at its line")
    func places() {
        let reading = Reading("[limits]\nnofile = 3\n[capabilities]\nallow = [\"kill\", { name = \"chown\" }]\n")
        let places = reading.policy.main.rules.compactMap(\.origin).map {
            "\($0.place.start.line):\($0.place.start.column)"
        }
        #expect(places == ["4:10", "4:18", "2:1"])
    }

    @Test func settings() {
        let reading = Reading(
            """
            [profile]
            abi = "4.0"
            mode = "default_allow"
            flags = ["audit", "kill.signal=term"]
            attach = "/usr/bin/{a,b}"
            includes = ["tunables/global", "abstractions/base"]
            all = true
            """
        )
        #expect(reading.report == "")
        let settings = reading.policy.main.settings
        #expect(settings.abi?.value == "4.0")
        #expect(settings.mode?.value == .defaultAllow)
        #expect(settings.flags.map(\.value.text) == ["audit", "kill.signal=term"])
        #expect(settings.attach?.value == "\"/usr/bin/{a,b}\"")
        #expect(settings.includes.map(\.value.path) == ["tunables/global", "abstractions/base"])
        #expect(reading.rules == ["all,"])
    }

    @Test(arguments: ProfileSettings.Mode.allCases) func mode(_ mode: ProfileSettings.Mode) {
        #expect(Reading("[profile]\nmode = \"\(mode.rawValue)\"").policy.main.settings.mode?.value == mode)
    }

    @Test func container() {
        let reading = Reading(
            """
            [container]
            image = "docker.io/library/nginx"
            user = "101:101"
            read_only = true
            no_new_privileges = false
            tmpfs = ["/run", "/tmp"]
            devices = ["/dev/fuse:rw", "/dev/a:/dev/b:r", "/dev/null"]
            seccomp = "default"
            pids_limit = -1
            network = "none"
            userns = "host"
            pid = "host"
            ipc = "private"
            system_paths = "unmasked"
            [seccomp]
            allow = ["bpf", { name = "clone", args = [{ index = 0, op = "masked_eq", mask = 2114060288, value = 0 }] }]
            deny = ["ptrace"]
            """
        )
        #expect(reading.report == "")
        let container = reading.policy.container
        #expect(container.image?.value == "docker.io/library/nginx")
        #expect(container.user?.value == "101:101")
        #expect(container.readOnly?.value == true)
        #expect(container.noNewPrivileges?.value == false)
        #expect(container.tmpfs.map(\.value) == ["/run", "/tmp"])
        #expect(container.seccomp?.value == "default")
        let file = Reading("[container]\nseccomp = \"./filter.json\"")
        #expect(file.report == "")
        #expect(file.policy.container.seccomp?.value == "./filter.json")
        #expect(container.pidsLimit?.value == -1)
        #expect(container.devices.map(\.value) == ["/dev/fuse:rw", "/dev/a:/dev/b:r", "/dev/null"])
        #expect(container.network?.value == "none")
        #expect(container.userns?.value == .host && container.pid?.value == .host)
        #expect(container.ipc?.value == .private && container.systemPaths?.value == .unmasked)
        let seccomp = reading.policy.seccomp
        let masked = SystemCall.Condition(index: 0, .maskedEq, 0, mask: 0x7E02_0000)
        #expect(seccomp.allow.map(\.value) == [SystemCall("bpf"), SystemCall("clone", [masked])])
        #expect(seccomp.deny.map(\.value) == [SystemCall("ptrace")])
    }

    /// What is put into command lines and files of other programs is checked letter by letter.
    @Test(arguments: [
        ("image", "\"-v/:/host\""), ("image", "\"a b\""), ("user", "\"0;id\""), ("user", "\"a:b:c\""),
        ("tmpfs", "[\"run\"]"), ("tmpfs", "[\"/run:size=1 --privileged\"]"), ("tmpfs", "[\"/a/../b\"]"),
        ("devices", "[\"/etc/shadow\"]"), ("devices", "[\"/dev/a:/dev/b:/dev/c:rwm\"]"), ("network", "\"container:x\""),
        ("seccomp", "\"filter.json\""), ("seccomp", "\"./a\\nb\""),
    ])
    func badSettings(_ key: String, _ value: String) {
        #expect(
            Reading("[container]\n\(key) = \(value)").codes.map { $0.split(separator: " ").last } == ["bad-setting"]
        )
    }

    @Test func tests() {
        let reading = Reading(
            """
            [[test]]
            name = "both"
            allow = { read = ["/a", "/b"], owner = true }
            deny = { write = "/a", capability = "sys_admin" }
            [[test]]
            allow = { network = { family = "inet", type = "stream", port = 80 } }
            """
        )
        #expect(reading.report == "")
        let tests = reading.policy.tests
        #expect(tests.map(\.name) == ["both", "both", "both", nil])
        #expect(tests.map(\.expected) == [.allow, .deny, .deny, .allow])
        #expect(tests.map(\.query) == [.read, .write, .capability, .network])
        #expect(tests.map(\.owner) == [true, nil, nil, nil])
        #expect(tests.map(\.subjects.count) == [2, 1, 1, 1])
        guard case .fields(let fields, _)? = tests.last?.subjects.first else {
            Issue.record("no fields")
            return
        }
        #expect(fields == ["family": ["inet"], "type": ["stream"], "port": ["80"]])
    }

    @Test(
        "every kind of question takes a string, and the tables that the kind has",
        arguments: PolicyTest.Query.allCases
    )
    func query(_ query: PolicyTest.Query) {
        let text = Reading("[[test]]\nallow = { \(query.rawValue) = \"/a\" }")
        #expect(text.report == "")
        #expect(text.policy.tests.map(\.query) == [query])
        guard !query.fields.isEmpty else { return }
        let pairs = query.fields.map { "\($0) = \"x\"" }.joined(separator: ", ")
        #expect(Reading("[[test]]\nallow = { \(query.rawValue) = { \(pairs) } }").report == "")
    }

    @Test func silences() {
        let silences = Reading("[lints]\nsilence = [{ code = \"B04\", reason = \"why\" }]").policy.silences
        #expect(silences.map { "\($0.code.value) \($0.reason)" } == ["B04 why"])
    }

    @Test("a policy of nothing is sound", arguments: ["", "\n", "# a comment", "\u{FEFF}"])
    func nothing(_ text: String) {
        let reading = Reading(text)
        #expect(reading.report == "")
        #expect(reading.rules == [])
    }

    @Test(
        "what is known without being defined",
        arguments: [
            "PROC", "sys", "run", "HOME", "HOMEDIRS", "pid", "pids", "tid", "uid", "multiarch",
        ]
    )
    func variables(_ name: String) {
        #expect(Reading("[filesystem]\nread = [\"/x/@{\(name)}\"]").codes.allSatisfy { !$0.contains("unknown") })
        #expect(Reading("[variables]\n\(name) = \"/x\"").codes == ["2:1 reserved-name"])
    }
}
