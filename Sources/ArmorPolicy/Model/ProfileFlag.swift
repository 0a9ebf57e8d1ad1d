import ArmorSource
package import ArmorTarget

/// A word of `flags=(…)` (apparmor.d(5), profile flags); modes are `ProfileSettings.Mode`.
package struct ProfileFlag: Sendable, Hashable {
    /// As the profile has it, `kill.signal=term` included.
    package let text: String
    package let requirements: [Requirement]

    /// Flags without a value, and the first parser that takes each; none where all do.
    private static let plain: [String: ParserVersion?] = [
        "attach_disconnected": nil, "no_attach_disconnected": nil, "mediate_deleted": nil, "delegate_deleted": nil,
        "chroot_relative": nil, "namespace_relative": nil, "chroot_attach": nil, "chroot_no_attach": nil, "audit": nil,
        "interruptible": ParserVersion(4, 0, 0), "debug": ParserVersion(4, 0, 0),
        "attach_disconnected.ipc": ParserVersion(5, 0, 2),
    ]

    /// Every flag by its word, for "did you mean".
    package static let names = plain.keys.sorted() + ["attach_disconnected.path=", "error=", "kill.signal="]

    /// Reads a flag; none if it does not exist or its value does not fit.
    package init?(_ text: String) {
        if let release = Self.plain[text] {
            self.text = text
            requirements = release.map { [Self.requirement(text, text, $0)] } ?? []
            return
        }
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let release = Self.release(parts[0], value: parts[1]) else { return nil }
        self.text = text
        requirements = [Self.requirement(parts[0], "\(parts[0])=", release)]
    }

    /// Flags that the parser drops, with a warning, where the kernel does not list them in this folder of its features
    /// (4.1.0 and 5.0.2; no kernel up to 7.2 was seen to).
    private static let listed: Set = ["interruptible", "kill.signal", "error"]

    private static func requirement(_ key: String, _ shown: String, _ release: ParserVersion) -> Requirement {
        Requirement(
            "flag \(shown)",
            parser: release,
            features: listed.contains(key) ? ["policy/profile/\(key)"] : [],
            unmet: .inexpressible
        )
    }

    /// The first parser that takes a flag with this value; none if no flag does.
    private static func release(_ key: String, value: String) -> ParserVersion? {
        switch key {
        case "attach_disconnected.path":
            let isPath = value.hasPrefix("/") || value.hasPrefix("@{")
            var path = value
            for name in VariableTable.names(in: value) where ProfileName.isValid(name) {
                if let place = path.firstPlace(of: "@{\(name)}") { path.replaceSubrange(place, with: "/x") }
            }
            let isPlain = isPath && ProfileName.isTarget(path) && !path.split(separator: "/").contains("..")
            return isPlain ? ParserVersion(4, 0, 0) : nil
        case "kill.signal": return SignalRule.names.contains(value) ? ParserVersion(4, 0, 0) : nil
        case "error": return errors.contains(value) ? ParserVersion(4, 1, 0) : nil
        default: return nil
        }
    }

    /// What a flag with a value takes; none if it is no such flag.
    package static func valueHelp(_ text: String) -> String? {
        switch text.split(separator: "=", omittingEmptySubsequences: false).first {
        case "attach_disconnected.path": "write an absolute path of letters, digits, \".\", \"_\" and \"-\""
        case "kill.signal": "write a signal, such as kill.signal=term"
        case "error": "write one of \(errors.sorted().joined(separator: ", "))"
        default: nil
        }
    }

    /// Error numbers that a denial may answer with (errno(3)).
    private static let errors: Set<String> = ["EPERM", "ENOENT", "EACCES", "ENODEV", "EROFS", "ENOSYS"]
}
