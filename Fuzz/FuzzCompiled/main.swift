import ArmorCompiled
import FuzzSupport

// Any bytes are a compiled policy or an error within them; what is read is answered for every kernel, divided without loss,
// and compared with itself and its neighbour within the bounds that are set.
fuzz { bytes in
    let policy: CompiledPolicy
    do throws(CompiledError) {
        policy = try CompiledPolicy.read(bytes)
    } catch {
        return require(0...bytes.count ~= error.offset, "an error lies outside of the input: \(error)")
    }
    checkRecords(policy)
    for profile in policy.profiles.prefix(3) { ask(profile) }
    guard let first = policy.profiles.first, let last = policy.profiles.last else { return }
    let own = first.difference(to: first, .linux61, .linux61, limits)
    require(own.isEmpty || own.isUndecided, "a profile differs from itself")
    checkWitnesses(first.difference(to: last, .linux612, .linux72, limits), first, last)
}
