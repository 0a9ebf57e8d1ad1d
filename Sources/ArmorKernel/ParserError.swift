import ArmorSource
package import ArmorTarget

/// Why apparmor_parser was not used or gave no result.
package struct ParserError: OperationalError {
    package enum Reason: Sendable, Equatable {
        /// No program at any of these paths.
        case missing([String])
        /// The program, or a folder it is in, can be changed by others than root; only asked when running as root.
        case untrusted(String)
        /// What it printed as its version was not understood.
        case unknownVersion
        /// Older than 3.0.
        case tooOld(ParserVersion)
        /// Not started, or not talked to.
        case notRun(String)
        /// Killed after so many seconds.
        case timeout(seconds: Int)
        /// It wrote more than is taken.
        case tooMuchOutput
        /// It refused the text; the messages say why.
        case failed(status: Int)
        /// It said that all is well and wrote no policy.
        case emptyPolicy
        /// Versions 4.1.0 to 4.1.2 grant owner rules to everyone when they compile for such kernels.
        case losesOwner(ParserVersion)
    }

    package let path: String
    package let reason: Reason
    /// What the parser wrote, for `.failed` and `.emptyPolicy`.
    package let messages: [ParserMessage]

    package init(_ path: String, _ reason: Reason, _ messages: [ParserMessage] = []) {
        self.path = path
        self.reason = reason
        self.messages = messages
    }

    package var code: String {
        switch reason {
        case .missing: "parser-missing"
        case .untrusted: "parser-untrusted"
        case .unknownVersion: "parser-unknown"
        case .tooOld: "parser-too-old"
        case .notRun: "parser-not-run"
        case .timeout: "parser-timeout"
        case .tooMuchOutput: "parser-output"
        case .failed: "parser-refused"
        case .emptyPolicy: "parser-empty"
        case .losesOwner: "parser-loses-owner"
        }
    }

    package var message: String {
        switch reason {
        case .missing(let paths): "apparmor_parser is not at \(paths.joined(separator: " or "))"
        case .untrusted(let what): "\"\(path)\" is not run as root, because \(what)"
        case .unknownVersion: "\"\(path)\" does not print a version of apparmor_parser"
        case .tooOld(let version):
            "\"\(path)\" is version \(version), and \(ParserVersion.oldest) is the oldest that works"
        case .notRun(let why): "\"\(path)\" cannot be run: \(why)"
        case .timeout(let seconds): "\"\(path)\" took longer than \(seconds) s and was stopped"
        case .tooMuchOutput: "\"\(path)\" wrote more than is taken"
        case .failed(let status):
            "apparmor_parser refused the profile: \(messages.first { $0.severity == .error }?.message ?? "status \(status)")"
        case .emptyPolicy: "apparmor_parser compiled nothing"
        case .losesOwner(let version):
            "apparmor_parser \(version) drops \"owner\" from rules when it compiles for this kernel"
        }
    }

    package var help: String? {
        switch reason {
        case .missing: "install the package apparmor"
        case .untrusted: "let it and its folders belong to root alone, or do not run this as root"
        case .unknownVersion, .notRun: "check the path of apparmor_parser"
        case .tooOld: "upgrade the package apparmor"
        case .timeout: "look for globs with several ** in one rule"
        case .tooMuchOutput: "split the policy into several"
        case .failed, .emptyPolicy: nil
        case .losesOwner: "upgrade apparmor_parser to 4.1.3 or later"
        }
    }
}
