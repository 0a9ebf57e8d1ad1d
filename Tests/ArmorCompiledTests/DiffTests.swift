import ArmorCompiled
import ArmorGlob
import ArmorTestSupport
import Foundation
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// What a difference says of files, one line a group.
func lines(_ diff: ProfileDiff, _ kind: ComparedKind = .file) -> [String] {
    diff.kinds.filter { $0.kind == kind }.flatMap { entry -> [String] in
        guard case .differs(let groups) = entry.difference else { return ["undecided"] }
        return groups.map { group in
            let texts = group.texts.map(\.text).joined(separator: " ")
            let witness = group.witness.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            let changes = group.changes.map(text).sorted().joined(separator: ",")
            return "\(texts)\(group.isExact ? "" : "~") (\(witness)) \(changes)"
        }
    }
}

private func text(_ change: Change) -> String {
    func who(_ subject: Subject?) -> String { subject.map { " \($0.rawValue)" } ?? "" }
    func bits(_ permission: Permission) -> String { String(permission.rawValue, radix: 16) }
    return switch change {
    case .allows(let permission, let subject): "+\(bits(permission))\(who(subject))"
    case .denies(let permission, let subject): "-\(bits(permission))\(who(subject))"
    case .transition(let old, let new, let subject): "\(old.text) to \(new.text)\(who(subject))"
    case .logs(let permission, let subject): "logs \(bits(permission))\(who(subject))"
    case .ceasesToLog(let permission, let subject): "no log \(bits(permission))\(who(subject))"
    case .hushes(let permission, let subject): "hush \(bits(permission))\(who(subject))"
    case .ceasesToHush(let permission, let subject): "no hush \(bits(permission))\(who(subject))"
    }
}

/// Differences of small profiles, told as a person would.
@Suite(.serialized) struct DiffTests {
    private func compile(_ rules: String) async throws -> CompiledProfile? {
        guard let compiler = TestCompiler.all.first else { return nil }
        guard let bytes = try await compiler.compile("profile p {\n\(rules)\n}\n") else { return nil }
        return try CompiledPolicy.read(bytes).profile(named: "p")
    }

    private func diff(_ old: String, _ new: String) async throws -> ProfileDiff? {
        guard let old = try await compile(old), let new = try await compile(new) else { return nil }
        return old.difference(to: new, .linux61, .linux61)
    }

    struct Example: Sendable {
        let old: String
        let new: String
        let kind: ComparedKind
        let lines: [String]

        init(_ old: String, _ new: String, _ lines: [String], _ kind: ComparedKind = .file) {
            (self.old, self.new, self.kind, self.lines) = (old, new, kind, lines)
        }
    }

    @Test(arguments: [
        Example("/a r,", "/a r,", []),
        Example("/a r,", "/a rw,", ["/a (/a) +2,+8"]),
        Example("/a r,", "/b r,", ["/a (/a) -4", "/b (/b) +4"]),
        Example("/srv/x r,", "/srv/** r,", ["/srv/**~ (/srv/a) +4"]),
        Example("/srv/* r,", "/srv/** r,", ["/srv/*/** (/srv/a/a) +4", "/srv/*/ (/srv/a/) +4"]),
        Example("owner /a r,", "/a r,", ["/a (/a) +4 other"]),
        Example("/a px,", "/a px -> b,", ["/a (/a) px to px -> b"]),
        Example("audit /a r,", "/a r,", ["/a (/a) no log 4"]),
        Example("deny /a r,", "", ["/a (/a) no hush 4"]),
        Example("", "signal send set=(term) peer=x,", ["\\017x (\u{f}x) +2"], .signal),
        Example("ptrace read peer=a,", "ptrace read peer=b,", ["a (a) -4", "b (b) +4"], .ptrace),
        Example("umount /a/,", "umount /*/,", ["/*/~ (/b/) +4"], .umount),
        Example("link /a -> /b,", "link /a -> /*,", ["/a /*~ (/a /a) +40000,+8000"], .link),
    ]) func tellsWhatChanges(_ example: Example) async throws {
        guard let diff = try await diff(example.old, example.new) else { return }
        #expect(Set(lines(diff, example.kind)) == Set(example.lines), "\(example.old) to \(example.new)")
    }

    /// A star of AppArmor behind a slash stands for no second slash and not for nothing: the labels of children and the folder
    /// itself are not left out for that.
    @Test(arguments: [
        ("signal send peer=\"/a/{,**}\",", ComparedKind.signal, ["/a/", "/a/b", "/a//kid", "/a//b//c"]),
        ("ptrace read peer=\"{/a/,/b/}{,**}\",", .ptrace, ["/a/", "/b//kid", "/a/b//kid"]),
    ]) func globsTakeInWhatBeginsWithASlash(_ rule: String, _ kind: ComparedKind, _ names: [String]) async throws {
        guard let diff = try await diff("signal send peer=x, ptrace read peer=x,", rule) else { return }
        let found = diff.kinds.filter { $0.kind == kind }.flatMap { entry -> [ChangeGroup] in
            if case .differs(let groups) = entry.difference { groups } else { [] }
        }
        let wider = found.filter { group in group.changes.contains { $0.isWider } }
        #expect(!wider.isEmpty)
        for name in names {
            let code: [UInt8] = kind == .signal ? [15] : []
            let isTold = wider.contains { $0.texts[0].glob?.matches(code + bytes(name)) ?? true }
            #expect(isTold, "\(name): \(lines(diff, kind))")
        }
    }

    @Test func everyGlobMatchesItsWitness() async throws {
        let folder = fixtures().appending(path: "crashes")
        for name in listing(folder) {
            let policy = try CompiledPolicy.read(try contents(folder.appending(path: name)))
            let first = try #require(policy.profiles.first)
            let last = try #require(policy.profiles.last)
            let diff = first.difference(to: last, .linux612, .linux72)
            #expect(diff.kinds.contains { $0.kind == .file })
            for case .differs(let groups) in diff.kinds.map(\.difference) {
                for group in groups {
                    #expect(group.texts.count == group.witness.count)
                    for (pattern, text) in zip(group.texts, group.witness) {
                        #expect(pattern.glob?.matches(text) ?? true, "\(pattern.text) \(text)")
                    }
                }
            }
        }
    }

    @Test func tellsCapabilitiesSocketsAndLimits() async throws {
        let new = "capability chown,\nnetwork inet stream,\nset rlimit nofile <= 5,"
        guard let diff = try await diff("capability kill,", new) else { return }
        #expect(diff.capabilities.map(\.number) == [0, 5])
        #expect(diff.network.map { [$0.family, $0.type] } == [[2, 1]])
        #expect(diff.limits.map(\.number) == [7])
        #expect(diff.isWider)
    }

    @Test(arguments: [
        ("/a rw,", "/a r,", false), ("/a r,", "/a rw,", true), ("/a Px,", "/a px,", true), ("/a px,", "/a Px,", false),
        ("/a ix,", "/a ux,", true), ("audit /a r,", "/a r,", false), ("/** r,", "/a/** r,", false),
        ("set rlimit nofile <= 5,", "", true), ("set rlimit nofile <= 5,", "set rlimit nofile <= 4,", false),
        ("deny network inet stream,\nnetwork,", "network,", true),
    ]) func tellsWider(_ old: String, _ new: String, _ isWider: Bool) async throws {
        guard let diff = try await diff(old, new) else { return }
        #expect(!diff.isEmpty)
        #expect(diff.isWider == isWider, "\(old) to \(new)")
    }

    /// Where a profile attaches, and what of it a newer one leaves unconfined.
    @Test(arguments: [
        ("/usr/bin/a", "/usr/bin/a", nil, false), ("/usr/bin/a", "/usr/bin/*", "/usr/bin/b", false),
        ("/usr/bin/*", "/usr/bin/a", "/usr/bin/b", true), ("/usr/bin/a", "", "/usr/bin/a", true),
        ("", "/usr/bin/a", "/usr/bin/a", false), ("/usr/bin/{a,b}", "/usr/bin/[ab]", nil, false),
    ]) func attachmentsAreCompared(_ old: String, _ new: String, _ witness: String?, _ frees: Bool) async throws {
        func profile(_ attach: String) async throws -> CompiledProfile? {
            guard let compiler = TestCompiler.all.first else { return nil }
            guard let bytes = try await compiler.compile("profile p \(attach) {\n/x r,\n}\n") else { return nil }
            return try CompiledPolicy.read(bytes).profile(named: "p")
        }
        guard let first = try await profile(old), let second = try await profile(new) else { return }
        let diff = first.difference(to: second, .linux61, .linux61)
        #expect(diff.isEmpty == (witness == nil), "\(old) to \(new)")
        #expect(diff.attachments?.witness.map { String(decoding: $0, as: UTF8.self) } == witness)
        #expect(diff.isWider == frees)
    }

    /// Conditions on extended attributes: names, values, and which of both sides attaches to more programs.
    @Test(arguments: [
        ("user.a=1", "user.a=1", false, false), ("user.a=1", "", true, false), ("", "user.a=1", false, true),
        ("user.a=1", "user.b=1", true, true), ("user.a=1", "user.a=2", true, true),
        ("user.a=*", "user.a=1", false, true),
        ("user.a=1", "user.a=[12]", true, false), ("user.a=1 user.b=*", "user.a=1 user.b=?", false, true),
        ("user.a=1", "user.a=1 user.b=*", true, true),
    ]) func extendedAttributesAreCompared(_ old: String, _ new: String, _ gains: Bool, _ frees: Bool) async throws {
        for compiler in TestCompiler.all where compiler.kernel == "6.1" {
            func profile(_ attributes: String) async throws -> CompiledProfile? {
                let condition = attributes.isEmpty ? "" : "xattrs=(\(attributes))"
                let text = "abi <abi/3.0>,\nprofile p /usr/bin/* \(condition) {\n/x r,\n}\n"
                return try await compiler.compile(text).map { try CompiledPolicy.read($0) }?.profile(named: "p")
            }
            guard let first = try await profile(old), let second = try await profile(new) else { continue }
            let diff = first.difference(to: second, .linux61, .linux61)
            #expect(diff.isEmpty == (old == new), "\(old) to \(new)")
            #expect((diff.attachments?.gains ?? false) == gains, "\(old) to \(new)")
            #expect((diff.attachments?.frees ?? false) == frees, "\(old) to \(new)")
            #expect(diff.isWider == frees)
        }
    }

    /// Each flag that changes the compiled policy is a difference of its own.
    @Test(arguments: [
        ("complain", true), ("kill", false), ("unconfined", true), ("audit", false), ("mediate_deleted", true),
        ("attach_disconnected", true), ("chroot_relative", true), ("chroot_attach", true),
    ]) func flagsAreCompared(_ flag: String, _ isWider: Bool) async throws {
        guard let compiler = TestCompiler.all.first else { return }
        func profile(_ flags: String) async throws -> CompiledProfile? {
            let text = "abi <abi/3.0>,\nprofile p \(flags) {\n/x r,\n}\n"
            return try await compiler.compile(text).map { try CompiledPolicy.read($0) }?.profile(named: "p")
        }
        guard let first = try await profile(""), let second = try await profile("flags=(\(flag))") else { return }
        let diff = first.difference(to: second, .linux61, .linux61)
        #expect(!diff.isEmpty)
        #expect(diff.isWider == isWider, "\(flag)")
        #expect(second.difference(to: second, .linux61, .linux61).isEmpty)
    }

    /// The path of AppArmor 4, where the kernel mediates disconnected paths below a folder.
    @Test func settingsThatOnlyNewParsersHaveAreCompared() async throws {
        let flags = ["attach_disconnected.path=/a", "attach_disconnected.path=/b", "attach_disconnected.ipc", ""]
        for compiler in TestCompiler.all where compiler.kernel == "7.2" && compiler.path.contains("unstable") {
            var profiles: [CompiledProfile] = []
            for flag in flags {
                let text = "abi <abi/5.0>,\nprofile p \(flag.isEmpty ? "" : "flags=(\(flag))") {\n/x r,\n}\n"
                let bytes = try #require(try await compiler.compile(text))
                profiles.append(try #require(try CompiledPolicy.read(bytes).profile(named: "p")))
            }
            for (place, old) in profiles.enumerated() {
                for (other, new) in profiles.enumerated() {
                    #expect(old.difference(to: new, .linux72, .linux72).isEmpty == (place == other))
                }
            }
        }
    }

    /// Rules that differ only in sockets that no program can make are the same: type 0, types of other families.
    @Test func socketsThatDoNotExistDoNotCount() async throws {
        guard let same = try await diff("unix,", "network unix,") else { return }
        #expect(same.isEmpty)
        let narrower = try #require(try await diff("network inet,", "network inet stream,"))
        #expect(!narrower.isWider)
        #expect(narrower.network.map(\.type) == [2, 3, 4, 5, 10])
    }

    @Test func mountsAreComparedByTheirOptions() async throws {
        let rules = ["rw", "ro"].map { "mount fstype=tmpfs options=(\($0)) tmpfs -> /mnt/," }
        guard let diff = try await diff(rules[0], rules[1]) else { return }
        let told = lines(diff, .mount).map { String($0.split(separator: " ").last ?? "") }
        #expect(Set(told) == ["-2,-40", "+2,+40"])
        #expect(diff.isWider)
    }

    /// No parser here writes rules about the data of mounts, but kernels obey them: such a table is made of another.
    @Test func mountsAreComparedByTheirData() async throws {
        guard let compiler = TestCompiler.all.first else { return }
        let text = "profile p {\nmount fstype=tmpfs options=(rw) tmpfs -> /mnt/,\n}\n"
        guard var bytes = try await compiler.compile(text) else { return }
        let free = try #require(try CompiledPolicy.read(bytes).profile(named: "p"))
        let accept = try #require(acceptTable(bytes))
        var changed = 0
        for place in stride(from: accept.lowerBound, to: accept.upperBound, by: 4) where bytes[place + 3] & 2 != 0 {
            // The right to mount becomes the question for the data, behind which nothing is allowed.
            bytes[place + 3] = bytes[place + 3] & ~2 | 0x40
            changed += 1
        }
        #expect(changed > 0)
        let bound = try #require(try CompiledPolicy.read(bytes).profile(named: "p"))
        let mount = Access.mount(
            at: Array("/mnt/".utf8),
            source: Array("tmpfs".utf8),
            type: Array("tmpfs".utf8),
            flags: 0,
            data: []
        )
        #expect(free.decide(mount, .other, .linux61).isAllowed)
        #expect(!bound.decide(mount, .other, .linux61).isAllowed)
        let narrower = free.difference(to: bound, .linux61, .linux61)
        #expect(!narrower.isEmpty)
        #expect(!narrower.isWider)
        #expect(bound.difference(to: free, .linux61, .linux61).isWider)
        #expect(bound.difference(to: bound, .linux61, .linux61).isEmpty)
    }

    /// Both sides look at the data of the same mount and take other ones: each side's own are told.
    @Test func mountsOfBothSidesAreComparedByTheirData() throws {
        func profile(_ data: [String]) throws -> CompiledProfile {
            let mount = [MediationClass.mount.rawValue] + bytes("/mnt/\0tmpfs\0tmpfs\0")
            // The right to mount, 2, stands behind the data; before them, 0x40 asks for those.
            var words: [[UInt8]: UInt32] = [mount: 0x40]
            for text in data { words[mount + [0] + bytes(text)] = 2 }
            return try #require(try CompiledPolicy.read(HandmadeProfile(words).bytes).profiles.first)
        }
        func allowed(_ profile: CompiledProfile) -> [Bool] {
            ["size=1m", "mode=700", "size=2m"].map { data in
                let tmpfs = bytes("tmpfs")
                let mount = Access.mount(at: bytes("/mnt/"), source: tmpfs, type: tmpfs, flags: 0, data: bytes(data))
                return profile.decide(mount, .other, .linux61).isAllowed
            }
        }
        let old = try profile(["size=1m", "mode=700"])
        let new = try profile(["size=1m", "size=2m"])
        #expect(allowed(old) == [true, true, false])
        #expect(allowed(new) == [true, false, true])
        let diff = old.difference(to: new, .linux61, .linux61)
        #expect(diff.kinds.map(\.kind) == [.mountData])
        let told = lines(diff, .mountData).map { $0.split(separator: "(").last ?? "" }
        #expect(Set(told) == ["/mnt/ tmpfs tmpfs  mode=700) -2", "/mnt/ tmpfs tmpfs  size=2m) +2"])
        #expect(diff.isWider)
        #expect(!new.difference(to: try profile(["size=1m"]), .linux61, .linux61).isWider)
        #expect(old.difference(to: old, .linux61, .linux61).isEmpty)
    }

    /// Where the first machine of a compiled policy keeps what its states mean.
    private func acceptTable(_ bytes: [UInt8]) -> Range<Int>? {
        let magic: [UInt8] = [0x1b, 0x5e, 0x78, 0x3d]
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: magic) }) else { return nil }
        func number(_ at: Int, _ width: Int) -> Int { bytes[at..<at + width].reduce(0) { $0 << 8 | Int($1) } }
        let table = start + number(start + 4, 4)
        guard number(table, 2) == 1, number(table + 2, 2) == 4 else { return nil }
        return table + 12..<table + 12 + number(table + 8, 4) * 4
    }

    @Test func boundsAreKept() async throws {
        guard let old = try await compile("/a/** r,"), let new = try await compile("/a/**b r,") else { return }
        let diff = old.difference(to: new, .linux61, .linux61, ProductLimits(pairs: 3))
        #expect(diff.isUndecided)
        #expect(!diff.isEmpty)
    }
}
