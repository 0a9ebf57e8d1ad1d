import ArmorTestSupport
import Foundation
import Testing

/// Programs that read what is exported, as far as they are here.
enum Consumers {
    /// What a program said on both of its outputs, together with its status; none, and a line that says so, where it is not here.
    static func run(
        _ program: String,
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:]
    ) throws -> (status: Int32, said: String)? {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            print("\(program) is not here; \"make test\" brings it")
            return nil
        }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"].merging(environment) { $1 }
        let (standardInput, output) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = output
        try process.run()
        // Small enough for the pipe, or read while it is written.
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, said)
    }

    static let python = "/usr/bin/python3"

    /// Whether a file that a consumer's package brings is here; a line is said if it is not.
    static func has(_ path: String) -> Bool {
        if FileManager.default.fileExists(atPath: path) { return true }
        print("\(path) is not here; \"make test\" brings it")
        return false
    }

    /// A program of `Fixtures/consumers`.
    static func script(_ name: String) -> String { fixtures().appending(path: "consumers/\(name)").path }

    /// What `Tests/Consumers/fetch NAME` brings.
    static func fetched(_ name: String) -> String {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/nonexistent") + "/.cache"
        return "\(cache)/armor/consumers/\(name)"
    }

    /// The files of `Fixtures/golden` with this ending, as paths.
    static func golden(_ ending: String) -> [String] {
        let folder = fixtures().appending(path: "golden")
        return listing(folder).filter { $0.hasSuffix(ending) }.map { folder.appending(path: $0).path }
    }
}

/// A folder below the system's for temporary files, removed when the test ends.
final class Scratch {
    let url = FileManager.default.temporaryDirectory.appending(path: "armor-export-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and gives its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }
}
