import ArmorPolicy
import ArmorSource
import ArmorTarget
import Testing

/// What profiles, executions and includes may be named.
@Suite struct NamingTests {
    @Test(arguments: ["a", "web", "web-1", "a.b_c-D", "0", String(repeating: "a", count: 100), "unconfined2", "nul"])
    func allowed(_ name: String) {
        let reading = Reading("name = \"\(name)\"")
        #expect(reading.report == "")
        #expect(reading.policy.name?.value == name)
    }

    @Test(arguments: [
        "", "-a", ".a", "_a", "a b", "a/b", "/a", "a//b", "a:b", "a\\tb", "ä", "a\\u0000", "a\\u202Eb", "a{b}", "@{x}",
        "a,", "*", String(repeating: "a", count: 101),
    ])
    func bad(_ name: String) {
        let reading = Reading("name = \"\(name)\"")
        #expect(reading.codes == ["1:8 bad-name"])
        #expect(reading.policy.name == nil)
    }

    @Test(arguments: [
        "unconfined", "kernel", "docker-default", "containerd-default", "cri-containerd.apparmor.d", "runc", "crun",
        "lxc-container", "libvirt-1", "snap.web", "null-web", "containers-default-0.57.4", "crio-default",
        "nerdctl-default", "buildkit-default", "unprivileged_userns", "unpriv_bwrap", "podman", "bwrap",
    ])
    func reserved(_ name: String) {
        let reading = Reading("name = \"\(name)\"")
        #expect(reading.codes == ["1:8 reserved-name"])
        #expect(reading.policy.name == nil)
    }

    @Test("what extends names is not bound to a policy's own name")
    func ofBase() {
        #expect(ProfileName.reservation("lxc-") != nil)
        #expect(ProfileName.reservation("lxc") == nil)
    }

    /// Every label gives a name that a policy can have, always the same; a valid name that is free stays as it is.
    @Test(arguments: [
        ("web", "web"), ("a.b_c-D", "a.b_c-D"), ("/usr/sbin/mysqld", "usr.sbin.mysqld"),
        ("/usr/lib{,exec}/app", "usr.lib.exec.app"), ("profile with spaces", "profile.with.spaces"),
        ("docker-default", "armor-docker-default"), ("containers-default-0.57.4", "armor-containers-default-0.57.4"),
        ("lxc-101_</var/lib/lxc>", "armor-lxc-101_.var.lib.lxc"),
        ("lxd-c1_</var/lib/lxd>", "armor-lxd-c1_.var.lib.lxd"),
        ("MongoDB Compass", "MongoDB.Compass"), ("/snap.x", "armor-snap.x"), ("unconfined", "armor-unconfined"),
        ("null-x", "armor-null-x"), ("", "profile"), ("///", "profile"), ("-._x", "x"), ("\u{E4}", "profile"),
        ("a..b", "a..b"),
        ("/a/../b", "a.b"), ("a\u{0}b\n", "a.b"),
        (
            String(repeating: "a", count: 101),
            String(repeating: "a", count: 91) + "-9d079339"
        ),
    ])
    func derived(_ label: String, _ name: String) {
        #expect(ProfileName.derived(from: label) == name)
        #expect(Reading("name = \"\(ProfileName.derived(from: label))\"").report == "")
        #expect(ProfileName.isValid(ProfileName.derivedChild(from: label)))
    }

    /// An engine's own profile is told by its owner, with the preset that allows the same where there is one.
    @Test(arguments: [
        ("docker-default", "docker-default"), ("cri-containerd.apparmor.d", "docker-default"),
        ("containers-default-0.57.4", "docker-default"), ("snap.firefox.firefox", nil), ("lxd-c1_</var/lib/lxd>", nil),
        ("unprivileged_userns", nil),
    ])
    func owned(_ label: String, _ preset: String?) throws {
        #expect(try #require(ReservedName(label)).preset == preset)
    }

    @Test(arguments: ["web", "/usr/sbin/mysqld", "lxd-web", "dockerx", "containers-web", "snapper"])
    func free(_ label: String) { #expect(ReservedName(label) == nil) }

    @Test(arguments: ["web", "web//child", "/usr/bin/web", "a.b"]) func target(_ name: String) {
        #expect(ProfileName.isTarget(name))
    }

    @Test(arguments: ["", "-a", "a b", "a,", "a\"b", "@{x}", "a*", "&a", ":ns:a", String(repeating: "a", count: 203)])
    func badTarget(_ name: String) {
        #expect(!ProfileName.isTarget(name))
    }

    @Test(arguments: ["abstractions/base", "abstractions/X-1_2.d", "abstractions/a/b", "local/x", "tunables/global"])
    func include(_ path: String) {
        #expect(Include(path)?.path == path)
        #expect(Include(path)?.isPreamble == path.hasPrefix("tunables"))
    }

    @Test(arguments: [
        "", "base", "abstractions", "abstractions/", "abstractions/..", "abstractions/.x",
        "abstractions/a/../b", "abstractions//b", "local/../x", "/abstractions/base", "/etc/shadow", "abstractions/a b",
        "abstractions/a>", "tunables/\"x\"",
    ])
    func badInclude(_ path: String) {
        #expect(Include(path) == nil)
    }

    @Test(arguments: [
        ("audit", nil), ("mediate_deleted", nil), ("attach_disconnected", nil), ("no_attach_disconnected", nil),
        ("chroot_relative", nil), ("interruptible", ParserVersion(4, 0, 0)), ("debug", ParserVersion(4, 0, 0)),
        ("attach_disconnected.ipc", ParserVersion(5, 0, 2)), ("kill.signal=term", ParserVersion(4, 0, 0)),
        ("attach_disconnected.path=/a/b", ParserVersion(4, 0, 0)), ("error=EPERM", ParserVersion(4, 1, 0)),
    ])
    func flag(text: String, since release: ParserVersion?) throws {
        let flag = try #require(ProfileFlag(text))
        #expect(flag.text == text)
        #expect(flag.requirements.first?.parser == release)
    }

    @Test(arguments: [
        "", "=", "audit=1", "kill.signal", "kill.signal=", "kill.signal=x", "error=", "error=E", "enforce",
        "attach_disconnected.path=", "attach_disconnected.path=a",
        "attach_disconnected.path=/a/..", "attach_disconnected.path=/a,b", "attach_disconnected.path=/a)b",
    ])
    func badFlag(_ text: String) {
        #expect(ProfileFlag(text) == nil)
    }
}
