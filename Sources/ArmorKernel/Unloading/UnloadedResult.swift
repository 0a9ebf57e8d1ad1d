/// What was unloaded, of one profile.
package struct UnloadedResult: Sendable, Equatable {
    package let name: String
    /// Whether it was in the kernel.
    package let wasLoaded: Bool
    /// The file that was removed; none where it was not kept.
    package let removedFile: String?
    /// The processes that are unconfined now.
    package let unconfined: [LabelledProcess]

    package init(
        name: String,
        wasLoaded: Bool,
        removedFile: String?,
        unconfined: [LabelledProcess]
    ) {
        self.name = name
        self.wasLoaded = wasLoaded
        self.removedFile = removedFile
        self.unconfined = unconfined
    }
}
