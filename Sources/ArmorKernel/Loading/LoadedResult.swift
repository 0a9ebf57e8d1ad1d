/// What was loaded, of one profile.
package struct LoadedResult: Sendable, Equatable {
    package let name: String
    /// As the kernel writes it.
    package let mode: String
    /// Whether a profile of the name was there before.
    package let isReplacement: Bool
    /// The profile's hats and children, by full name.
    package let children: [String]
    /// How it was found that the kernel has what was compiled.
    package let proof: LoadedComparison.Proof
    /// Where it is kept over a restart; none where it is not.
    package let storedAt: String?
    /// Children of the earlier profile that stay, because processes run under them.
    package let leftChildren: [String]

    package init(
        name: String,
        mode: String,
        isReplacement: Bool,
        children: [String],
        proof: LoadedComparison.Proof,
        storedAt: String?,
        leftChildren: [String]
    ) {
        self.name = name
        self.mode = mode
        self.isReplacement = isReplacement
        self.children = children
        self.proof = proof
        self.storedAt = storedAt
        self.leftChildren = leftChildren
    }
}
