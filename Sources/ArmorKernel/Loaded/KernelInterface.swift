package import ArmorCompiled
import CAppArmor
import Glibc
import SystemPackage

/// What changes the kernel's policy and asks it questions.
package protocol KernelInterface: Sendable {
    /// Loads compiled policy, replacing what is there under the same names: all of it or, after an error, nothing.
    func replace(_ policy: [UInt8]) throws(KernelError)

    /// Removes a profile and its children. Processes under it become unconfined.
    func remove(_ name: String) throws(KernelError)

    /// Whether a label allows all of the permissions asked.
    ///
    /// - Parameters:
    ///   - label: the profile's full name.
    ///   - permissions: bits of the kernel's own numbering.
    ///   - subject: whether as the owner of the object that is asked about.
    func allows(
        _ label: String,
        _ query: Query,
        permissions: UInt32,
        as subject: Subject
    ) throws(KernelError) -> Bool
}

/// libapparmor's way to the kernel: no parser and no second process.
///
/// The pointers are to local arrays and go with their length; an interface object is released where it was made.
package struct HostKernelInterface: KernelInterface {
    package init() {}

    package func replace(_ policy: [UInt8]) throws(KernelError) {
        try unsafe withInterface(.load, nil) { kernel in
            unsafe policy.withUnsafeBytes {
                unsafe aa_kernel_interface_replace_policy(
                    kernel,
                    $0.baseAddress?.assumingMemoryBound(to: CChar.self),
                    $0.count
                )
            }
        }
    }

    package func remove(_ name: String) throws(KernelError) {
        // A NUL would name another profile to C.
        guard !name.utf8.contains(0) else { throw KernelError(.refused(.remove, subject: name, .invalidArgument)) }
        try unsafe withInterface(.remove, name) { kernel in unsafe aa_kernel_interface_remove_policy(kernel, name) }
    }

    package func allows(
        _ label: String,
        _ query: Query,
        permissions: UInt32,
        as subject: Subject
    ) throws(KernelError) -> Bool {
        var bytes = query.kernelBytes(label: label).map { CChar(bitPattern: $0) }
        let count = bytes.count
        var allowed: CInt = 0
        var audited: CInt = 0
        // The kernel takes the object to be root's, and compares with the user that this thread has for files.
        let error = SystemCall.withFileUser(subject == .owner ? 0 : Self.otherUser) {
            unsafe aa_query_label(permissions, &bytes, count, &allowed, &audited) == 0 ? 0 : errno
        }
        guard error == 0 else { throw KernelError(.refused(.query, subject: label, Errno(rawValue: error))) }
        return allowed != 0
    }

    /// `nobody`, as a rule; any user but root will do.
    private static let otherUser: uid_t = 65_534

    private func withInterface(
        _ request: KernelError.Request,
        _ subject: String?,
        _ body: (OpaquePointer) -> CInt
    ) throws(KernelError) {
        var kernel: OpaquePointer?
        guard unsafe aa_kernel_interface_new(&kernel, nil, nil) == 0, let kernel = unsafe kernel else {
            throw KernelError(.refused(request, subject: subject, Errno(rawValue: errno)))
        }
        defer { unsafe aa_kernel_interface_unref(kernel) }
        guard unsafe body(kernel) == 0 else {
            throw KernelError(.refused(request, subject: subject, Errno(rawValue: errno)))
        }
    }
}
