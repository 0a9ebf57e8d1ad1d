import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTestSupport
import Testing

/// The work of `check` grows with the number of rules, not with its square: comparisons are counted, time is not measured.
struct ScalingTests {
    /// A policy of files in many folders, with globs that share a folder, and repeated elements.
    private func policy(_ count: Int, everyFile: Bool) -> Policy {
        let paths = (0..<count).map { index in
            index % 2 == 0 ? "\"/opt/app/d\(index % 37)/x\(index).jar\"" : "\"/opt/app/lib\(index)-*.so\""
        }
        let first = everyFile ? "allow = [\"all\"]\n" : ""
        let text = "name = \"many\"\n[filesystem]\n\(first)read = [\n\(paths.joined(separator: ",\n"))\n]\n"
        return PolicyLoader(sources: PresetSources()).load(SourceFile(name: "many.toml", text: text)).policy
    }

    @Test(arguments: [false, true])
    func coveredElementsAreFoundInLinearWork(everyFile: Bool) {
        let small = CoveredElements(policy(300, everyFile: everyFile))
        let large = CoveredElements(policy(1_200, everyFile: everyFile))
        #expect(large.elements.count == (everyFile ? 1_200 : 0))
        #expect(small.comparisons > 0 || !everyFile)
        #expect(large.comparisons <= small.comparisons * 5 + 100)
        #expect(large.comparisons <= 1_200 * 8)
    }
}
