import ArmorKernel
import ArmorSource
import Testing

@testable import ArmorEngine
@testable import ArmorSurvey

/// Each check finds what it is about, and a careful container has none of it.
@Suite struct ContainerFindingTests {
    private static let careful: ContainerSettings = {
        var settings = ContainerSettings()
        settings.droppedCapabilities = ["ALL"]
        settings.addedCapabilities = ["NET_BIND_SERVICE"]
        settings.securityOptions = ["apparmor=web", "no-new-privileges"]
        settings.hasReadOnlyRoot = true
        settings.memoryLimit = 1 << 28
        settings.processLimit = 100
        settings.mounts = [mount("/srv/www"), mount("/etc/localtime", isWritable: false)]
        return settings
    }()

    private static func mount(
        _ source: String,
        isWritable: Bool = true,
        propagation: String = "rprivate"
    ) -> ContainerSettings.Mount {
        .init(kind: "bind", source: source, target: "/in", isWritable: isWritable, propagation: propagation)
    }

    private static func state(
        _ labels: [String] = ["web (enforce)"],
        profile: String? = "web",
        isMediated: Bool = true,
        status: ProcessStatus? = nil,
        changing change: (inout ContainerSettings) -> Void = { _ in }
    ) -> ContainerState {
        var settings = careful
        change(&settings)
        return ContainerState(
            id: id("a1"),
            engine: "docker",
            container: Container(
                id: id("a1"),
                name: "web",
                image: "nginx",
                profile: profile,
                firstProcess: 20,
                settings: settings
            ),
            processes: labels.enumerated().compactMap { index, label in
                ConfinementLabel(content: label).map {
                    LabelledProcess(number: 20 + index, command: "nginx", label: $0)
                }
            },
            status: status,
            isMediated: isMediated
        )
    }

    @Test func aCarefulContainerHasNone() {
        #expect(Self.state().findings.isEmpty)
        #expect(Self.state(["web (enforce)", "web//worker (enforce)"]).findings.isEmpty)
        #expect(Self.state(["web//&unconfined (enforce)"]).findings.isEmpty)
    }

    @Test(
        arguments: [
            (["unconfined"], "unconfined", true, .unconfined, ["R01"]),
            (["unconfined"], "web", true, .unconfined, ["R01"]),
            ([":other:unconfined"], nil, true, .unconfined, ["R01"]),
            ([], nil, false, .none, ["R01"]),
            ([], "web", true, .unknown, []),
            (["web (enforce)", "unconfined"], "web", true, .partly, ["R02"]),
            (["other (enforce)"], "web", true, .custom, ["R03"]),
            (["web2 (enforce)", "web (enforce)"], "web", true, .custom, ["R03"]),
            (["web (complain)"], "web", true, .custom, ["R04"]),
            (["docker-default (enforce)"], "docker-default", true, .engineDefault, ["R05"]),
            (["containers-default-0.50.1 (enforce)"], nil, true, .engineDefault, ["R05"]),
            (["docker-default-mine (enforce)"], nil, true, .custom, []),
            (["docker-default (enforce)", "web (enforce)"], nil, true, .custom, []),
        ] as [([String], String?, Bool, Confinement, [String])]
    )
    func confinement(
        _ labels: [String],
        _ profile: String?,
        _ isMediated: Bool,
        _ confinement: Confinement,
        _ codes: [String]
    ) {
        let state = Self.state(labels, profile: profile, isMediated: isMediated)
        #expect(state.confinement == confinement)
        #expect(state.findings.map(\.check.code) == codes)
    }

    private static let changes: [(codes: [String], change: @Sendable (inout ContainerSettings) -> Void)] = [
        (["R06", "R09"], { $0.isPrivileged = true }),
        (["R07"], { $0.addedCapabilities = ["SYS_ADMIN"] }),
        (["R07", "R08"], { $0.addedCapabilities = ["ALL", "NET_ADMIN", "CHOWN"] }),
        (["R09"], { $0.securityOptions.append("seccomp=unconfined") }),
        (["R10"], { $0.securityOptions = ["no-new-privileges:false"] }),
        (["R11"], { $0.masksSystemPaths = false }),
        (["R12", "R12"], { $0.devices = ["/dev/sda", "/dev/kvm"] }),
        (["R13"], { $0.hostNamespaces = [.pid] }),
        (["R14"], { $0.hostNamespaces = [.network] }),
        (["R15"], { $0.hostNamespaces = [.ipc] }),
        (["R16"], { $0.hostNamespaces = [.uts] }),
        (["R17"], { $0.hostNamespaces = [.user] }),
        (["R18"], { $0.hostNamespaces = [.cgroup] }),
        (["R19"], { $0.mounts = [mount("/var/run/docker.sock", isWritable: false)] }),
        (["R19"], { $0.mounts = [mount("/run")] }),
        (["R19"], { $0.mounts = [mount("//run/./containerd")] }),
        (["R19"], { $0.mounts = [mount("/run/user/1000/podman/podman.sock")] }),
        (["R20"], { $0.mounts = [mount("/")] }),
        (["R20"], { $0.mounts = [mount("/etc/")] }),
        (["R21"], { $0.mounts = [mount("/var/lib/docker", isWritable: false)] }),
        (["R22"], { $0.mounts = [mount("/srv", propagation: "rshared")] }),
        (["R23"], { $0.hasReadOnlyRoot = false }),
        (["R24"], { $0.processLimit = nil }),
        (["R25"], { $0.memoryLimit = nil }),
        ([], { $0.mounts = [mount("/srv/etc"), mount(""), mount("run"), mount("/var/lib/docker/volumes/x/_data")] }),
        ([], { $0.addedCapabilities = ["CHOWN", "KILL"] }),
    ]

    @Test(arguments: changes.indices)
    func settings(_ index: Int) {
        let (codes, change) = Self.changes[index]
        #expect(Self.state(changing: change).findings.map(\.check.code) == codes)
    }

    /// Paths of the host by what mounting them writable opens; read-only ones are marked with `:ro`.
    private static let hostPaths: [(code: String?, paths: [String])] = [
        (
            "R19",
            [
                "/run/user/1000/docker.sock", "/run/user/1000", "/run/user", "/run/k3s/containerd/containerd.sock",
                "/run/containerd", "/run/docker.sock", "/var/run", "/run", "/run/dbus/system_bus_socket:ro",
                "/run/snapd.socket",
                "/run/libvirt/libvirt-sock", "/var/lib/lxd/unix.socket", "/run/systemd/private", "/run/udev",
                "/run/crio",
                "/run/cri-dockerd.sock", "/run/buildkit", "/run/incus/unix.socket", "/var/../run/docker.sock",
                "/run/containerd/s/0a1b:ro", "/host/run/docker.sock:ro",
            ]
        ),
        (
            "R20",
            [
                "/", "//", "/./", "/..", "/var", "/var/lib", "/var/lib/kubelet", "/etc/shadow", "/etc/cron.d",
                "/etc/kubernetes", "/usr/bin/runc", "/usr/local", "/home", "/root/.ssh", "/home/eve/.ssh",
                "/sys/fs/cgroup", "/sys/kernel/debug", "/proc/sys", "/dev/sda", "/dev/mapper", "/lib/modules",
                "/var/lib/docker/overlay2", "/var/lib/rancher", "/boot/grub", "/lib64", "/libx32", "/var/spool/cron",
                "/host_mnt/etc", "/run/host", "/mnt/../etc", "/etc/../etc", "/selinux", "/var/lib/systemd", "/usr/lib",
                "/var/lib/docker/volumes", "/run/host/etc/passwd",
            ]
        ),
        (
            "R21",
            [
                "/etc/shadow:ro", "/root:ro", "/etc/kubernetes/pki:ro", "/usr:ro", "/boot:ro",
                "/home/eve/.kube/config:ro",
            ]
        ),
        (
            nil,
            [
                "/srv/www", "/tmp", "/opt/app", "/home/eve/project", "/etc/localtime", "/etc/ssl/certs:ro",
                "/etc/passwd:ro",
                "/dev/dri", "/lib/modules:ro", "/var/log/app", "/var/www", "/run/app", "/var/lib/app",
                "/var/lib/docker/volumes/data/_data", "/usr/share/zoneinfo:ro", "relative", "",
            ]
        ),
    ]

    @Test(arguments: hostPaths.indices)
    func mountedHostPaths(_ index: Int) {
        let (code, paths) = Self.hostPaths[index]
        for path in paths {
            let isReadOnly = path.hasSuffix(":ro")
            let source = isReadOnly ? String(path.dropLast(3)) : path
            let state = Self.state { $0.mounts = [Self.mount(source, isWritable: !isReadOnly)] }
            #expect(state.findings.map(\.check.code) == (code.map { [$0] } ?? []), "\(path)")
        }
    }

    @Test func everyCheckWasFound() {
        let settings = Self.changes.flatMap(\.codes)
        #expect(Set(settings + ["R01", "R02", "R03", "R04", "R05"]) == Set(ContainerChecks.all.map(\.code)))
    }

    @Test func whatTheProcessSaysCountsMoreThanTheCommandLine() {
        let hardened = ProcessStatus(hasNoNewPrivileges: true, isFiltered: true)
        let open = ProcessStatus(hasNoNewPrivileges: false, isFiltered: false)
        let byDefault = Self.state(status: hardened) { $0.securityOptions = [] }
        #expect(byDefault.findings.isEmpty)
        #expect(Self.state(status: open).findings.map(\.check.code) == ["R09", "R10"])
    }

    @Test func manyProcessesAreNotAllNamed() {
        let labels = ["web (enforce)"] + [String](repeating: "unconfined", count: 5)
        #expect(
            Self.state(labels).findings.map(\.message)
                == ["unconfined are 21 (nginx), 22 (nginx), 23 (nginx) and 2 more"]
        )
    }

    @Test func namesOfOthersAreHarmlessInPrint() {
        let finding = ContainerChecks.devices.found("has the host's device \"/dev/\u{1B}[2Jx\"", subject: "we\nb")
        let text = DiagnosticText(colour: false).render(finding.diagnostic)
        #expect(text.hasPrefix(#"warning: we\u{a}b: has the host's device "/dev/\u{1b}[2Jx" [R12]"#))
    }

    @Test func aContainerWithoutAnEngineIsCalledByItsID() {
        let state = ContainerState(id: id("b2"), engine: "containerd", container: nil, processes: [], status: nil)
        #expect(state.name == "b2b2b2b2b2b2")
        #expect(state.findings.isEmpty)
    }
}
