import ArmorAudit
import ArmorTestSupport
import Foundation
import Testing

/// Every sample of AppArmor's own tests is read as libapparmor reads it, but where a difference is listed.
@Suite struct UpstreamTests {
    static let folder = sharedCorpus?.appending(path: "upstream-logs")
    static let names = folder.map { files(below: $0, ending: ".out").map { String($0.dropLast(4)) } } ?? []

    @Test(arguments: names) func agrees(_ name: String) throws {
        let folder = try #require(Self.folder)
        let expected = fields(try text(folder.appending(path: "\(name).out")))
        var ours = ["Event type": "AA_RECORD_INVALID"]
        let verdict = LineReader().read(try contents(folder.appending(path: "\(name).in")))
        if case .event(let event) = verdict { ours = libapparmorView(event) }
        var theirs = expected
        // What is no event has for libapparmor a record's number all the same.
        if theirs["Event type"] == "AA_RECORD_INVALID", ours["Event type"] == "AA_RECORD_INVALID" {
            theirs = ["Event type": "AA_RECORD_INVALID"]
        }
        let keys = Set(ours.keys).union(theirs.keys)
        let differing = Set(keys.filter { ours[$0] != theirs[$0] })
        let listed = Set(differences.first { $0.name == name }?.keys ?? [])
        let told = differing.sorted().map { "\($0): \(ours[$0] ?? "none") for \(theirs[$0] ?? "none")" }
        #expect(differing == listed, "\(told)")
    }

    @Test func listsOnlyWhatIsThere() {
        guard Self.folder != nil else { return }
        #expect(differences.filter { !Self.names.contains($0.name) }.map(\.name) == [])
    }

    /// `Key: value`, one a line; the two first lines are about the file.
    private func fields(_ text: String) -> [String: String] {
        var fields: [String: String] = [:]
        var last = ""
        for line in text.split(separator: "\n").dropFirst(2) {
            if let colon = line.range(of: ": ") ?? line.range(of: ":") {
                last = String(line[..<colon.lowerBound])
                fields[last] = String(line[colon.upperBound...])
            }
        }
        return fields
    }

    /// Where this reader says something else, and why.
    private let differences: [(name: String, keys: [String], why: String)] = [
        ("ptrace_garbage_lp1689667_1", ["Name2", "Peer"], "ptrace's target= of older kernels is the peer"),
        (
            "ptrace_garbage_lp1689667_2", ["Event type", "Peer"],
            "the kernel wrote a pointer as a label: an event with a strange peer, not a line that is lost"
        ),
    ]
}
