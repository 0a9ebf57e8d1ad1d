import Glibc
package import SystemPackage

/// What is known of the terminal that a descriptor may be.
package enum Terminal {
    /// Whether a line there can be written over again.
    package static func canRewrite(on descriptor: FileDescriptor) -> Bool {
        isatty(descriptor.rawValue) == 1 && Environment.variable("TERM") != "dumb"
    }

    /// Whether to write colours: only to a terminal, and not where `NO_COLOR` is set to anything (no-color.org) or the
    /// terminal is called `dumb`.
    package static func wantsColour(on descriptor: FileDescriptor) -> Bool {
        isatty(descriptor.rawValue) == 1 && (Environment.variable("NO_COLOR") ?? "").isEmpty
            && Environment.variable("TERM") != "dumb"
    }
}
