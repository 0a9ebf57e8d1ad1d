package import ArmorCompiled

/// Compares compiled policy with what the kernel shows of it.
package struct LoadedComparison {
    /// How a profile was found to be the one that was compiled.
    package enum Proof: String, Sendable {
        /// The kernel's own hash of it is the one that it must have.
        case hash
        /// The kernel keeps no hash, and its copy of the compiled policy is the same byte for byte.
        case bytes
        /// The kernel keeps neither: the name and the mode are the right ones.
        case name
    }

    package enum Outcome: Sendable, Equatable {
        case same(Proof)
        case notLoaded
        case otherMode(is: String, expected: String)
        /// The compiled policy is another one.
        case otherPolicy
    }

    private let kernel: PolicyKernel
    /// Sets that were read, by the file they are in: hundreds of profiles may share one.
    private var sets: [String: LoadedSet?] = [:]

    /// The compiled policy of one write, as the kernel keeps it.
    struct LoadedSet {
        let policy: CompiledPolicy
        let members: [String: CompiledProfile]
    }

    package init(kernel: PolicyKernel) { self.kernel = kernel }

    /// Whether the kernel holds a profile of a compiled policy.
    package mutating func compare(
        _ profile: CompiledProfile,
        of policy: CompiledPolicy,
        with details: LoadedDetails?
    ) throws(KernelError) -> Outcome {
        guard let details else { return .notLoaded }
        let mode = Self.kernelWord(profile.effectiveMode)
        if let hash = details.hash, hash.hex != policy.kernelHash(of: profile, hash.algorithm) { return .otherPolicy }
        let isSameCopy = try copy(of: profile.name, details).map { $0 == policy.bytes[profile.hashedBytes] }
        if isSameCopy == false { return .otherPolicy }
        guard details.mode == mode else { return .otherMode(is: details.mode, expected: mode) }
        return .same(details.hash != nil ? .hash : isSameCopy == true ? .bytes : .name)
    }

    /// The kernel's copy of one profile; none where it keeps none.
    private mutating func copy(of name: String, _ details: LoadedDetails) throws(KernelError) -> ArraySlice<UInt8>? {
        guard let set = try set(details), let profile = set.members[name] else { return nil }
        return set.policy.bytes[profile.hashedBytes]
    }

    /// The set that a profile came in; none where the kernel does not keep it or it cannot be read as policy.
    mutating func set(_ details: LoadedDetails) throws(KernelError) -> LoadedSet? {
        guard let path = details.rawData else { return nil }
        if let known = sets[path] { return known }
        let bytes = try kernel.files.rawData(details) ?? []
        let set = (try? CompiledPolicy.read(bytes)).map { policy in
            LoadedSet(
                policy: policy,
                members: Dictionary(policy.profiles.map { ($0.name, $0) }) { first, _ in first }
            )
        }
        sets[path] = .some(set)
        return set
    }

    /// A mode as the kernel writes it (securityfs, `profiles`).
    package static func kernelWord(_ mode: CompiledProfile.Mode) -> String {
        switch mode {
        case .enforce: "enforce"
        case .complain: "complain"
        case .kill: "kill"
        case .unconfined: "unconfined"
        case .prompt: "user"
        }
    }
}

extension Set<LoadedComparison.Proof> {
    /// The proof that says least; none of none.
    var weakest: LoadedComparison.Proof? {
        let weakestFirst: [LoadedComparison.Proof] = [.name, .bytes, .hash]
        return weakestFirst.first(where: contains)
    }
}
