import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTestSupport
import Testing

/// What the rules of random policies say, and what the compiled policy answers: the same, so that the rules that are named
/// are those that decide.
@Suite(.serialized) struct IntentTests {
    @Test(arguments: 0..<16) func rulesSayWhatIsAnswered(_ seed: Int) async throws {
        var random = RandomPolicies(UInt64(seed))
        let text = random.soundPolicy()
        guard let proved = try await Proved.make(text) else { return }
        let finder = RuleFinder(proved.policy.main, variables: proved.policy.variables, name: "p")
        for _ in 0..<400 {
            let access = random.access()
            for subject in Subject.allCases {
                let decision = proved.asked.profile.decide(access, subject, proved.asked.kernel)
                let found = finder.find(access, subject)
                let said = !found.allows.isEmpty && found.denies.isEmpty
                guard decision.isMediated else { continue }
                #expect(
                    said == decision.isAllowed,
                    "\(access.text) as \(subject): \(found.allows.map(\.text)) \(found.denies.map(\.text))\n\(text)"
                )
            }
        }
    }
}

/// Policies of random rules over few words, so that rules meet, and accesses over the same words.
private struct RandomPolicies {
    private var random: SplitMix
    private let families = ["inet", "inet6", "netlink", "unix"]
    private let types = ["stream", "dgram", "raw"]
    private let signals = ["term", "kill", "hup"]
    private let peers = ["a", "b", "ab", "a//b"]

    init(_ seed: UInt64) { random = SplitMix(state: seed) }

    /// A policy in which no deny shuts a grant whole, which is an error.
    mutating func soundPolicy() -> String {
        while true {
            let text = policy()
            let source = SourceFile(name: "random", text: text)
            if !PolicyLoader(sources: PresetSources()).load(source).diagnostics.hasErrors { return text }
        }
    }

    private mutating func policy() -> String {
        var text = "name = \"p\"\n\n[filesystem]\n"
        for list in ["read", "write", "append", "map", "lock", "link"] {
            let paths = (0..<below(4)).map { _ in path(isOwner: true) }
            if !paths.isEmpty { text += "\(list) = [\(paths.joined(separator: ", "))]\n" }
        }
        if below(2) == 0 { text += "execute = [\"/a/x\", \"/b/*.so\"]\n" }
        let denies = (0..<below(3)).map { _ in
            "{ path = \"\(glob())\", access = [\"\(pick(["read", "write", "map"]))\"] }"
        }
        if !denies.isEmpty { text += "deny = [\(denies.joined(separator: ", "))]\n" }
        text += "\n[capabilities]\nallow = [\"\(pick(["chown", "setuid"]))\", \"kill\"]\n"
        text += "\n[network]\nallow = [\"\(pick(families)) \(pick(["stream", "dgram"]))\", \"\(pick(families))\"]\n"
        for _ in 0..<below(3) {
            text += "\n[[signals]]\naccess = [\"\(pick(["send", "receive"]))\"]\nset = [\"\(pick(signals))\"]\n"
            text += "peer = \"\(pick(["a", "b", "a*", "{a,b}"]))\"\n"
        }
        for _ in 0..<below(3) {
            text += "\n[[ptrace]]\naccess = [\"\(pick(["read", "trace"]))\"]\npeer = \"\(pick(["a", "a*", "b"]))\"\n"
        }
        for _ in 0..<below(3) {
            text += "\n[[mounts]]\nfstype = \"\(pick(["proc", "tmpfs"]))\"\ntarget = \"\(pick(["/a/", "/*/"]))\"\n"
            text += "options = [\"\(pick(["rw", "ro", "nosuid"]))\"]\n"
        }
        if below(2) == 0 { text += "\n[[mounts]]\noperation = \"umount\"\ntarget = \"/a/\"\n" }
        if below(2) == 0 { text += "\n[[change_profile]]\nprofile = \"\(pick(["a", "a*"]))\"\n" }
        return text
    }

    mutating func access() -> Access {
        let peer = Array(pick(peers).utf8)
        switch below(12) {
        case 0: return .capability(below(8))
        case 1, 2:
            let family = [UInt16(2), 10, 16, 1, 17][below(5)]
            return .network(family: family, type: [UInt16(1), 2, 3][below(3)], protocol: 0, .create)
        case 3: return .signal([UInt8(15), 9, 1][below(3)], peer: peer, below(2) == 0 ? .send : .receive)
        case 4: return .ptrace(peer: peer, below(2) == 0 ? .ptraceRead : .trace)
        case 5:
            let flags: UInt32 = [0, 1, 2, 3][below(4)]
            let type = Array(pick(["proc", "tmpfs", "ext4"]).utf8)
            let target = Array(pick(["/a/", "/b/", "/a/b/"]).utf8)
            return .mount(at: target, source: type, type: type, flags: flags, data: [])
        case 6: return .umount(Array(pick(["/a/", "/b/"]).utf8))
        case 7: return .changeProfile(peer)
        default:
            let permissions: [Permission] = [.read, .write, .append, .mapExecutable, .lock, .link, .execute]
            return .file(name(), permissions[below(permissions.count)])
        }
    }

    private mutating func path(isOwner: Bool) -> String {
        let glob = glob()
        return isOwner && below(3) == 0 ? "{ path = \"\(glob)\", owner = true }" : "\"\(glob)\""
    }

    private mutating func glob() -> String {
        (0...below(3)).map { _ in "/" + pick(["a", "b", "*", "a*", "*.so", "{a,b}", "[ab]", "?", "**", "x"]) }.joined()
    }

    private mutating func name() -> [UInt8] {
        if below(4) == 0 { return Array(pick(["/a/x", "/b/c.so"]).utf8) }
        let path = (0...below(3)).map { _ in "/" + pick(["a", "b", "ab", "x", "c.so"]) }.joined()
        return Array((below(4) == 0 ? path + "/" : path).utf8)
    }

    private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }

    private mutating func pick(_ words: [String]) -> String { words[below(words.count)] }
}
