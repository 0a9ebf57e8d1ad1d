import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTOML

/// The smallest edit that allows what is denied, with everything else that it allows.
struct ProposedEdit {
    private let edit: Edit
    private let report: DiffReport
    /// The child that the edit is of; `nil` for the policy's own profile.
    private let child: String?
    /// Why a person should think twice: a code and a reason; `nil` where the access is known to be harmless.
    private let risk: (code: String, reason: String)?

    /// The edit for an answer; `nil` where nothing is denied, or no edit of the policy allows it.
    ///
    /// - Parameter owner: whether the process owns the file; `nil` where that is not known.
    init?(
        for explanation: Explanation,
        owner: Bool?,
        _ side: ProofSide,
        _ sides: ProofSides
    ) async throws {
        guard let denied = explanation.denied, let policy = side.policy else { return nil }
        let sensitive = denied.access.sensitivity(
            .init(isOwner: owner == true),
            own: policy.name?.value ?? side.profile.name
        )
        .map { (code: $0.code, reason: "this \($0.reason)") }
        for links in [Edit.LinkForm.subset, .unchecked] {
            guard let edit = Edit.allowing(denied.access, denied.rules, links: links),
                let edited = edit.applied(to: policy)
            else { return nil }
            let compiled = try sides.read(try await sides.compile(side.whole(with: edited)), side.name)
            guard let profile = compiled.profile(named: side.profile.name) else { return nil }
            let asked = Asked(profile, side.kernel)
            guard case .link(let link, let target) = denied.access else {
                let report = DiffReport((side.name, side.compiled, side.asked), ("with this edit", compiled, asked))
                self.init(edit, of: side, report, risk: sensitive)
                return
            }
            let isEnough = Subject.allCases.allSatisfy { profile.decide(denied.access, $0, side.kernel).isAllowed }
            guard isEnough || links == .unchecked else { continue }
            self.init(
                edit,
                of: side,
                DiffReport((side.name, side.compiled, side.asked), ("with this edit", compiled, asked)),
                risk: Self.carried(link, target, asked).map { ("D05", "the link lets the program \($0)") } ?? sensitive
            )
            return
        }
        return nil
    }

    private init(_ edit: Edit, of side: ProofSide, _ report: DiffReport, risk: (code: String, reason: String)?) {
        (self.edit, child, self.report, self.risk) = (edit, side.place?.child, report, risk)
    }

    /// What the new name allows and the target does not.
    private static func carried(_ link: [UInt8], _ target: [UInt8], _ asked: Asked) -> String? {
        for subject in Subject.allCases {
            let new = asked.profile.rights(link, subject, asked.kernel).intersection(.ofContents)
            let gained = new.subtracting(asked.profile.rights(target, subject, asked.kernel))
            guard !gained.isEmpty else { continue }
            let names = (new: String(decoding: link, as: UTF8.self), old: String(decoding: target, as: UTF8.self))
            return printable("\(gained.firstWord) \(names.old) as \(names.new); as \(names.old) it is not allowed")
        }
        return nil
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
        if let risk { text += "  risk \(risk.code): \(risk.reason)\n" }
        return text + report.onlyWider().text
    }

    var json: JSONText {
        .fields([
            ("add", addition.map(JSONText.string)), ("delete", .array(edit.obstacles.map(\.json))),
            ("lets_in", report.onlyWider().json),
            ("risk", risk.map { .fields([("code", .string($0.code)), ("reason", .string($0.reason))]) }),
        ])
    }
}
