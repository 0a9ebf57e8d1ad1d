/// Why a text is no glob.
package struct GlobError: Error, Sendable, Hashable {
    /// The offset, in bytes, of what is wrong in the text that was given.
    package let offset: Int
    /// What is wrong, as a word that programs can rely on.
    package let code: String
    /// What is wrong, for people.
    package let message: String
    /// How to put it right, where that can be said.
    package let help: String?

    package init(_ code: String, at offset: Int, _ message: String, help: String? = nil) {
        self.offset = offset
        self.code = code
        self.message = message
        self.help = help
    }
}

/// How large globs may become.
package enum GlobLimits {
    /// Bytes of rendered text; a token of apparmor_parser holds 16,380.
    package static let text = 16_000
    /// Tokens, variables replaced by their values.
    package static let tokens = 20_000
    /// Nested braces; apparmor_parser stops at 50.
    package static let depth = 49
    /// Variables inside the values of variables.
    package static let variableDepth = 20
}
