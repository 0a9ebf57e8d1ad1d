import ArmorPolicy
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// Names that have nothing in common: too many of them end neither learning nor apparmor_parser.
struct FloodTests {
    /// Letters that look random and are the same in each run.
    private static func word(_ number: Int, _ length: Int) -> String {
        var state = UInt64(number &* 2_654_435_761 &+ length)
        return String(
            (0..<length).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Character(UnicodeScalar(UInt8(ascii: "a") + UInt8((state >> 33) % 26)))
            }
        )
    }

    @Test(arguments: [(2_000, 40), (150, 3_000)])
    func theRestIsProposed(_ count: Int, _ length: Int) async throws {
        let flood = (0..<count).map { number in
            let name = Self.word(number, length)
            return Line.file(
                "/srv/\(name.prefix(length / 4))/\(name.dropFirst(length / 4).prefix(200))/\(name.suffix(250))",
                "r"
            )
        }
        let lines = flood + [Line.file("/data/a", "r"), Line.file("/opt/app/lib/b", "r")]
        guard let learned = try await Learning.make(container, lines: lines) else { return }
        let plan = learned.report.proposal.plan
        #expect(plan.candidates.flatMap { $0.values.map(\.text) }.sorted() == ["/opt/app/lib/b r", "owner /data/a r"])
        guard case .flooded(let folder, let names)? = plan.leftOut.first?.reason else {
            Issue.record("\(plan.leftOut.map(\.reason))")
            return
        }
        #expect(folder == Array("/srv/".utf8))
        #expect(names == count)
        #expect(learned.report.text.contains("are more than one profile can hold"))
    }

    /// As many names as an interpreter reads are proposed: they share their folders.
    @Test func namesOfOneTreeAreNoFlood() async throws {
        let lines = (0..<600).map {
            Line.file("/usr/lib/app/modules/\(Self.word($0 / 20, 6))/\(Self.word($0, 8)).py", "r")
        }
        guard let learned = try await Learning.make(container, lines: lines) else { return }
        #expect(learned.report.proposal.plan.leftOut.isEmpty)
    }
}
