import ArmorPolicy
import ArmorSeccomp
import ArmorSource
import ArmorSystemCalls
import ArmorTestSupport
import Foundation
import Testing

/// What every filter begins with is what Docker's engine applies.
@Suite struct BaseTests {
    @Test("the list is read without a complaint, and names system calls and capabilities that there are")
    func sound() {
        let (base, diagnostics) = SeccompBase.read()
        #expect(diagnostics.map(\.message) == [])
        #expect(base.rules.count > 50)
        for rule in base.rules {
            #expect(!rule.names.isEmpty)
            #expect(rule.names.filter { !SystemCallTable.known.contains($0) } == [])
            #expect(
                (rule.includes.capabilities + rule.excludes.capabilities).filter { !CapabilityRule.all.contains($0) }
                    == []
            )
            #expect(Set(rule.arguments.map(\.index)).count == rule.arguments.count)
        }
    }

    @Test("nothing stands in two groups that apply together")
    func once() {
        for machine in ["x86_64", "aarch64", "s390x"] {
            let rules = SeccompBase.profile.resolved(machine: machine).resolved(capabilities: []).rules
            let plain = rules.filter { $0.arguments.isEmpty }.flatMap(\.names)
            #expect(plain.count == Set(plain).count)
            #expect(Set(plain).isDisjoint(with: rules.filter { !$0.arguments.isEmpty }.flatMap(\.names)))
        }
    }

    /// A package of Debian 12 that ships the profile of its engine, 20.10: the difference to it is known, line by line.
    private static let package = "golang-github-docker-docker-dev"

    @Test("what differs from the engine of Debian 12 is what Docker has changed since")
    func docker() throws {
        guard let json = try Self.dockers() else {
            print("no \(Self.package) to be had: the list is not compared with Docker's")
            return
        }
        let theirs = try SeccompProfile.read(json)
        #expect(SeccompBase.profile.families.prefix(7) == theirs.families[...])
        var lines: [String] = []
        let everything = Set(CapabilityRule.all)
        let cases: [(String, Set<String>)] =
            [("no capability", []), ("the engine's capabilities", Policy.engineCapabilities), ("all", everything)]
            + everything.sorted().map { ($0, [$0]) }
        for machine in ["x86_64", "aarch64", "s390x", "riscv64"] {
            for (name, capabilities) in cases {
                let mine = Self.meaning(SeccompBase.profile, machine, capabilities)
                let other = Self.meaning(theirs, machine, capabilities)
                lines += mine.subtracting(other).sorted().map { "\(machine), \(name): + \($0)" }
                lines += other.subtracting(mine).sorted().map { "\(machine), \(name): - \($0)" }
            }
        }
        // What differs with no capability on x86_64 is said once.
        let common = Set(
            lines.compactMap { $0.hasPrefix("x86_64, no capability: ") ? $0.split(separator: ": ")[1] : nil }
        )
        let told = lines.filter {
            $0.hasPrefix("x86_64, no capability: ") || !common.contains($0.split(separator: ": ")[1])
        }
        try expect(told.joined(separator: "\n") + "\n", equals: fixtures().appending(path: "since-docker-20.10.txt"))
    }

    /// What a filter allows and with which errors it ends a call, one statement a line.
    private static func meaning(_ profile: SeccompProfile, _ machine: String, _ capabilities: Set<String>) -> Set<
        String
    > {
        let rules = profile.resolved(capabilities: capabilities).resolved(machine: machine).rules
        return Set(
            rules.flatMap { rule in
                rule.names.map { name in
                    let call = SystemCall(name, rule.arguments).told
                    return rule.action == .allow ? call : "\(call) ends with \(rule.errno ?? 1)"
                }
            }
        )
    }

    /// The profile out of Debian's package; none without apt or network.
    private static func dockers() throws -> [UInt8]? {
        let folder = projectRoot.appending(path: ".build/docker-seccomp")
        let file = folder.appending(
            path: "usr/share/gocode/src/github.com/docker/docker/profiles/seccomp/default.json"
        )
        if !FileManager.default.fileExists(atPath: file.path) {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let script = """
                cd "$0" && apt-get download \(package)=20.10.* 2>/dev/null && dpkg-deb -x \(package)_*.deb .
                """
            _ = try run(URL(filePath: "/bin/sh"), ["-c", script, folder.path])
        }
        return try? contents(file)
    }
}
