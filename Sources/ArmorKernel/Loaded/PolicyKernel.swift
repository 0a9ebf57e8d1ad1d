/// The kernel's policy as one thing: what it shows and what changes it.
package struct PolicyKernel: Sendable {
    package let files: SecurityFilesystem
    package let interface: any KernelInterface

    package init(files: SecurityFilesystem, interface: any KernelInterface) {
        self.files = files
        self.interface = interface
    }

    /// This host's kernel, for root; throws where the caller is not root or there is no AppArmor.
    package static func host() throws(KernelError) -> PolicyKernel {
        guard SystemCall.effectiveUser == 0 else { throw KernelError(.notRoot) }
        let kernel = PolicyKernel(files: .usual, interface: HostKernelInterface())
        try kernel.files.check()
        return kernel
    }
}
