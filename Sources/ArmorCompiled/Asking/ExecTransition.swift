/// The label under which a program runs that a confined one executes.
package struct ExecTransition: Sendable, Hashable {
    package enum Target: Sendable, Hashable {
        /// None: it may not run.
        case none
        /// `ix`
        case inherit
        /// `ux`
        case unconfined
        /// `px`: the profile that attaches to the program.
        case profile
        /// `cx`: the child that attaches to it.
        case child
        /// `px -> NAME` or `cx -> NAME`. A NUL stands for the second `:` of a namespace.
        case named([UInt8])
    }

    /// What is done where the target is not loaded.
    package enum Fallback: Sendable, Hashable {
        case none, inherit, unconfined
    }

    package var target: Target
    package var fallback: Fallback
    /// A lower-case mode: the environment is not cleared of what could take the program over.
    package var keepsEnvironment: Bool

    package init(target: Target, fallback: Fallback, keepsEnvironment: Bool) {
        self.target = target
        self.fallback = fallback
        self.keepsEnvironment = keepsEnvironment
    }

    /// As a rule says it: `ix`, `Px -> NAME`, `cux`.
    package var text: String {
        let tail =
            switch fallback {
            case .none: "x"
            case .inherit: "ix"
            case .unconfined: "ux"
            }
        switch target {
        case .none: return "no transition"
        case .inherit: return "ix"
        case .unconfined: return keepsEnvironment ? "ux" : "Ux"
        case .profile: return (keepsEnvironment ? "p" : "P") + tail
        case .child: return (keepsEnvironment ? "c" : "C") + tail
        case .named(let bytes):
            let name = String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: ":") : $0 }, as: UTF8.self)
            return (keepsEnvironment ? "p" : "P") + tail + " -> " + name
        }
    }
}
