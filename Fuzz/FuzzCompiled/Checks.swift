import ArmorCompiled
import ArmorGlob
import FuzzSupport

private let paths = ["/", "/etc/hosts", "/bin/sh", "/proc/1/mem", "/a/b/c.so"].map { Array($0.utf8) }
let limits = ProductLimits(pairs: 2_000, steps: 2_000_000)

func checkRecords(_ policy: CompiledPolicy) {
    let again = policy.parts(ofAtMost: 1).compactMap { try? CompiledPolicy.read($0) }
    require(again.count == policy.profiles.count, "a record cannot be read alone")
    for (part, profile) in zip(again, policy.profiles) {
        let only = part.profiles[0]
        require(part.profiles.count == 1 && only.nameBytes == profile.nameBytes, "a record holds another profile")
        require(
            part.kernelHash(of: only, .sha256) == policy.kernelHash(of: profile, .sha256),
            "the hash depends on the place"
        )
    }
}

func ask(_ profile: CompiledProfile) {
    for kernel in KernelDialect.allCases {
        for subject in Subject.allCases {
            for path in paths {
                let words = profile.words(.file(path), subject, kernel)
                let decision = profile.decide(.file(path, .read), subject, kernel)
                let allows = words.allow & Permission.read.rawValue != 0
                require(allows == decision.isAllowed, "the words and the decision differ")
                _ = profile.decide(.link(path, target: paths[1]), subject, kernel)
                _ = profile.decide(.file(path, .execute), subject, kernel).transition?.text
            }
        }
        _ = profile.decide(.network(family: 2, type: 1, protocol: 6, .create), .other, kernel)
        _ = profile.decide(.signal(15, peer: paths[1], .send), .other, kernel)
        _ = profile.decide(.mount(at: paths[1], source: [], type: [], flags: 3, data: []), .other, kernel)
    }
    guard let glob = try? Glob.parse("/{etc,bin}/**") else { return }
    if case .found(let texts) = profile.find(allowed: true, in: .files(glob, .read), .other, .linux61, limits) {
        require(glob.matches(texts[0]), "a witness is outside of its glob")
        let decision = profile.decide(.file(texts[0], .read), .other, .linux61)
        require(decision.isAllowed, "a witness is none")
    }
}

func checkWitnesses(_ diff: ProfileDiff, _ old: CompiledProfile, _ new: CompiledProfile) {
    for entry in diff.kinds {
        guard case .differs(let groups) = entry.difference else { continue }
        for group in groups {
            require(group.texts.count == group.witness.count, "a group has other texts than its witness")
            for (pattern, text) in zip(group.texts, group.witness) {
                guard let glob = pattern.glob else { continue }
                require(glob.matches(text), "the group \(glob.text) of \(entry.kind) leaves its witness \(text) out")
            }
            if entry.kind == .file { checkFile(group, old, new) }
        }
    }
}

private func checkFile(_ group: ChangeGroup, _ old: CompiledProfile, _ new: CompiledProfile) {
    let path = group.witness[0]
    for case .allows(let wanted, let subject) in group.changes {
        for subject in subject.map({ [$0] }) ?? Subject.allCases {
            require(
                !old.decide(.file(path, wanted), subject, .linux612).isAllowed
                    && new.decide(.file(path, wanted), subject, .linux72).isAllowed,
                "a witness is none"
            )
        }
    }
}
