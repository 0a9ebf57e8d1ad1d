/// What is wrong with a compiled policy, and where.
package struct CompiledError: Error, Sendable, Hashable {
    package enum Problem: Sendable, Hashable {
        /// The bytes end inside of something.
        case truncated
        /// Something of the format had to stand here: its name, or the name of its type.
        case expected(String)
        /// A policy of no profiles: the kernel would load it and confine nothing.
        case empty
        /// A text without its final NUL, or an empty name.
        case badText
        /// Values that are nested deeper than any parser nests them.
        case tooDeep
        /// A version word that no parser writes.
        case version(UInt32)
        /// A profile's name that stands twice in one policy, which faults in the kernel.
        case duplicate(String)
        /// A state machine that a walk could leave or never finish; the text says which check failed.
        case machine(String)
        /// A table of permissions in a form that is not known.
        case permissions(String)
    }

    package let problem: Problem
    /// The byte of the input at which it is wrong.
    package let offset: Int

    package init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    /// One sentence for a person.
    package var message: String {
        let what =
            switch problem {
            case .truncated: "the compiled policy ends too early"
            case .expected(let name): "\(name) is missing from the compiled policy"
            case .empty: "the compiled policy holds no profile"
            case .badText: "a text of the compiled policy is malformed"
            case .tooDeep: "values of the compiled policy are nested too deep"
            case .version(let word): "0x\(String(word, radix: 16)) is no version of a compiled policy"
            case .duplicate(let name): "the profile \"\(name)\" is in the compiled policy twice"
            case .machine(let what): "a state machine of the compiled policy is broken: \(what)"
            case .permissions(let what): "a table of permissions is broken: \(what)"
            }
        return "\(what) (byte \(offset))"
    }
}
