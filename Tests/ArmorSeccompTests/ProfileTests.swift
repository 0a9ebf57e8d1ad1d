import ArmorPolicy
import ArmorSeccomp
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Profiles of Docker and the runtime-spec as JSON: read, written, refused.
@Suite struct ProfileTests {
    private static let folder = fixtures().appending(path: "profiles")

    @Test("what is written is read as the same")
    func roundTrip() throws {
        let docker = SeccompBuilder(policy("extends = [\"container\"]")).profile
        for profile in [SeccompBase.profile, docker, docker.resolved(machine: "aarch64")] {
            #expect(try SeccompProfile.read(Array(profile.text.utf8)) == profile)
        }
    }

    @Test("each form that engines take", arguments: files(below: folder, ending: ".json"))
    func reads(_ name: String) throws {
        let bytes = try contents(Self.folder.appending(path: name))
        let result: String
        do throws(SeccompError) {
            result = try SeccompProfile.read(bytes).text
        } catch {
            result = "error: \(error.message)\n"
        }
        try expect(result, equals: Self.folder.appending(path: name.dropLast(5) + ".expected"))
    }

    @Test("any bytes give a profile or an error")
    func total() throws {
        var random = SplitMix(state: 7)
        let seeds = try files(below: Self.folder, ending: ".json").map { try contents(Self.folder.appending(path: $0)) }
        let alphabet = Array("{}[],:\"0149_SCMPabel\\ \u{e9}".utf8)
        var read = 0
        for _ in 0..<4_000 {
            guard let seed = seeds.randomElement(using: &random) else { return }
            let bytes = mutated(seed, alphabet, using: &random)
            if let profile = try? SeccompProfile.read(bytes) {
                read += 1
                #expect(try SeccompProfile.read(Array(profile.text.utf8)) == profile)
            }
        }
        #expect(read > 100)
    }
}
