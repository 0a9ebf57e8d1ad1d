import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource

/// The smallest edit that allows what is denied, with everything else that it allows.
struct ProposedEdit {
    private let edit: Edit
    private let report: DiffReport
    /// Why a person should think twice; `nil` where the access is known to be harmless.
    private let sensitivity: SensitiveAccess?

    /// The edit for an answer; `nil` where nothing is denied, or no edit of the policy allows it.
    ///
    /// - Parameter owner: whether the process owns the file; `nil` where that is not known.
    init?(
        for explanation: Explanation,
        owner: Bool?,
        _ side: ProofSide,
        _ sides: ProofSides
    ) async throws {
        guard let denied = explanation.denied, let policy = side.policy,
            let edit = Edit.allowing(denied.access, denied.rules), let edited = edit.applied(to: policy)
        else { return nil }
        let compiled = try sides.read(try await sides.compile(edited), side.name)
        guard let profile = compiled.profile(named: side.profile.name) else { return nil }
        self.edit = edit
        sensitivity = denied.access.sensitivity(.init(isOwner: owner == true), own: side.profile.name)
        report = DiffReport(
            (side.name, side.compiled, side.asked),
            ("with this edit", compiled, Asked(profile, side.kernel))
        )
    }

    var text: String {
        var text = "to allow it\n"
        for rule in edit.obstacles { text += "  delete or narrow: \(rule.told)\n" }
        if let addition = edit.addition {
            text += "  add:\n" + addition.split(separator: "\n").map { "    \($0)\n" }.joined()
        }
        if let sensitivity {
            text +=
                "  caution [\(sensitivity.code)]: this \(sensitivity.reason); \"armor learn\" would not propose it unasked\n"
        }
        return text + report.onlyWider().text
    }

    var json: JSONText {
        .fields([
            ("add", edit.addition.map(JSONText.string)), ("delete", .array(edit.obstacles.map(\.json))),
            ("lets_in", report.onlyWider().json),
            ("risk", sensitivity.map { .fields([("code", .string($0.code)), ("reason", .string($0.reason))]) }),
        ])
    }
}
