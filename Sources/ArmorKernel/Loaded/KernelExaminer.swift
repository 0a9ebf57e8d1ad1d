package import ArmorCompiled

/// Puts accesses to the kernel itself, as a loaded profile decides them.
package struct KernelExaminer: Sendable {
    private let kernel: PolicyKernel
    private let dialect: KernelDialect

    package init(kernel: PolicyKernel, dialect: KernelDialect) {
        self.kernel = kernel
        self.dialect = dialect
    }

    /// Whether the kernel allows an access under a profile that it has loaded; none where its interface answers no such
    /// question.
    ///
    /// - Parameter profile: what the loaded profile was compiled to, by which the form of the question is found.
    package func allows(
        _ access: Access,
        under profile: CompiledProfile,
        as subject: Subject
    ) throws(KernelError) -> Bool? {
        guard let questions = profile.kernelQuestions(access, dialect) else { return nil }
        for question in questions {
            let isAllowed = try kernel.interface.allows(
                profile.name,
                question.query,
                permissions: question.permissions.rawValue,
                as: subject
            )
            guard isAllowed else { return false }
        }
        return true
    }
}
