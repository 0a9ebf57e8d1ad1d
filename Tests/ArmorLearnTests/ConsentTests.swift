import ArmorGlob
import ArmorPolicy
import ArmorProof
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// What a hostile log asks for, and what is proposed of it unasked.
struct ConsentTests {
    /// The accesses of `sensitive.txt`, of its part that a person is asked about.
    private static func asked() throws -> [(letter: String, path: String)] {
        let file = fixtures().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "ArmorPolicyTests/Fixtures/sensitive.txt")
        let part = try text(file).components(separatedBy: "[asked]\n")[1].components(separatedBy: "[harmless]")[0]
        return part.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let words = line.split(separator: " ", maxSplits: 1)
            return (String(words[0]), String(words[1]))
        }
    }

    /// Each in its own log, so that none hides behind another; and all together, where globs might be made of them.
    @Test func nothingSensitiveIsProposedUnasked() async throws {
        let lines = try Self.asked().map { letter, path in
            Line.file(path, letter, operation: letter == "x" ? "exec" : "open", owner: false)
        }
        #expect(lines.count > 250)
        guard let learned = try await Learning.make(container, lines: lines) else { return }
        #expect(learned.report.proposal.plan.candidates.flatMap { $0.values.map(\.text) } == [])
        #expect(learned.report.proposal.diff.isEmpty)
    }

    /// Globs of samples: each is as narrow as its samples, or is not made.
    @Test(arguments: [
        (
            ["/mnt/alice", "/mnt/bob", "/mnt/carol", "/mnt/dave", "/mnt/eve", "/mnt/frank", "/mnt/gina", "/mnt/hugo"],
            "w"
        ),
        (
            ["/media/a1", "/media/b2", "/media/c3", "/media/d4", "/media/e5", "/media/f6", "/media/g7", "/media/h8"],
            "r"
        ),
    ])
    func globsDoNotReachSensitiveNames(_ paths: [String], _ letter: String) async throws {
        let lines = paths.map { Line.file($0, letter, owner: false) }
        guard let learned = try await Learning.make(container, lines: lines) else { return }
        for candidate in learned.report.proposal.plan.candidates {
            for case let file as FileRule in candidate.values {
                let name = Array("/mnt/docker.sock".utf8)
                #expect(file.path?.matches(name) != true)
                #expect(file.path?.matches(Array("/media/docker.sock".utf8)) != true)
            }
        }
    }

    /// One code accepts one grant, also where a lint reports it as well.
    @Test(arguments: [
        ("/dev/sda", "r", "A11"), ("/dev/kvm", "r", "C17"), ("/etc/cron.d/x", "w", "B11"), ("/etc/foo/x", "w", "C20"),
        ("/run/docker.sock", "w", "A12"), ("/run/snapd.socket", "w", "C19"), ("/host/etc/shadow", "r", "C21"),
    ])
    func oneCodeIsEnough(_ path: String, _ letter: String, _ code: String) async throws {
        let line = Line.file(path, letter, owner: false)
        guard let learned = try await Learning.make(container, lines: [line], accept: [code]) else { return }
        #expect(learned.report.proposal.plan.leftOut.map { "\($0.reason)" } == [])
        #expect(learned.report.proposal.plan.candidates.count == 1)
    }
}
