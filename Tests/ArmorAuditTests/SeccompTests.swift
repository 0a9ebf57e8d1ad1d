import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorAudit

/// Records of filters of system calls: read from their end, believed where only the kernel can have written them.
@Suite struct SeccompTests {
    private static let file = fixtures().appending(path: "seccomp/records.log")
    /// Lines of the journal, of `ausearch -i`, and in the notations of exports.
    private static let textFile = fixtures().appending(path: "seccomp/text.log")

    /// A line of each kind in each kind of source, as one line of the recorded file.
    @Test("each line is read, as text and where it would be believed", arguments: [file, textFile])
    func records(_ file: URL) throws {
        let told = try lines(file).map { line in
            let form = SourceForm.of(beginning: (line + [0x0A]).span)
            guard let event = SeccompRecord.read(line, form) else { return "none" }
            let label = event.label.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "-"
            let comm = String(decoding: event.comm, as: UTF8.self)
            let program = event.executable.map { String(decoding: $0, as: UTF8.self) } ?? "-"
            let trust = event.trust.doubt.map { "\($0)" } ?? "kernel"
            return "\(event.serial ?? 0) \(trust): \(event.action.rawValue) \(event.number) of "
                + "\(String(event.arch, radix: 16)), signal \(event.signal), label [\(label)] pid \(event.pid) "
                + "comm [\(comm)] exe [\(program)]"
        }
        let expected = file.deletingPathExtension().appendingPathExtension("expected")
        let text = told.joined(separator: "\n") + "\n"
        try record(text, to: expected)
        #expect(text == (try ArmorTestSupport.text(expected)))
    }

    private static func calls(_ pieces: [[UInt8]]) async -> SeccompCalls {
        var scanner = LogScanner()
        await scanner.begin(.auditLog)
        for piece in pieces { await scanner.feed(piece) }
        return await scanner.finish().calls
    }

    @Test("a scan counts them, whatever the pieces in which a log comes")
    func scan() async throws {
        let bytes = try contents(Self.file)
        let whole = await Self.calls([bytes])
        #expect(whole.counts.values.reduce(0) { $0 + $1.events } == 10)
        #expect(whole.counts.values.reduce(0) { $0 + $1.trusted } == 4)
        #expect(whole.malformed == 5)
        var random = SplitMix(state: 3)
        for _ in 0..<50 {
            var pieces: [[UInt8]] = []
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + Int.random(in: 1...700, using: &random))
                pieces.append(Array(bytes[start..<end]))
                start = end
            }
            #expect(await Self.calls(pieces) == whole)
        }
    }

    @Test("any bytes are read or refused; no change of a line makes it one of another call under the kernel's name")
    func total() throws {
        var random = SplitMix(state: 5)
        let all = try lines(Self.file)
        let alphabet = Array("=\"() 019acdefpsxy:/{}\\".utf8) + [0, 0x1D, 0xFF]
        for _ in 0..<20_000 {
            let line = all[Int.random(in: 0..<all.count, using: &random)]
            let bytes = mutated(line, alphabet, using: &random)
            guard let event = SeccompRecord.read(bytes, .auditLog) else { continue }
            #expect(event.label?.bytes.isEmpty != true)
        }
        for line in all { for length in line.indices { _ = SeccompRecord.read(Array(line[..<length]), .auditLog) } }
    }

    @Test("a program's name in the label cannot end it: the call is the one that the kernel wrote last")
    func forgedLabel() throws {
        let line = try lines(Self.file)[3]
        let event = try #require(SeccompRecord.read(line, .auditLog))
        #expect(event.number == 1_073_741_907 && event.pid == 77)
        #expect(event.label?.profile == Array("web".utf8))
    }
}
