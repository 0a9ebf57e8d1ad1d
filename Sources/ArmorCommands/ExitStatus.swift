import ArgumentParser

extension ExitCode {
    /// The answer is no: a policy has errors, a check has findings.
    static let refused = ExitCode(1)
    /// It could not be done: a missing program, an unreadable file.
    static let impossible = ExitCode(2)
}
