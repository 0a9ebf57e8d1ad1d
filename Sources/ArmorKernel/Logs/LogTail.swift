import Glibc
import SystemPackage

/// A log that is read as it grows: a file over its rotations, the journal, or the kernel's buffer.
package struct LogTail: ~Copyable {
    /// For people: what is read.
    package let name: String
    private var file: LogFile?
    /// How much of the file was read.
    private var offset = 0
    private let buffer: KernelBuffer?
    /// The cursor of the journal's last entry; none before there was one.
    private var cursor: String?

    /// Follows a file, which may not be packed.
    package init(file path: String) throws {
        name = path
        file = try LogFile.open(path)
        buffer = nil
    }

    /// Follows a log of the host: of files the newest.
    package init(_ log: HostLog) throws {
        name = log.name
        switch log {
        case .auditLog(let files), .text(let files):
            file = try LogFile.open(files.last ?? log.name)
            buffer = nil
        case .journal:
            file = nil
            buffer = nil
        case .kernelMessages:
            file = nil
            buffer = try KernelBuffer.open()
        }
    }

    /// Hands over what came since the last time, and calls `begin` where another file goes on in the place of one that was
    /// rotated away, or one was cut off. Does not wait.
    package mutating func poll(begin: () async -> Void, _ take: ([UInt8]) async -> Void) async throws {
        if let bytes = try buffer?.next() {
            if !bytes.isEmpty { await take(bytes) }
        } else if file != nil {
            while try await pollFile(take) { await begin() }
        } else {
            try await pollJournal(take)
        }
    }

    /// Reads the file to its end; answers whether another has come in its place, which is open then.
    private mutating func pollFile(_ take: ([UInt8]) async -> Void) async throws -> Bool {
        // Looked up before the end is read: what was written to the old file before it was rotated is there by now.
        let there = try? SystemCall.status(name, followLinks: true)
        while let chunk = try file?.next(), !chunk.isEmpty {
            offset += chunk.count
            await take(chunk)
        }
        guard let there, there.kind == .regular, let size = try file?.currentSize() else { return false }
        // The same file goes on, unless it was cut off and begins again.
        if there.identity == file?.identity, size >= offset { return false }
        file = try LogFile.open(name)
        offset = 0
        return true
    }

    /// The entries behind the cursor.
    private mutating func pollJournal(_ take: ([UInt8]) async -> Void) async throws {
        let program = try SystemProgram.find("journalctl")
        let arguments =
            ["--no-pager", "--quiet", "--output=json"] + (cursor.map { ["--after-cursor=\($0)"] } ?? [])
            + ["_TRANSPORT=audit", "+", "_TRANSPORT=kernel"]
        var last = cursor
        let isDone = try await ProcessStream.run(program, arguments, input: nil, limit: LogFile.unpackedLimit) {
            bytes in
            last = Self.cursor(bytes) ?? last
            await take(bytes)
        }
        cursor = last
        if !isDone { throw LogError(name, .damaged("journalctl")) }
    }

    /// The last cursor that stands whole in some bytes: letters, digits and what joins them (sd_journal_get_cursor(3)).
    static func cursor(_ bytes: [UInt8]) -> String? {
        let key = Array("\"__CURSOR\":\"".utf8)
        var start = bytes.count - key.count
        while start >= 0 {
            if bytes[start] == key[0], bytes[start..<start + key.count].elementsEqual(key) {
                let rest = bytes[(start + key.count)...]
                if let end = rest.firstIndex(of: UInt8(ascii: "\"")), end - rest.startIndex < 512 {
                    let text = String(decoding: rest[..<end], as: UTF8.self)
                    let isCursor = text.utf8.allSatisfy {
                        $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: ";")
                            || $0 == UInt8(ascii: "=")
                    }
                    if isCursor, !text.isEmpty { return text }
                }
            }
            start -= 1
        }
        return nil
    }
}
