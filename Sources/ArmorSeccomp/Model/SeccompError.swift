package import ArmorSource

/// Why a text is no profile of system calls.
package struct SeccompError: Error, Sendable, Equatable {
    /// One sentence without a full stop, that says where: `syscalls[3].action`.
    package let message: String

    init(_ path: String, _ message: String) {
        self.message = path.isEmpty ? message : "\(printable(path)): \(message)"
    }

    /// At the place that names the file.
    package func diagnostic(at place: Place?) -> Diagnostic {
        Diagnostic(
            .error,
            "bad-seccomp",
            message,
            at: place,
            help: "give a filter as Docker or the runtime-spec has it"
        )
    }
}
