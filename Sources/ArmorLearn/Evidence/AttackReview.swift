import ArmorCompiled
import ArmorPolicy

/// Finds denials that an attack leaves as well as a need: what a profile in force denied may be what it is there to deny, and
/// no number of tries makes it a need.
struct AttackReview {
    /// The code by which a person accepts such a grant.
    static let code = "attack"

    /// What the profile and its children run.
    private let programs: [String?: Interpreter.Programs]

    init(_ policy: Policy) {
        let children = policy.main.children.map { (String?.some($0.name.value), $0.body) }
        let bodies = [(String?.none, policy.main)] + children
        programs = Dictionary(bodies.map { ($0.0, Interpreter.Programs($0.1.rules)) }) { first, _ in first }
    }

    /// What may be an attack; `nil` for an ordinary need.
    func risk(_ need: Need, _ evidence: Evidence) -> Risk? {
        guard evidence.enforced > 0 else { return nil }
        if case .file(_, .execute) = need.access {
            return Risk(
                code: Self.code,
                message: "a profile in force denied running this program, which may have been an attack",
                isGrave: true
            )
        }
        let own = programs[need.child] ?? Interpreter.Programs([])
        guard let stranger = evidence.interpreters.first(where: { !$0.isRun(by: own) }) else { return nil }
        return Risk(
            code: Self.code,
            message: "a profile in force denied this to \"\(stranger.family)\", which the policy does not run: "
                + "it may have been an attack",
            isGrave: true
        )
    }
}
