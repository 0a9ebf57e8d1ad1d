import ArmorPolicy
import ArmorSchema
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// The schema for editors and the reference say what the reader takes.
struct SchemaTests {
    /// `armor schema --format markdown > docs/reference.md`
    @Test func documentsEveryKey() throws {
        let file = projectRoot.appending(path: "docs/reference.md")
        try record(Reference.page, to: file)
        #expect(try text(file) == Reference.page)
    }

    /// What the reader takes, the schema takes; what the reader refuses for its keys or types, the schema refuses.
    @Test func agreesWithTheReader() throws {
        var accepted: Set<String> = []
        var refused: Set<String> = []
        for file in Self.policies {
            let bytes = Array(try contents(URL(filePath: file)))
            let codes = Set(
                Self.loader.load(SourceFile(name: file, bytes: bytes)).diagnostics.filter { $0.severity == .error }.map(
                    \.code
                )
            )
            if codes.isEmpty { accepted.insert(file) }
            if !codes.isDisjoint(with: ["unknown-key", "wrong-type", "unknown-word", "out-of-range"]),
                !codes.contains("syntax")
            {
                refused.insert(file)
            }
        }
        guard let found = try Self.validate(accepted.union(refused)) else { return }
        #expect(accepted.count > 100 && refused.count > 10)
        for file in accepted { #expect(found[file] == nil, "\(file): \(found[file] ?? "")") }
        for file in refused { #expect(found[file] != nil, "\(file)") }
    }

    // MARK: Files

    private static var loader: PolicyLoader { PolicyLoader(sources: PresetSources(), acceptsReservedNames: true) }

    /// Every policy of the project but those of bane's.
    private static var policies: [String] {
        ["samples", "templates", "Tests/ArmorPolicyTests/Fixtures", "Tests/ArmorProfileTests/Fixtures"].flatMap {
            folder in
            files(below: projectRoot.appending(path: folder), ending: ".toml").map {
                "\(projectRoot.path)/\(folder)/\($0)"
            }
        }
        .filter { !$0.contains("/bane") }
    }

    /// Those that the schema refuses, with what it says; none where there is nothing to ask.
    private static func validate(_ files: Set<String>) throws -> [String: String]? {
        let schema = FileManager.default.temporaryDirectory.appending(path: "armor-schema-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: schema) }
        try Data(JSONSchema.document.text.utf8).write(to: schema)
        let script = fixtures().appending(path: "validate.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [script.path, schema.path]
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(files.sorted().joined(separator: "\n").utf8))
        try input.fileHandleForWriting.close()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        let failure = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        if failure.contains("No module named") {
            print("left out: the schema is not held against a validator: \(failure.split(separator: "\n").last ?? "")")
            return nil
        }
        try #require(process.terminationStatus == 0, "\(failure)")
        let lines = said.split(separator: "\n").map { $0.split(separator: "\t", maxSplits: 1).map(String.init) }
        return Dictionary(lines.map { ($0[0], $0.last ?? "") }) { first, _ in first }
    }
}
