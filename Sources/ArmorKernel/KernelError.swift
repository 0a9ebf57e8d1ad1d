package import SystemPackage

/// Why the kernel was not asked or refused.
package struct KernelError: OperationalError, Equatable {
    /// What was asked of the kernel; the word is the one that a message uses.
    package enum Request: String, Sendable {
        case load = "load the profiles"
        case remove = "remove the profile"
        case query = "answer what a profile allows"
    }

    package enum Reason: Sendable, Equatable {
        /// Only root may read and change policy.
        case notRoot
        /// This kernel was built without AppArmor.
        case absent
        /// It was built with it, and started without.
        case disabled
        /// It runs, and its files are not where they are looked for.
        case notMounted(String)
        /// A file of the kernel's.
        case notReadable(FileError)
        /// It said no; `subject` is the profile, where there is one.
        case refused(Request, subject: String?, Errno)
    }

    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }

    package var code: String {
        switch reason {
        case .notRoot: "not-root"
        case .absent, .disabled: "no-apparmor"
        case .notMounted: "no-securityfs"
        case .notReadable: "kernel-not-readable"
        case .refused(.load, _, .fileExists): "kernel-wedged"
        case .refused(_, _, .noSuchFileOrDirectory): "not-loaded"
        case .refused: "kernel-refused"
        }
    }

    package var message: String {
        switch reason {
        case .notRoot: "only root can read and change what is loaded: run it with sudo"
        case .absent: "this kernel has no AppArmor; gen, check and test work without it"
        case .disabled: "AppArmor is switched off: start the kernel with apparmor=1 security=apparmor"
        case .notMounted(let path): "there is no \"\(path)\": mount -t securityfs securityfs /sys/kernel/security"
        case .notReadable(let error): error.message
        case .refused(.load, _, .fileExists):
            "the kernel takes no profile at all: one with an over-long name was loaded before and is in the way (EEXIST)"
        case .refused(_, let subject?, .noSuchFileOrDirectory): "no profile \"\(subject)\" is loaded"
        case .refused(let request, let subject, let error):
            "the kernel does not \(request.rawValue)\(subject.map { " \"\($0)\"" } ?? ""): \(Self.meaning(error))"
        }
    }

    package var help: String? {
        switch reason {
        // Each is told in one line.
        case .notRoot, .absent, .disabled, .notMounted: nil
        case .notReadable: "check that armor itself is not confined"
        case .refused(.load, _, .fileExists):
            "unload any profile, which frees the kernel (armor unload NAME), or restart; then load again"
        case .refused(_, _, .permissionDenied), .refused(_, _, .notPermitted):
            "run it as root, unconfined, on the host and not in a container"
        case .refused(.load, _, .protocolNotSupported):
            "the parser and this kernel do not fit: upgrade the package apparmor"
        case .refused: nil
        }
    }

    /// What the errors mean here (aa_kernel_interface(3), and as kernel 6.1 was seen to use them).
    private static func meaning(_ error: Errno) -> String {
        switch error {
        case .permissionDenied, .notPermitted: "it is not permitted (\(error))"
        case .protocolNotSupported: "it does not know this version of compiled policy"
        case .protocolError: "the compiled policy is cut short or damaged"
        case .noMemory: "it has no memory for it"
        default: "\(error)"
        }
    }
}
