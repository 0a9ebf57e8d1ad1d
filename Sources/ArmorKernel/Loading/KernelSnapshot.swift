import ArmorCompiled

/// What the kernel holds of some profiles and their children before a change, and the means to bring it back.
struct KernelSnapshot {
    /// By full name.
    let details: [String: LoadedDetails]
    private let kernel: PolicyKernel
    private let families: Set<String>
    /// The compiled policy of all that is loaded, in writes that the kernel takes.
    private let writes: [[UInt8]]
    /// Profiles whose compiled policy the kernel does not keep.
    private let unkept: [String]

    /// How many profiles are sent in one write; kernels were seen to refuse or to stall at many more.
    static let writeLimit = 500

    /// - Parameter families: names of profiles; their children belong to them.
    static func take(_ kernel: PolicyKernel, families: Set<String>) throws(KernelError) -> KernelSnapshot {
        let details = try kernel.files.details(of: families)
        var comparison = LoadedComparison(kernel: kernel)
        var buffer: [UInt8] = []
        var unkept: [String] = []
        // By bytes, a parent comes before its children.
        for (name, detail) in details.sorted(by: { $0.key < $1.key }) {
            if let set = try comparison.set(detail), let profile = set.members[name] {
                buffer += set.policy.record(of: profile)
            } else {
                unkept.append(name)
            }
        }
        let policy = try? CompiledPolicy.read(buffer)
        return KernelSnapshot(
            details: details,
            kernel: kernel,
            families: families,
            writes: policy?.parts(ofAtMost: writeLimit) ?? [],
            unkept: unkept
        )
    }

    /// Makes the kernel hold what it held; what could not be brought back is told, one sentence each.
    func restore() -> [String] {
        do throws(KernelError) {
            if try isAsBefore() { return [] }
            for write in writes { try kernel.interface.replace(write) }
            try removeAdded()
            if try isAsBefore() { return [] }
        } catch {
            return [error.message]
        }
        guard unkept.isEmpty else {
            return unkept.map { "the kernel does not show the earlier profile \"\($0)\", so it was not put back" }
        }
        return ["what the kernel holds differs from what it held before"]
    }

    private func isAsBefore() throws(KernelError) -> Bool {
        let now = try kernel.files.details(of: families)
        guard now.count == details.count else { return false }
        return details.allSatisfy { name, before in
            guard let after = now[name], after.mode == before.mode else { return false }
            // Without a hash the copy's place tells: each load makes another.
            return before.hash == nil ? after.rawData == before.rawData : after.hash == before.hash
        }
    }

    /// Removes what was not there; a child goes with its parent.
    private func removeAdded() throws(KernelError) {
        let added = try kernel.files.details(of: families).keys.filter { details[$0] == nil }
        let parents = Set(added)
        for name in added.sorted() where !ancestors(of: name).contains(where: parents.contains) {
            try kernel.interface.remove(name)
        }
    }

    private func ancestors(of name: String) -> [String] {
        let parts = name.split(separator: "/", omittingEmptySubsequences: true)
        return parts.indices.dropFirst().map { parts[..<$0].joined(separator: "//") }
    }
}
