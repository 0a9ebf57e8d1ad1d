import ArmorCompiled
import Testing

/// One question and its answer, which no parser and no kernel may change.
struct Case: Sendable, CustomTestStringConvertible {
    let access: Access
    let testDescription: String
    let owner: Bool
    let other: Bool

    init(_ name: String, _ access: Access, _ isAllowed: Bool, other: Bool? = nil) {
        (self.access, testDescription, owner, self.other) = (access, name, isAllowed, other ?? isAllowed)
    }
}

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

private func file(_ path: String, _ wanted: Permission, _ isAllowed: Bool) -> Case {
    Case("\(path) \(wanted.rawValue)", .file(bytes(path), wanted), isAllowed)
}

private func link(_ from: String, _ to: String, _ isAllowed: Bool, other: Bool? = nil) -> Case {
    Case("\(from) -> \(to)", .link(bytes(from), target: bytes(to)), isAllowed, other: other)
}

private func mount(_ target: String, _ source: String, _ type: String, _ flags: UInt32, _ isAllowed: Bool) -> Case {
    let access = Access.mount(at: bytes(target), source: bytes(source), type: bytes(type), flags: flags, data: [])
    return Case("mount \(source) \(target) \(flags)", access, isAllowed)
}

private let inet: UInt16 = 2
private let netlink: UInt16 = 16
private let nosuid: UInt32 = 2
private let readOnly: UInt32 = 1

private let cases: [Case] = [
    file("/etc/a.conf", .read, true), file("/etc/a.conf", .write, false), file("/etc/a/b.conf", .read, false),
    file("/etc/a.confx", .read, false), file("/srv/a/b", .append, true), file("/srv/a/b", .write, false),
    file("/denied", .read, false), file("/loud", .read, false), file("/nothing", .read, false),
    file("", .read, false), file("/", .read, false),
    link("/plain", "/aim", true), link("/plain", "/other", false), link("/aim", "/plain", false),
    // Parsers write the demand for a subset into the owner's permissions alone.
    link("/sub/r", "/big/r", true), link("/sub/w", "/big/w", false, other: true), link("/sub/r", "/elsewhere", false),
    Case("change_profile", .changeProfile(bytes("third")), true),
    Case("change_profile elsewhere", .changeProfile(bytes("fourth")), false),
    Case("onexec", .onExec(program: bytes("/x/y"), target: bytes("other")), true),
    Case("onexec of another program", .onExec(program: bytes("/x/z"), target: bytes("other")), false),
    Case("onexec of any program", .onExec(program: bytes("/x/z"), target: bytes("third")), true),
    Case("net_admin", .capability(12), true), Case("net_raw", .capability(13), true),
    Case("sys_admin", .capability(21), false), Case("chown", .capability(0), false),
    Case("no capability", .capability(64), false),
    Case("tcp", .network(family: inet, type: 1, protocol: 6, .create), true),
    Case("udp", .network(family: inet, type: 2, protocol: 17, .create), false),
    Case("netlink", .network(family: netlink, type: 3, protocol: 0, .bind), true),
    Case("vsock", .network(family: 40, type: 1, protocol: 0, .create), false),
    Case("kill -TERM", .signal(15, peer: bytes("foo"), .send), true),
    Case("kill -KILL", .signal(9, peer: bytes("foo"), .send), false),
    Case("kill -TERM of another", .signal(15, peer: bytes("fo"), .send), false),
    Case("being killed", .signal(9, peer: bytes("unconfined"), .receive), true),
    Case("ptrace read", .ptrace(peer: bytes("bar"), .ptraceRead), true),
    Case("ptrace trace", .ptrace(peer: bytes("bar"), .trace), false),
    Case("ptrace of another", .ptrace(peer: bytes("q"), .ptraceRead), false),
    mount("/mnt/", "proc", "proc", nosuid, true), mount("/mnt/", "proc", "proc", 0, false),
    mount("/mnt/", "proc", "sysfs", nosuid, false), mount("/b/", "/dev/x", "ext4", readOnly, true),
    mount("/b/", "/dev/y", "ext4", readOnly, false), mount("/data/", "tmpfs", "tmpfs", 0, true),
    Case("umount", .umount(bytes("/mnt/")), true), Case("umount elsewhere", .umount(bytes("/b/")), false),
    Case("pivot_root", .pivotRoot(new: bytes("/new/"), old: bytes("/new/old/")), true),
    Case("pivot_root elsewhere", .pivotRoot(new: bytes("/new/"), old: bytes("/old/")), false),
    Case("nofile", .limit(7, 100), true), Case("nofile above", .limit(7, 101), false),
    Case("a limit that is not set", .limit(0, 1 << 40), true),
]

/// The answers of one profile, compiled by each parser for each kernel: old permissions, permission tables, differential
/// encoding.
@Suite(.serialized) struct DecisionTests {
    private func profile(_ compiler: TestCompiler) async throws -> (CompiledProfile, KernelDialect)? {
        guard let bytes = try await compiler.compile(try fixtureProfile("questions")) else { return nil }
        let kernel = try #require(KernelDialect(rawValue: compiler.kernel))
        return (try #require(try CompiledPolicy.read(bytes).profile(named: "q")), kernel)
    }

    @Test(arguments: TestCompiler.all) func answersAsWritten(_ compiler: TestCompiler) async throws {
        guard let (profile, kernel) = try await profile(compiler) else { return }
        for item in cases {
            #expect(profile.decide(item.access, .owner, kernel).isAllowed == item.owner, "\(item.testDescription)")
            #expect(profile.decide(item.access, .other, kernel).isAllowed == item.other, "\(item.testDescription)")
        }
    }

    /// What the kernel is asked, answered by the words that it would give: the same, but for the subset test of links.
    @Test(arguments: TestCompiler.all) func theKernelIsAskedTheSame(_ compiler: TestCompiler) async throws {
        guard let (profile, kernel) = try await profile(compiler) else { return }
        for item in cases where !item.testDescription.hasPrefix("/sub/") {
            for (subject, expected) in [(Subject.owner, item.owner), (.other, item.other)] {
                guard let questions = profile.kernelQuestions(item.access, kernel) else { continue }
                let isAllowed = questions.allSatisfy {
                    $0.permissions.rawValue & ~profile.words($0.query, subject, kernel).allow == 0
                }
                #expect(isAllowed == expected, "\(item.testDescription) as \(subject)")
            }
        }
    }

    @Test(arguments: TestCompiler.all) func ownersAreToldApart(_ compiler: TestCompiler) async throws {
        guard let (profile, kernel) = try await profile(compiler) else { return }
        func allows(_ wanted: Permission, _ subject: Subject) -> Bool {
            profile.decide(.file(bytes("/owned"), wanted), subject, kernel).isAllowed
        }
        #expect(allows(.read, .owner) && !allows(.read, .other))
        #expect(allows(.write, .owner) && allows(.write, .other))
    }

    @Test(arguments: TestCompiler.all) func transitionsAreNamed(_ compiler: TestCompiler) async throws {
        guard let (profile, kernel) = try await profile(compiler) else { return }
        func text(_ program: String) -> String? {
            profile.decide(.file(bytes("/bin/\(program)"), .execute), .other, kernel).transition?.text
        }
        #expect(text("inherit") == "ix")
        #expect(text("profile") == "px")
        #expect(text("clean") == "Px")
        #expect(text("child") == "cx")
        #expect(text("free") == "ux")
        #expect(text("cleanfree") == "Ux")
        #expect(text("orinherit") == "pix")
        #expect(text("childorinherit") == "Cix")
        #expect(text("orfree") == "pux")
        #expect(text("named") == "px -> target")
        #expect(text("namedclean") == "Pix -> target")
        #expect(text("kid") == "px -> q//kid")
        #expect(text("unknown") == nil)
    }

    @Test(arguments: TestCompiler.all) func logsWhatIsAuditedAndWhatIsNotQuiet(_ compiler: TestCompiler) async throws {
        guard let (profile, kernel) = try await profile(compiler) else { return }
        func isLogged(_ access: Access) -> Bool { profile.decide(access, .other, kernel).isLogged }
        #expect(isLogged(.file(bytes("/audited"), .read)))
        #expect(!isLogged(.file(bytes("/etc/a.conf"), .read)))
        #expect(!isLogged(.file(bytes("/denied"), .read)))
        #expect(isLogged(.file(bytes("/loud"), .read)))
        #expect(isLogged(.file(bytes("/nothing"), .read)))
        #expect(isLogged(.capability(13)) && !isLogged(.capability(12)))
        #expect(!isLogged(.capability(21)) && isLogged(.capability(0)))
    }

    /// `.access` of a class that no rule speaks of: all allowed, and quiet.
    @Test func whatIsNotMediatedIsAllowed() throws {
        let policy = try CompiledPolicy.read(try compiledFixture("small"))
        for kernel in KernelDialect.allCases {
            #expect(policy.words(label: "small", .userns, .other, kernel) == .unmediated)
            #expect(policy.words(label: "none", .userns, .other, kernel) == nil)
        }
    }

    /// A kind that the kernel mediates is denied where no rule speaks of it.
    @Test func whatIsMediatedWithoutARuleIsDenied() throws {
        let profile = try #require(try CompiledPolicy.read(try compiledFixture("small")).profiles.first)
        for kernel in KernelDialect.allCases {
            #expect(!profile.decide(.ptrace(peer: bytes("x"), .trace), .other, kernel).isAllowed)
            #expect(!profile.decide(.signal(9, peer: bytes("x"), .send), .other, kernel).isAllowed)
            #expect(!profile.decide(.umount(bytes("/")), .other, kernel).isAllowed)
            #expect(!profile.decide(.network(family: 2, type: 1, protocol: 6, .create), .other, kernel).isAllowed)
            #expect(!profile.decide(.changeProfile(bytes("x")), .other, kernel).isAllowed)
            #expect(profile.decide(.userns, .other, kernel).isAllowed)
        }
    }

    /// A compound label allows what each of its profiles does.
    @Test func labelsAddUp() throws {
        let policy = try CompiledPolicy.read(try compiledFixture("families"))
        func reads(_ label: String, _ path: String) -> Bool {
            let words = policy.words(label: label, .file(bytes(path)), .other, .linux61)
            return (words?.allow ?? 0) & Permission.read.rawValue != 0
        }
        #expect(reads("a", "/a") && reads("b", "/b"))
        #expect(!reads("a//&b", "/a") && !reads("a//&b", "/b"))
        #expect(reads("a//&a", "/a"))
        #expect(reads("a//one", "/one"))
    }

    @Test func kernelsAreAskedWithTheSameBytes() {
        let query = Query.signal(15, peer: bytes("foo"))
        #expect(query.kernelBytes(label: "web") == bytes("label\0web\0") + [10, 15] + bytes("foo"))
        let mount = Query.mount(at: bytes("/a/"), source: bytes("b"), type: bytes("c"), flags: 0b101)
        #expect(mount.bytes == bytes("/a/\0b\0c\0") + [1, 3])
        #expect(Query.network(family: inet, type: 0x102).bytes == [0, 2, 1, 2])
        #expect(Query.ptrace(peer: bytes("p")).kernelBytes(label: "l") == bytes("label\0l\0") + [16, 9] + bytes("p"))
    }
}
