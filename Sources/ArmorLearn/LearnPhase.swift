/// The steps of learning that may take long, for showing progress.
package enum LearnPhase: Sendable, Equatable {
    case compilingPolicy
    /// Making rules of so many accesses.
    case proposing(Int)
    case judgingAbstractions
    case compilingProposal
    case checkingEscapes
    /// Asking the proposal about so many accesses.
    case replaying(Int)
    case comparing

    /// What is being done, for people.
    package var text: String {
        switch self {
        case .compilingPolicy: "compiling the policy"
        case .proposing(let count): "making rules of \(count) accesses"
        case .judgingAbstractions: "comparing the rules with abstractions"
        case .compilingProposal: "compiling the proposal"
        case .checkingEscapes: "checking the proposal for container escapes"
        case .replaying(let count): "replaying \(count) accesses"
        case .comparing: "comparing the policy with the proposal"
        }
    }
}
