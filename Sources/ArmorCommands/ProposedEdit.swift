import ArmorCompiled
import ArmorProof
import ArmorSource
import ArmorTOML

/// The smallest edit that allows what is denied, with everything else that it allows.
struct ProposedEdit {
    private let edit: Edit
    private let report: DiffReport
    /// The child that the edit is of; `nil` for the policy's own profile.
    private let child: String?

    /// The edit for an answer; `nil` where nothing is denied, or no edit of the policy allows it.
    init?(for explanation: Explanation, _ side: ProofSide, _ sides: ProofSides) async throws {
        guard let denied = explanation.denied, let policy = side.policy,
            let edit = Edit.allowing(denied.access, denied.rules), let edited = edit.applied(to: policy)
        else { return nil }
        let compiled = try sides.read(try await sides.compile(side.whole(with: edited)), side.name)
        guard let profile = compiled.profile(named: side.profile.name) else { return nil }
        self.edit = edit
        child = side.place?.child
        report = DiffReport(
            (side.name, side.compiled, side.asked),
            ("with this edit", compiled, Asked(profile, side.kernel))
        )
    }

    /// What to add, in the tables of the child where it is of one.
    private var addition: String? {
        guard let child else { return edit.addition }
        let table = "children.\(tomlKey(child))"
        return edit.addition.map { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
                let brackets = line.prefix { $0 == "[" }
                return brackets.isEmpty ? String(line) : "\(brackets)\(table).\(line.dropFirst(brackets.count))"
            }
            .joined(separator: "\n")
        }
    }

    var text: String {
        var text = "to allow it\n"
        for rule in edit.obstacles { text += "  delete or narrow: \(rule.told)\n" }
        if let addition {
            text += "  add:\n" + addition.split(separator: "\n").map { "    \($0)\n" }.joined()
        }
        return text + report.onlyWider().text
    }

    var json: JSONText {
        .fields([
            ("add", addition.map(JSONText.string)), ("delete", .array(edit.obstacles.map(\.json))),
            ("lets_in", report.onlyWider().json),
        ])
    }
}
