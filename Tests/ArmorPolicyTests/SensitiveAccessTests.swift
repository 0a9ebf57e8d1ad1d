import ArmorPolicy
import ArmorTestSupport
import Foundation
import Testing

/// A line of `sensitive.txt`.
struct SensitiveSample: Sendable, CustomTestStringConvertible {
    let permission: EffectiveAccess.Permission
    let path: String
    let isOwner: Bool
    let isAsked: Bool

    var testDescription: String { "\(permission) \(path)" }

    static func read() throws -> [SensitiveSample] {
        let letters: [Character: EffectiveAccess.Permission] = [
            "r": .read, "w": .write, "a": .append, "x": .execute, "m": .map, "k": .lock, "l": .link,
        ]
        var isAsked = true
        var samples: [SensitiveSample] = []
        for line in try text(fixtures().appending(path: "sensitive.txt")).split(separator: "\n")
        where !line.hasPrefix("#") {
            if line.hasPrefix("[") {
                isAsked = line == "[asked]"
                continue
            }
            let isOwner = line.hasPrefix("=")
            let parts = line.drop { $0 == "=" }.split(separator: " ", maxSplits: 1)
            for letter in try #require(parts.first) {
                samples.append(
                    SensitiveSample(
                        permission: try #require(letters[letter]),
                        path: String(try #require(parts.last)),
                        isOwner: isOwner,
                        isAsked: isAsked
                    )
                )
            }
        }
        return samples
    }
}

struct SensitiveAccessTests {
    @Test func decisionsOfTheTable() throws {
        let samples = try SensitiveSample.read()
        #expect(samples.count > 300)
        for sample in samples {
            let facts = SensitiveAccess.FileFacts(isOwner: sample.isOwner)
            let found = SensitiveAccess.file(Array(sample.path.utf8), sample.permission, facts)
            #expect((found != nil) == sample.isAsked, "\(sample.testDescription): \(found?.reason ?? "harmless")")
        }
    }

    /// Other spellings of a path that the kernel would resolve.
    @Test(arguments: [
        "/dev//kvm", "/dev/./kvm", "/dev/shm/../kvm", "/../dev/kvm", "/srv/../dev/kvm",
        "/proc/self/../sys/kernel/modprobe",
    ])
    func otherSpellings(_ path: String) {
        #expect(SensitiveAccess.file(Array(path.utf8), .write) != nil)
    }

    /// A connection shows that a file is a socket whatever its name.
    @Test func socketsByWhatHappened() {
        let path = Array("/srv/backend".utf8)
        #expect(SensitiveAccess.file(path, .write) == nil)
        #expect(SensitiveAccess.file(path, .write, SensitiveAccess.FileFacts(isSocket: true))?.kind == .socket)
    }

    @Test(arguments: ["key", "xdp", "alg", "vsock", "tipc", "bluetooth", "packet", "can", ""])
    func rareFamilies(_ family: String) { #expect(SensitiveAccess.network(family: family) != nil) }

    @Test(arguments: ["inet", "inet6", "unix", "netlink"])
    func ordinaryFamilies(_ family: String) { #expect(SensitiveAccess.network(family: family) == nil) }

    /// Each capability is either harmless or reported by a lint, so that none is granted without a word.
    @Test func capabilities() {
        for name in CapabilityRule.all {
            let text =
                "name = \"zq\"\nextends = [\"quiet\"]\n[capabilities]\nallow = [{ name = \"\(name)\", reason = \"x\" }]\n"
            let findings = Linter.run(lintPolicy(text).policy).findings
            #expect((SensitiveAccess.capability(name) == nil) == findings.isEmpty, "\(name): \(findings.map(\.code))")
        }
    }

    @Test func processesOfOthers() {
        #expect(SensitiveAccess.process(Array("web".utf8), own: "web") == nil)
        #expect(SensitiveAccess.process(Array("web//worker".utf8), own: "web") == nil)
        #expect(SensitiveAccess.process(Array("webmail".utf8), own: "web") != nil)
        #expect(SensitiveAccess.process(Array("docker-default".utf8), own: "web") != nil)
        #expect(SensitiveAccess.process(Array("unconfined".utf8), own: "web") != nil)
    }
}
