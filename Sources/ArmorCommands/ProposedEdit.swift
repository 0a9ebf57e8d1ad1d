import ArmorCompiled
import ArmorProof
import ArmorSource

/// The smallest edit that allows what is denied, with everything else that it allows.
struct ProposedEdit {
    private let edit: Edit
    private let report: DiffReport

    /// The edit for an answer; `nil` where nothing is denied, or no edit of the policy allows it.
    init?(for explanation: Explanation, _ side: ProofSide, _ sides: ProofSides) async throws {
        guard let denied = explanation.denied, let policy = side.policy,
            let edit = Edit.allowing(denied.access, denied.rules), let edited = edit.applied(to: policy)
        else { return nil }
        let compiled = try sides.read(try await sides.compile(edited), side.name)
        guard let profile = compiled.profile(named: side.profile.name) else { return nil }
        self.edit = edit
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
        return text + report.onlyWider().text
    }

    var json: JSONText {
        .fields([
            ("add", edit.addition.map(JSONText.string)), ("delete", .array(edit.obstacles.map(\.json))),
            ("lets_in", report.onlyWider().json),
        ])
    }
}
