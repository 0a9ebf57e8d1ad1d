package import ArmorSource

/// A question that is asked of a host or a container, as the documentation lists it.
package struct Check: Sendable, Equatable {
    /// Stable: a letter for the area and a number; never used again for something else.
    package let code: String
    /// An error or a warning is an answer "no"; a note is only told.
    package let severity: Diagnostic.Severity
    /// What is found, in a few words.
    package let title: String
    /// Why it matters.
    package let why: String
    /// What to do.
    package let remedy: String
    /// The recommendation of the CIS Docker Benchmark, by its number in 1.6 to 1.8; empty where there is none.
    package let benchmark: String

    package init(
        _ code: String,
        _ severity: Diagnostic.Severity,
        _ title: String,
        why: String,
        remedy: String,
        benchmark: String = ""
    ) {
        self.code = code
        self.severity = severity
        self.title = title
        self.why = why
        self.remedy = remedy
        self.benchmark = benchmark
    }

    /// The answer that something is as it should not be.
    func found(_ message: String, subject: String? = nil) -> Finding {
        Finding(check: self, message: message, subject: subject)
    }
}

/// A check that did not pass.
package struct Finding: Sendable, Equatable {
    package let check: Check
    /// One sentence without a full stop, with what was seen; what others named stands in it in quotes.
    package let message: String
    /// The container or the profile that it is about; none where it is about the host.
    package let subject: String?

    /// The same for printing; names in it are made safe when it is printed.
    package var diagnostic: Diagnostic {
        let place = subject.map { "\($0): " } ?? ""
        // Notes are many, and the documentation says of each code what to do.
        let help = check.severity > .note ? check.remedy : nil
        return Diagnostic(check.severity, check.code, place + message, at: nil, help: help)
    }

    /// The same for programs.
    package var json: JSONText {
        .fields([
            ("code", .string(check.code)),
            ("severity", .string(check.severity.rawValue)),
            ("subject", subject.map(JSONText.string)),
            ("title", .string(check.title)),
            ("message", .string(message)),
            ("help", .string(check.remedy)),
            ("benchmark", check.benchmark.isEmpty ? nil : .string("CIS Docker \(check.benchmark)")),
        ])
    }
}

extension Sequence where Element == Finding {
    /// Whether any of them is more than a note.
    package var refuses: Bool { contains { $0.check.severity > .note } }
}
