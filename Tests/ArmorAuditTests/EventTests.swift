import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorAudit

/// Each kind of event, from a line as a kernel writes it.
@Suite struct EventTests {
    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func events() throws -> [AuditEvent] {
        let reader = LineReader(source: .auditLog)
        return try lines(fixtures().appending(path: "kinds/all.log")).compactMap { reader.read($0).event }
    }

    @Test func everyKindHasItsOwnFields() throws {
        let (web, other) = (AuditLabel("unconfined"), AuditLabel("other"))
        let expected: [EventDetail] = [
            .file(FileAccess(name: Self.bytes("/etc/x"))),
            .exec(ExecAccess(name: Self.bytes("/bin/sh"), target: AuditLabel("web//null-/bin/sh"))),
            .link(LinkAccess(name: Self.bytes("/srv/b"), target: Self.bytes("/srv/a"))),
            .rename(RenameAccess(name: Self.bytes("/srv/a"), side: .source)),
            .rename(RenameAccess(name: Self.bytes("/srv/b"), side: .destination)),
            .mount(
                MountAccess(
                    action: .mount,
                    name: Self.bytes("/mnt/t/"),
                    source: Self.bytes("tmpfs"),
                    fileSystem: Self.bytes("proc"),
                    flags: ["rw", "nosuid"]
                )
            ),
            .mount(MountAccess(action: .umount, name: Self.bytes("/mnt/t/"), flags: [])),
            .mount(
                MountAccess(action: .pivotRoot, name: Self.bytes("/new/"), source: Self.bytes("/new/old/"), flags: [])
            ),
            .capability(CapabilityUse(number: 23, name: "sys_nice")),
            .network(
                NetworkAccess(
                    family: "inet",
                    type: "dgram",
                    transport: "17",
                    local: Endpoint(address: "10.0.0.1", port: 4000),
                    foreign: Endpoint(address: "10.0.0.2", port: 53),
                    source: Endpoint(),
                    destination: Endpoint()
                )
            ),
            .unix(
                UnixAccess(
                    type: "stream",
                    transport: "0",
                    address: .abstract(Self.bytes("bad")),
                    peerAddress: .anonymous,
                    peer: other
                )
            ),
            .signal(SignalAccess(signal: "term", peer: web)),
            .ptrace(PtraceAccess(peer: web)),
            .dbus(
                DbusAccess(
                    bus: Self.bytes("system"),
                    path: Self.bytes("/org/a"),
                    interface: Self.bytes("org.a.B"),
                    member: Self.bytes("Go"),
                    name: Self.bytes("org.a"),
                    peer: web,
                    peerPID: 1
                )
            ),
            .mqueue(MqueueAccess(kind: .posix, name: Self.bytes("/q"))),
            .userns(UsernsAccess(program: Self.bytes("/usr/bin/unshare"))),
            .ioUring(IoUringAccess(action: .sqpoll)),
            .changeProfile(ProfileChange(action: .changeOnExec, name: Self.bytes("/bin/sh"), target: other)),
            .rlimit(LimitChange(name: "nofile", value: 4096)),
            .status(PolicyChange(name: AuditLabel("web"))),
            .unknown,
        ]
        let found = try events()
        #expect(found.map(\.detail) == expected)
        #expect(Set(found.map(\.detail.kind)) == Set(EventKind.allCases))
    }

    @Test func whatIsNotKnownIsKept() throws {
        let event = try #require(try events().last)
        #expect(event.operation == "teleport" && event.mediation == "novel")
        #expect(event.others == [OtherField(key: "where", value: Self.bytes("there"))])
        #expect(event.trust == .untrusted(.unknownOperation))
    }

    @Test func whatIsNoEvidence() throws {
        func objection(_ tail: String) -> AuditEvent.Objection? {
            LineReader().read(#"apparmor="ALLOWED" operation="open" profile="p" name="/a" "# + tail).event?.objection
        }
        #expect(objection("") == nil)
        #expect(objection(#"info="Failed name lookup - disconnected path" error=-13"#) == .disconnected)
        #expect(objection(#"info="Failed name lookup - name too long" error=-36"#) == .unresolved)
        #expect(objection(#"info="optional: no audit""#) == .optional)
        #expect(objection(#"info="failed mntpnt match" error=-13"#) == nil)
        #expect(try events().filter { $0.objection == .noAccess }.map(\.detail.kind) == [.status])
    }

    @Test(
        arguments: [
            ("web", nil, "web", "web", nil, 0), ("web//null-/bin/sh", nil, "web", "web", nil, 1),
            ("web//null-/bin/sh//null-/bin/cat", nil, "web", "web", nil, 2),
            ("web//kid", nil, "web//kid", "web", "kid", 0), ("web//kid//null-2d", nil, "web//kid", "web", "kid", 1),
            (":ns:web", "ns", "web", "web", nil, 0), (":ns://web", "ns", "web", "web", nil, 0),
            ("", nil, "", "", nil, 0), (":", nil, ":", ":", nil, 0), ("//", nil, "//", "", nil, 0),
        ] as [(String, String?, String, String, String?, Int)]
    )
    func labels(
        _ text: String,
        _ namespace: String?,
        _ origin: String,
        _ profile: String,
        _ child: String?,
        _ nulls: Int
    ) {
        let label = AuditLabel(text)
        #expect(label.namespace.map(string) == namespace)
        #expect(string(label.origin) == origin && string(label.profile) == profile)
        #expect(label.child.map(string) == child && label.nullChain.count == nulls)
    }

    @Test func stacksComeApart() {
        #expect(AuditLabel("a//&b//&:ns:c").parts == [AuditLabel("a"), AuditLabel("b"), AuditLabel(":ns:c")])
    }

    @Test func lettersOfMasks() {
        #expect(FileMask(letters: "rwcdaxmkl")?.rawValue == 511)
        #expect(FileMask(letters: "wk::") == [.write, .lock])
        #expect(FileMask(letters: "send receive") == nil)
    }
}
