import ArmorGlob
package import ArmorPolicy

/// A grant that would meet needs: not yet judged.
package struct Candidate: Sendable {
    /// The child or hat that it goes into; none for the profile itself.
    package var child: String?
    /// The rules that it is; one but for a few kinds.
    package var values: [any RuleValue]
    package var needs: [Need]
    /// Of all its needs together.
    package var evidence: Evidence
    /// Where it is a glob made of samples: what these have in common.
    package var glob: Width?
    /// Why its evidence may be that of an attack; `nil` for an ordinary grant.
    var suspicion: Risk?
    /// What is written of it: a grant, or, where a person said so, its denial.
    package var action = Action.allow
    /// The codes that a person accepted for this very grant.
    var accepted: Set<String> = []
    /// What lints, and this reader, have against it; all of it accepted where it is proposed.
    package var risks: [Risk] = []
    /// The abstraction that is written for it; its rules are then `values`.
    package var abstraction: Abstraction?

    /// An abstraction and what it takes the place of.
    package struct Abstraction: Sendable {
        /// As `includes` has it: `abstractions/python`.
        package let include: String
        /// The grants that say the same name by name.
        package let parts: [Candidate]
    }

    /// How wide a glob is.
    package struct Width: Sendable {
        /// What the samples have in common; none where AppArmor's own words say it.
        package var nameClass: String?
        /// Some of the names that were seen.
        package var samples: [[UInt8]]
        /// How many there are.
        package var count: Int
        /// A name that it admits and nobody saw.
        package var unseen: [UInt8]?
    }

    static let mostSamples = 3

    /// What a profile has of it, without commas.
    package var ruleTexts: [String] { abstraction.map { ["include <\($0.include)>"] } ?? values.map(\.text) }

    /// A grant for each name that the log shows, instead of the glob; none where it has no glob, or too many names.
    func named(_ evidence: [Need: Evidence]) -> [Candidate] {
        guard glob != nil, abstraction == nil, values.count == 1, let file = values.first as? FileRule else {
            return []
        }
        let byPath = Dictionary(grouping: needs) { $0.path ?? [] }
        guard byPath.count <= Self.mostNames else { return [] }
        return needs.compactMap(\.path).uniqued().compactMap { path in
            guard let name = try? Glob.literal(path), let own = byPath[path] else { return nil }
            var candidate = self
            candidate.glob = nil
            candidate.values = [
                FileRule(.path(name), file.permissions, execute: file.execute, owner: file.owner)
            ]
            candidate.needs = own
            candidate.evidence = own.compactMap { evidence[$0] }.reduce(Evidence()) { $0.joined($1) }
            return candidate
        }
    }

    /// More names than these do not replace a glob.
    private static let mostNames = 60

    /// The risks that nobody accepted.
    func refusals(_ all: AcceptedRisks) -> [Risk] {
        risks.filter { $0.isGrave && !all.accepts($0.code) && !accepted.contains($0.code) }
    }
}

/// Something that speaks against a grant, under the code by which a person accepts it.
package struct Risk: Sendable, Hashable {
    /// A lint's, `mount`, `change_profile` or `attack`. Of the compiled proposal: `D04` for a known container escape, `D05` for a
    /// hard link and `D06` for a renamed folder that gives a file more rights.
    package let code: String
    package let message: String
    /// Whether it must be accepted; the others are told alone.
    package let isGrave: Bool
}

/// What was not proposed, and why.
package struct LeftOut: Sendable {
    package enum Reason: Sendable {
        /// A rule of the policy denies it.
        case denied([String])
        case risk([Risk])
        /// A test of the policy's own fails with it: the test's name, or what it asks.
        case test(String)
        /// The policy language has no word for it.
        case inexpressible
        /// The log speaks of a child that the policy does not have.
        case missingChild(String)
        /// There are more names below a folder than one profile can hold: see ``NameBudget``.
        case flooded(folder: [UInt8], names: Int)
        /// A person did not want it.
        case skipped
    }

    package let needs: [Need]
    package let evidence: Evidence
    package let reason: Reason
}

/// The codes that a person accepts.
package struct AcceptedRisks: Sendable {
    private let codes: Set<String>

    /// `all` is every code.
    package init(_ codes: [String]) { self.codes = Set(codes) }

    package var isAll: Bool { codes.contains("all") }

    func accepts(_ code: String) -> Bool { isAll || codes.contains(code) }

    /// Those that no lint and no reader of logs has.
    package var unknown: [String] {
        codes.filter {
            $0 != "all" && Lints.lint($0) == nil && !RiskReview.ownCodes.contains($0) && $0 != EscapeReview.code
        }.sorted()
    }
}
