import ArmorPolicy
import ArmorPresets
import ArmorSeccomp
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// The presets that come with the program; no files.
struct RealPresets: PolicySources {
    var presetNames: [String] { Presets.names }

    func preset(_ name: String) -> SourceFile? {
        Presets.bytes(of: name).map { SourceFile(name: "preset:\(name)", bytes: $0) }
    }

    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
        throw UnreadableSource("none")
    }
}

/// The policy of a text, which must be sound.
func policy(_ text: String, _ location: SourceLocation = #_sourceLocation) -> Policy {
    let (policy, diagnostics) = PolicyLoader(sources: RealPresets()).load(SourceFile(name: "policy.toml", text: text))
    #expect(diagnostics.map(\.message) == [], sourceLocation: location)
    return policy
}

/// Compares a text with a file; `ARMOR_RECORD=1` writes the file instead, for a person to read before it is committed.
func expect(_ actual: String, equals file: URL, _ location: SourceLocation = #_sourceLocation) throws {
    if ProcessInfo.processInfo.environment["ARMOR_RECORD"] != nil { try Data(actual.utf8).write(to: file) }
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
