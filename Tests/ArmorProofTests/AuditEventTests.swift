import ArmorAudit
import ArmorCompiled
import ArmorProof
import ArmorTestSupport
import Foundation
import Testing

/// What a line of an audit log tells of.
@Suite struct AuditEventTests {
    private static let head = #"audit: type=1400 audit(1795226287.820:7): apparmor="DENIED" "#

    @Test(arguments: [
        (
            #"operation="open" profile="p" name="/etc/hosts" requested_mask="wc" denied_mask="wc" fsuid=0 ouid=0"#,
            "write /etc/hosts"
        ),
        (#"operation="open" profile="p" name=2F746D702F6120 denied_mask="r" fsuid=0 ouid=1"#, "read /tmp/a "),
        (#"operation="exec" profile="p" name="/bin/sh" requested_mask="x" denied_mask="x""#, "execute /bin/sh"),
        (#"operation="link" name="/l/a" denied_mask="l" target="/l/b""#, "link /l/a to /l/b"),
        (#"operation="capable" capability=23  capname="sys_nice""#, "capability sys_nice"),
        (
            #"operation="create" class="net" family="inet" sock_type="dgram" protocol=17 denied_mask="create""#,
            "create a socket inet dgram"
        ),
        (#"operation="signal" denied_mask="send"signal=term peer="unconfined""#, "send signal term, peer unconfined"),
        (#"operation="ptrace" denied_mask="read" peer="x""#, "ptrace read, peer x"),
        (
            #"operation="mount" name="/mnt/" fstype="proc" srcname="tmpfs" flags="rw, nosuid""#,
            "mount tmpfs at /mnt/, fstype proc, options rw,nosuid"
        ),
        (#"operation="umount" name="/mnt/""#, "umount /mnt/"),
        (#"operation="pivotroot" name="/new/" srcname="/old/""#, "pivot_root to /new/, old root at /old/"),
        (#"operation="change_profile" name="x""#, "change to profile x"),
        (#"operation="setrlimit" rlimit=nofile value=4096"#, "set rlimit nofile to 4096"),
        (#"operation="userns_create" class="namespace" requested="userns_create""#, "create a user namespace"),
    ]) func tellsOneAccess(_ tail: String, _ expected: String) throws {
        let event = try #require(self.event(Self.head + tail))
        #expect(event.accesses.map(\.text) == [expected])
    }

    @Test func tellsWhoseTheFileIs() {
        func subject(_ tail: String) -> Subject? {
            event(Self.head + #"operation="open" name="/a" denied_mask="r" "# + tail)?.subject
        }
        #expect(subject("fsuid=0 ouid=0") == .owner)
        #expect(subject("fsuid=0 ouid=1000") == .other)
        #expect(subject("") == nil)
    }

    @Test(arguments: [
        "", "apparmor=", #"apparmor=""#, #"apparmor="DENIED""#, #"apparmor="STATUS" operation="profile_load""#,
    ])
    func theRestTellsNothing(_ line: String) { #expect(event(line)?.accesses.isEmpty ?? true) }

    /// Each denial that real kernels wrote tells of an access, or is of a kind that no question is asked about.
    @Test(arguments: ["linux-6.1.log", "linux-6.12.log", "linux-7.2.log"]) func realDenials(_ file: String) throws {
        guard let log = sharedCorpus?.appending(path: "kernel/\(file)") else { return }
        let denials = try text(log).split(separator: "\n").filter { $0.contains("apparmor=\"DENIED\"") }
        let silent = denials.filter { event(String($0))?.accesses.isEmpty ?? true }
        #expect(denials.count > 20)
        let others = ["operation=\"stack\"", "change_hat", "disconnected path"]
        let unknown = silent.filter { line in !others.contains(where: line.contains) }
        #expect(unknown.isEmpty, "\(unknown)")
    }

    private func event(_ line: String) -> AuditEvent? {
        if case .event(let event) = LineReader().read(line) { event } else { nil }
    }
}
