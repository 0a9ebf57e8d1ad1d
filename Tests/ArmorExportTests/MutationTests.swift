import ArmorExport
import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Policies as chance makes them: each that is read at all is written for every target, and alike each time.
@Suite struct MutationTests {
    @Test(arguments: Example.own.map(\.name))
    func everyPolicyIsWritten(_ name: String) throws {
        let original = try contents(fixtures().appending(path: "policies/\(name).toml"))
        var random = SplitMix(state: 42)
        var (read, written) = (0, Set<String>())
        for _ in 0..<100 {
            let bytes = mutated(original, Array("a/*{},[]\"'\\?:=-19.\n #@".utf8), using: &random)
            guard let policy = try readable(String(decoding: bytes, as: UTF8.self)), policy.name != nil else {
                continue
            }
            read += 1
            for target in ExportTarget.available {
                let first = try #require(Exporter(policy, Exporter.Options(), seccomp: nil).exported(target))
                let second = try #require(Exporter(policy, Exporter.Options(), seccomp: nil).exported(target))
                #expect(first.text == second.text && first.notes.map(\.message) == second.notes.map(\.message))
                #expect(
                    first.text.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a },
                    "\(target): \(first.text)"
                )
                written.insert(first.text)
            }
        }
        #expect(read > 5 && written.count > ExportTarget.available.count)
    }
}
