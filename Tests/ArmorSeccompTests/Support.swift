import ArmorPolicy
import ArmorSeccomp
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// The policy of a text, which must be sound.
func policy(_ text: String, _ location: SourceLocation = #_sourceLocation) -> Policy {
    let (policy, diagnostics) = PolicyLoader(sources: PresetSources()).load(SourceFile(name: "policy.toml", text: text))
    #expect(diagnostics.map(\.message) == [], sourceLocation: location)
    return policy
}

/// Compares a text with a file; `ARMOR_RECORD=1` writes the file instead, for a person to read before it is committed.
func expect(_ actual: String, equals file: URL, _ location: SourceLocation = #_sourceLocation) throws {
    try record(actual, to: file)
    #expect(actual == (try text(file)), sourceLocation: location)
}

/// A program of the system; none where it is not installed.
func program(_ name: String) -> URL? {
    ["/usr/bin", "/usr/local/bin", "/bin"].map { URL(filePath: "\($0)/\(name)") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
}

/// What a program writes to standard output, with its status and what it complains of.
func run(_ program: URL, _ arguments: [String], input: String = "") throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let folder = FileManager.default.temporaryDirectory.appending(path: "armor-seccomp-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (inputFile, outputFile) = (folder.appending(path: "input"), folder.appending(path: "output"))
    try Data(input.utf8).write(to: inputFile)
    try Data().write(to: outputFile)
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try text(outputFile))
}
