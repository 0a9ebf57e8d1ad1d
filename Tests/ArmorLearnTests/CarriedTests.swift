import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// A file that is denied is not carried to a name that is allowed: each log in `Fixtures/carried` with its policy and what is
/// proposed, left out and, with everything accepted, proposed then.
struct CarriedTests {
    private static let folder = fixtures().appending(path: "carried")

    @Test(arguments: files(below: folder, ending: ".log"))
    func isLeftOut(_ name: String) async throws {
        let stem = name.replacing(".log", with: "")
        let policy = try text(Self.folder.appending(path: "\(stem).toml"))
        let summary = await Learning.summary([try contents(Self.folder.appending(path: name))])
        guard let learned = try await Learning.make(policy, summary) else { return }
        var found = Self.told(learned)
        if !learned.report.proposal.plan.leftOut.isEmpty {
            let accepted = try #require(try await Learning.make(policy, summary, accept: ["all"]))
            found += "\nwith everything accepted\n" + Self.told(accepted)
        }
        try expect(found, in: "\(stem).expected", of: Self.folder)
        // What is proposed unasked carries nothing that the policy itself did not carry.
        let moves = [learned.before, learned.after].map { side in
            Set(CarriedFiles(side.policy.main, side.asked, variables: side.policy.variables).moves().found.map(\.key))
        }
        #expect(moves[1].isSubset(of: moves[0]))
        let links = [learned.before, learned.after].map { side in
            CarriedFiles(side.policy.main, side.asked, variables: side.policy.variables).links().found.count
        }
        #expect(links[1] <= links[0])
    }

    private static func told(_ learned: Learning) -> String {
        let plan = learned.report.proposal.plan
        let proposed = plan.candidates.flatMap { candidate in
            candidate.values.map { "proposed: \($0.text)\n" }
                + candidate.risks.filter(\.isGrave).map { "  accepted \($0.code): \($0.message)\n" }
        }
        let left = plan.leftOut.flatMap { left -> [String] in
            let names = left.needs.map { "left out: \($0.access.text)\n" }
            guard case .risk(let risks) = left.reason else { return names + ["  \(left.reason)\n"] }
            return names + risks.map { "  \($0.code): \($0.message)\n" }
        }
        return (proposed + left).joined() + "denied afterwards: \(learned.report.replay.denied.accesses)\n"
    }

    /// The code that accepts one of them, and no other.
    @Test func isAcceptedByItsCode() async throws {
        let policy = try text(Self.folder.appending(path: "link.toml"))
        let summary = await Learning.summary([try contents(Self.folder.appending(path: "link.log"))])
        for (codes, count) in [(["D05"], 1), (["D06", "D04", "B10", "attack"], 0)] {
            guard let learned = try await Learning.make(policy, summary, accept: codes) else { return }
            #expect(learned.report.proposal.plan.candidates.count == count)
        }
        #expect(AcceptedRisks(["D05", "D06", "D07"]).unknown == ["D07"])
    }
}
