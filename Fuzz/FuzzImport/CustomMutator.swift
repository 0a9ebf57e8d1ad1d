import CFuzzer

/// Changes an input, where libFuzzer would change single bytes. libFuzzer calls it by its name, where a program has it.
@_cdecl("LLVMFuzzerCustomMutator")
func customMutator(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: UInt32) -> Int {
    let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
    guard let output = ProfileMutator.mutate(input, seed), output.count <= limit else {
        return unsafe LLVMFuzzerMutate(data, size, limit)
    }
    for (index, byte) in output.enumerated() { unsafe data[index] = byte }
    return output.count
}
