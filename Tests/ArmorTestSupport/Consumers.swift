package import Foundation

/// Programs and schemas of who reads what armor writes, as far as they are here.
package enum Consumers {
    package static let python = "/usr/bin/python3"

    /// What a program said on both of its outputs, together with its status; none, and a line that says so, where it is not here.
    ///
    /// - Parameter folder: where it works; this process's own if none is given.
    package static func run(
        _ program: String,
        _ arguments: [String],
        in folder: URL? = nil,
        input: String = "",
        environment: [String: String] = [:]
    ) throws -> (status: Int32, said: String)? {
        guard has(program) else { return nil }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
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

    /// Whether a program or a file that a consumer's package brings is here; a line is said if it is not.
    package static func has(_ path: String) -> Bool {
        if FileManager.default.fileExists(atPath: path) { return true }
        print("\(path) is not here; \"make test\" brings it")
        return false
    }

    /// What `Tests/Consumers/fetch NAME` brings.
    package static func fetched(_ name: String) -> String {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/nonexistent") + "/.cache"
        return "\(cache)/armor/consumers/\(name)"
    }
}
