/// One thing to tell a user about a text: what, where, under which stable code, and what to do.
package struct Diagnostic: Sendable {
    /// How much it matters.
    package enum Severity: String, Sendable, Comparable, CaseIterable {
        case note, warning, error

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    /// A second place that explains the first, such as the earlier of two duplicates.
    package struct Note: Sendable {
        package let message: String
        package let place: Place?

        package init(_ message: String, at place: Place? = nil) {
            self.message = message
            self.place = place
        }
    }

    package var severity: Severity
    /// Stable across releases: users silence and search by it. Kebab case (`unknown-key`) or a lint's number (`A01`).
    package let code: String
    /// One sentence without a full stop; what a user wrote stands in it in quotes.
    package let message: String
    /// What it points at; none where there is no text, such as a missing program.
    package let place: Place?
    package var notes: [Note]
    /// What to do, one sentence.
    package var help: String?

    package init(
        _ severity: Severity,
        _ code: String,
        _ message: String,
        at place: Place?,
        notes: [Note] = [],
        help: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.place = place
        self.notes = notes
        self.help = help
    }
}

extension [Diagnostic] {
    /// Whether any of them stops the work.
    package var hasErrors: Bool { hasErrors(from: 0) }

    /// Whether one does of those from a place on.
    package func hasErrors(from start: Int) -> Bool { self[start...].contains { $0.severity == .error } }
}
