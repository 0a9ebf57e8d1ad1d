import ArmorCompiled
import ArmorTestSupport
import Testing

/// Whatever is done to a compiled policy, reading it gives profiles or an error, and what is read is answered.
@Suite(.serialized) struct MutationTests {
    @Test(arguments: ["small", "families", "tables"]) func changedBytesAreAnswered(_ name: String) throws {
        let original = try compiledFixture(name)
        var random = SplitMix(state: 7)
        var readable = 0
        for _ in 0..<600 {
            let bytes = CompiledMutants.changed(original, using: &random)
            if CompiledMutants.answers(bytes) { readable += 1 }
        }
        // A good part of the changes lies in the tables and is read: those are the ones that a walk meets.
        #expect(readable > 10)
    }
}
