import ArmorTestSupport
import Foundation
import Testing

/// Imports every profile of Debian's packages apparmor-profiles and apparmor-profiles-extra for their own release, and
/// compares each policy with its original. `Fixtures/apparmor-profiles.table` has a line for each file: its path, and `same`, or
/// `refused` with the codes of the errors. `ARMOR_RECORD=1 swift test` writes it anew.
///
/// The outcomes `wider`, `narrower`, `uncompared` and `crash` are never recorded. All files together take less than a minute of
/// one processor.
@Suite(.serialized) struct AppArmorProfilesTests {
    private static let folders = ["/etc/apparmor.d", "/usr/share/apparmor/extra-profiles"]
    private static let table = fixtures().appending(path: "apparmor-profiles.table")
    private static let isRecording = ProcessInfo.processInfo.environment["ARMOR_RECORD"] == "1"
    /// The release that the table is about: other releases have other profiles.
    private static let version = "3.0.8"

    @Test func importTheSame() async throws {
        guard Program.hasParser, try Self.parserVersion().contains(Self.version) else {
            return print("profiles of AppArmor: not compared: no apparmor_parser \(Self.version)")
        }
        let expected = try Self.expected()
        let files = Self.isRecording ? try Self.found() : expected.keys.sorted()
        let present = files.filter { FileManager.default.fileExists(atPath: $0) }
        if present.count < files.count {
            print("profiles of AppArmor: \(files.count - present.count) of \(files.count) files are not installed")
        }
        let outcomes = try await Self.outcomes(of: present)
        let bad = outcomes.filter { Self.faults.contains($0.value.outcome) }
        for (file, result) in bad.sorted(by: { $0.key < $1.key }) {
            Issue.record("\(file): \(result.outcome)\n\(result.messages)")
        }
        if Self.isRecording {
            let lines = outcomes.filter { bad[$0.key] == nil }.map { "\($0.key) \($0.value.outcome)\n" }
            try Data(lines.sorted().joined().utf8).write(to: Self.table)
            return
        }
        for file in present {
            let result = try #require(outcomes[file])
            #expect(result.outcome == expected[file], "\(file): \(result.messages)")
        }
    }

    private static let faults: Set = ["wider", "narrower", "uncompared", "crash"]

    private struct Result: Sendable {
        let outcome: String
        let messages: String
    }

    /// Two at once, in the order of the files.
    private static func outcomes(of files: [String]) async throws -> [String: Result] {
        try await withThrowingTaskGroup(of: (String, Result).self) { group in
            var found: [String: Result] = [:]
            var rest = files[...]
            func start() {
                guard let file = rest.popFirst() else { return }
                group.addTask { (file, try outcome(of: file)) }
            }
            for _ in 0..<2 { start() }
            while let (file, result) = try await group.next() {
                found[file] = result
                start()
            }
            return found
        }
    }

    private static func outcome(of file: String) throws -> Result {
        let place = try Workplace()
        let run = try place.armor("import", file, "-d", ".", "--target", "debian12")
        func has(_ code: String) -> Bool { run.messages.contains("[\(code)]") }
        let outcome: String
        switch run.status {
        case 0:
            if run.messages.contains("not compared") {
                outcome = "uncompared"
            } else {
                outcome = has("import-differs") ? "narrower" : "same"
            }
        case 1 where has("import-wider"): outcome = "wider"
        case 1:
            // `FILE:LINE:COLUMN: error: MESSAGE [CODE]`
            let errors = run.messages.split(separator: "\n").filter { $0.contains("error: ") && $0.hasSuffix("]") }
            let codes = errors.compactMap { $0.split(separator: "[").last?.dropLast() }
            outcome = "refused: \(Set(codes).sorted().joined(separator: ", "))"
        default: outcome = "crash"
        }
        return Result(outcome: outcome, messages: run.messages)
    }

    private static func expected() throws -> [String: String] {
        guard FileManager.default.fileExists(atPath: table.path) else { return [:] }
        let lines = try text(table).split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
        return Dictionary(uniqueKeysWithValues: lines.map { (String($0[0]), String($0[1])) })
    }

    /// The files of profiles that the packages installed, by dpkg's own list.
    private static func found() throws -> [String] {
        let lists = ["apparmor-profiles", "apparmor-profiles-extra"].map { "/var/lib/dpkg/info/\($0).list" }
        let conffiles = lists.map { $0.replacing(".list", with: ".conffiles") }
        let paths = try (lists + conffiles).filter { FileManager.default.fileExists(atPath: $0) }
            .flatMap { try text(URL(filePath: $0)).split(separator: "\n").map(String.init) }
        let candidates = Set(paths).filter { path in
            folders.contains { folder in
                let name = path.dropFirst(folder.count + 1)
                return path.hasPrefix(folder + "/") && !name.contains("/") && name != "README"
            }
        }
        return candidates.filter { path in
            var isFolder: ObjCBool = false
            return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    private static func parserVersion() throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/apparmor_parser")
        process.arguments = ["--version"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
