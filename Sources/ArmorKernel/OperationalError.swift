package import ArmorSource

/// What the environment refused: a file, a program, a kernel. Not a user's mistake in a text, so it has no place in one.
package protocol OperationalError: Error, Sendable {
    /// Stable, in kebab case.
    var code: String { get }
    /// One sentence without a full stop.
    var message: String { get }
    /// What to do, one sentence.
    var help: String? { get }
}

extension OperationalError {
    /// The same for printing.
    package var diagnostic: Diagnostic { Diagnostic(.error, code, message, at: nil, help: help) }
}
