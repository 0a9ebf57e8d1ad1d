package import ArmorPolicy

/// Where abstractions are: on the host that learns. How they are read there, and how a policy is compiled, is the caller's.
package struct AbstractionHost {
    /// What an abstraction says, everything that it includes in its place.
    package enum Text: Sendable {
        /// As apparmor_parser puts it together (`-p`): a profile with nothing else in it, the host's variables before it.
        case profile([UInt8])
        /// There is no file, or no folder, of this path.
        case absent(String)
        /// Why it is not read.
        case refused(String)
    }

    /// What a policy compiles to, or why apparmor_parser refuses it: nothing is said to the user then.
    package enum Compiled: Sendable {
        case side(Learner.Side)
        case refused(String)
    }

    /// The release of AppArmor that its files are of: `3.0.8`.
    let release: String
    let text: (_ include: String) async throws -> Text
    let compile: (Policy) async throws -> Compiled

    package init(
        release: String,
        text: @escaping (_ include: String) async throws -> Text,
        compile: @escaping (Policy) async throws -> Compiled
    ) {
        (self.release, self.text, self.compile) = (release, text, compile)
    }
}
