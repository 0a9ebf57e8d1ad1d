import ArmorTestSupport
import Foundation
import Glibc
import Testing

/// The program as it was built, run as a process.
enum Program {
    struct Result {
        let status: Int32
        let output: String
        let messages: String
    }

    /// Beside the tests' own bundle; else where `swift build` puts it.
    static let url: URL? = {
        let beside = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent().appending(path: "armor") }
        let own = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "armor")
        let candidates = [own] + beside + [projectRoot.appending(path: ".build/debug/armor")]
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) && !isFolder($0) }
    }()

    /// Whether this machine can compile policies.
    static let hasParser = ["/usr/sbin", "/sbin"].contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/apparmor_parser")
    }

    private static func isFolder(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
    }

    /// Runs it in a folder; `environment` is added to the bare one.
    static func run(
        _ arguments: [String],
        in folder: URL,
        input: String = "",
        environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        let program: URL = try #require(url, "armor was not built")
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C"].merging(environment) { $1 }
        let files = folder.appending(path: ".run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: files) }
        func file(_ name: String, _ text: String = "") throws -> URL {
            let url = files.appending(path: name)
            try Data(text.utf8).write(to: url)
            return url
        }
        let output = try file("output")
        let messages = try file("messages")
        process.standardInput = try FileHandle(forReadingFrom: try file("input", input))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: messages)
        try process.run()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: try text(output), messages: try text(messages))
    }
}

/// A new folder with files, removed when the test ends. Below the project's build folder: that is where root trusts
/// a parser of the tests.
final class Workplace {
    let url: URL

    init(_ files: [String: String] = [:]) throws {
        url = projectRoot.appending(path: ".build/commands-tests/\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: url.appending(path: name)) }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// What stands in a file; none if there is no such file.
    func read(_ name: String) -> String? { try? text(url.appending(path: name)) }

    /// A program for `--parser`.
    func script(_ name: String, _ body: String) throws -> String {
        let file = url.appending(path: name)
        try Data("#!/bin/sh\n\(body)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file.path
    }

    func armor(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws -> Program.Result
    {
        try armor(arguments, input: input, environment: environment)
    }

    func armor(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Program.Result
    {
        try Program.run(arguments, in: url, input: input, environment: environment)
    }

    /// Runs armor with a pseudo-terminal as its input and for its messages. Lines are typed ahead, or once it has said a text.
    func talk(_ arguments: [String], typed: String, after question: String = "") throws -> Program.Result {
        let main = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        // ioctl_tty(2): TIOCSPTLCK unlocks the other side, TIOCGPTN tells its number.
        var (lock, number) = (Int32(0), Int32(0))
        #expect(unsafe ioctl(main, 0x4004_5431, &lock) == 0)
        #expect(unsafe ioctl(main, 0x8004_5430, &number) == 0)
        let other = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        #expect(main >= 0 && other >= 0)
        let terminal = FileHandle(fileDescriptor: other, closeOnDealloc: true)
        let process = Process()
        let program: URL = try #require(Program.url, "armor was not built")
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = url
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C", "TERM": "xterm"]
        let output = url.appending(path: "output")
        try Data().write(to: output)
        process.standardInput = terminal
        process.standardError = terminal
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        try terminal.close()
        let keyboard = FileHandle(fileDescriptor: main, closeOnDealloc: true)
        var shown: [UInt8] = []
        var isTyped = false
        // The terminal ends with an error when nobody has its other side any more (pty(7)).
        while true {
            if !isTyped, question.isEmpty || String(decoding: shown, as: UTF8.self).contains(question) {
                try keyboard.write(contentsOf: Data(typed.utf8))
                isTyped = true
            }
            var part = [UInt8](repeating: 0, count: 4_096)
            let count = unsafe Glibc.read(main, &part, part.count)
            guard count > 0 else { break }
            shown += part.prefix(count)
        }
        process.waitUntilExit()
        return Program.Result(
            status: process.terminationStatus,
            output: try text(output),
            messages: String(decoding: shown, as: UTF8.self).replacing("\r\n", with: "\n")
        )
    }
}
