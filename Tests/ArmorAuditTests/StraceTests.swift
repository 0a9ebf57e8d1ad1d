import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorAudit

/// strace's output, with and without times, processes, descriptors and cut strings.
@Suite struct StraceTests {
    private static let file = fixtures().appending(path: "strace/lines.strace")

    private static func scan(_ bytes: [UInt8], pieces: Int = .max, using random: inout SplitMix) -> StraceScanner {
        var scanner = StraceScanner(profile: "web")
        var start = 0
        while start < bytes.count {
            let end =
                pieces == .max ? bytes.count : min(bytes.count, start + Int.random(in: 1...pieces, using: &random))
            scanner.feed(Array(bytes[start..<end]))
            start = end
        }
        scanner.end()
        return scanner
    }

    /// Each access in a line, sorted; then the calls and what could not be told.
    private static func told(_ scanner: StraceScanner) -> String {
        let accesses = scanner.accesses.map { observed in
            let event = observed.event
            let what =
                switch event.detail {
                case .file(let file): String(decoding: file.name, as: UTF8.self)
                case .exec(let exec): String(decoding: exec.name, as: UTF8.self)
                case .link(let link):
                    "\(String(decoding: link.name, as: UTF8.self)) to \(String(decoding: link.target, as: UTF8.self))"
                case .network(let socket): "\(socket.family) \(socket.type ?? "")"
                default: "?"
                }
            return "\(event.operation) \(event.requested) \(printable(what)) \(event.status) \(observed.count)"
        }
        let calls = scanner.calls.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.events)/\($0.value.denied)" }
        let refusals = scanner.refusals.map { refusal, count in
            "\(refusal.call) \(refusal.error) \(refusal.detail) \(count)"
        }.sorted()
        let values = scanner.arguments.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.keys.sorted())" }
        return accesses.sorted().joined(separator: "\n") + "\n" + calls.joined(separator: ", ")
            + "\n" + values.joined(separator: ", ")
            + "\nunresolved \(scanner.unresolved), malformed \(scanner.malformed), refused \(refusals)\n"
    }

    private static func printable(_ text: String) -> String {
        text.unicodeScalars.map { $0.value < 0x20 ? "\\u{\(String($0.value, radix: 16))}" : String($0) }.joined()
    }

    @Test("what each line shows", arguments: ["lines", "folders"])
    func lines(_ name: String) throws {
        var random = SplitMix(state: 1)
        let file = fixtures().appending(path: "strace/\(name).strace")
        let told = Self.told(Self.scan(try contents(file), using: &random))
        let expected = file.deletingPathExtension().appendingPathExtension("expected")
        try record(told, to: expected)
        #expect(told == (try text(expected)))
    }

    @Test("whatever the pieces in which it comes")
    func pieces() throws {
        var random = SplitMix(state: 2)
        let bytes = try contents(Self.file)
        let whole = Self.told(Self.scan(bytes, using: &random))
        for size in [1, 7, 100, 1_000] {
            #expect(Self.told(Self.scan(bytes, pieces: size, using: &random)) == whole)
        }
    }

    @Test("any bytes are read, in bounds; a string never ends before its quote")
    func total() throws {
        var random = SplitMix(state: 3)
        let bytes = try contents(Self.file)
        let lines = bytes.split(separator: 0x0A).map(Array.init)
        let alphabet = Array("\"\\(),<>[]{}=-. 07AxDC_/\n".utf8) + [0, 0xFF]
        for _ in 0..<20_000 {
            let line = lines[Int.random(in: 0..<lines.count, using: &random)]
            _ = StraceLine(mutated(line, alphabet, using: &random))
        }
        for line in lines { for length in line.indices { _ = StraceLine(Array(line[..<length])) } }
        // What a program writes is no call of its own.
        let forged = Self.scan(
            Array("7 write(1, \"x\\\"), 1) = 1 open(\\\"/forged\\\", O_RDWR) = 3\", 9) = 9\n".utf8),
            using: &random
        )
        #expect(forged.accesses.isEmpty && forged.calls.keys.sorted() == ["write"])
        let long = Self.scan([UInt8](repeating: 0x61, count: 1 << 20) + [0x0A], using: &random)
        #expect(long.malformed == 1 && long.accesses.isEmpty)
    }

    @Test("what the installed strace writes is read without a rest")
    func real() throws {
        let program = "/usr/bin/strace"
        guard FileManager.default.isExecutableFile(atPath: program) else {
            return print("no strace (Debian: strace): its own output is not read")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "armor-strace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for options in [["-f"], ["-f", "-tt", "-y", "-s", "4096"], ["-f", "-ttt", "-yy", "-T", "-x"], ["-r", "-y"]] {
            let output = folder.appending(path: "output")
            let process = Process()
            process.executableURL = URL(filePath: program)
            process.arguments =
                options + [
                    "-o", output.path, "/bin/sh", "-c",
                    "echo x > made; cat made; mkdir d; rmdir d; rm made; ls -l /etc",
                ]
            process.currentDirectoryURL = folder
            process.standardOutput = try FileHandle(forWritingTo: URL(filePath: "/dev/null"))
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                return print("strace may not trace here: its output is not read")
            }
            var random = SplitMix(state: 1)
            let scanner = Self.scan(try contents(output), using: &random)
            #expect(scanner.malformed == 0, "\(options)")
            let told = Self.told(scanner)
            #expect(told.contains("open rd") || told.contains("open r "))
            guard options.contains("-y"), options.contains("-f") else { continue }
            let path = folder.resolvingSymlinksInPath().path
            for line in [
                "open wc \(path)/made allowed 1", "open c \(path)/d/ allowed 1", "open d \(path)/made allowed 1",
            ] {
                #expect(told.contains(line), "\(options): \(line)")
            }
        }
    }
}
