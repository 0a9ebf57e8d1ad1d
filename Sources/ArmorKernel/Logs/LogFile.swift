import Glibc
import SystemPackage

/// A log that is open for reading, plain or packed by gzip or zstd, as its first bytes say.
///
/// It is read and not mapped: who may write to it could cut it short while it is read, and a page of a mapping that is
/// gone ends the process.
package struct LogFile: ~Copyable {
    /// What a user called it; `-` is standard input.
    package let path: String
    /// Bytes when it was opened; none where that is not known, as of a pipe.
    package let size: Int?
    let descriptor: Descriptor
    /// Which file it is, whatever it is called now.
    let identity: [UInt64]

    /// How many bytes are read at once: with what is made of them they stay in a processor's second cache.
    static let chunk = 1 << 19
    /// The most bytes that a packed log may have unpacked: one of some megabytes could be made to last for days.
    package static let unpackedLimit = 64 << 30

    private init(path: String, size: Int?, identity: [UInt64], descriptor: consuming Descriptor) {
        self.path = path
        self.size = size
        self.identity = identity
        self.descriptor = descriptor
    }

    /// Opens a regular file; symbolic links are followed. A directory, device or pipe is refused without waiting for it;
    /// standard input, `-`, may be any of them.
    package static func open(_ path: String) throws(FileError) -> LogFile {
        let isInput = path == PolicyInput.standardInput
        let file: Descriptor
        do {
            file =
                isInput
                ? Descriptor(number: try SystemCall.retry { dup(STDIN_FILENO) })
                : try SystemCall.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        } catch { throw FileError(path, error == .noSuchFileOrDirectory ? .missing : .notReadable(error)) }
        let status: FileStatus
        do { status = try SystemCall.status(file.number) } catch { throw FileError(path, .notReadable(error)) }
        let isRegular = status.kind == .regular
        guard isRegular || isInput else { throw FileError(path, .notRegular(status.kind.rawValue)) }
        return LogFile(
            path: path,
            size: isRegular ? Int(status.size) : nil,
            identity: status.identity,
            descriptor: file
        )
    }

    /// The bytes of these files together; none where one is no regular file, or packed.
    package static func size(of paths: [String]) -> Int? {
        var sum = 0
        for path in paths {
            guard path != PolicyInput.standardInput, !path.hasSuffix(".gz"), !path.hasSuffix(".zst"),
                let status = try? SystemCall.status(path, followLinks: true), status.kind == .regular
            else { return nil }
            sum = sum.addingReportingOverflow(Int(status.size)).partialValue
        }
        return sum
    }

    /// Hands over all bytes, unpacked, some megabytes at once.
    package consuming func read(_ take: ([UInt8]) async -> Void) async throws {
        var chunk = try next()
        guard let program = Self.program(of: chunk) else {
            while !chunk.isEmpty {
                await take(chunk)
                chunk = try next()
            }
            return
        }
        try await unpack(program, take)
    }

    /// What unpacks a log that begins so (RFC 1952, RFC 8878); none where it is plain.
    static func program(of beginning: [UInt8]) -> String? {
        if beginning.starts(with: [0x1F, 0x8B]) { return "gzip" }
        return beginning.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) ? "zstd" : nil
    }

    /// The bytes that follow, some megabytes at most; none at the end, which may not be the last.
    func next() throws(FileError) -> [UInt8] {
        do { return try SystemCall.readSome(descriptor.number, limit: Self.chunk) } catch {
            throw FileError(path, .notReadable(error))
        }
    }

    /// How many bytes it has now.
    func currentSize() throws(FileError) -> Int {
        do { return try SystemCall.status(descriptor.number).size } catch { throw FileError(path, .notReadable(error)) }
    }

    /// The program reads the open file itself, from its beginning: its name is not looked up a second time.
    private func unpack(_ name: String, _ take: ([UInt8]) async -> Void) async throws {
        guard size != nil else { throw LogError(path, .packedPipe) }
        let program = try SystemProgram.find(name)
        do { _ = try SystemCall.retry { lseek(descriptor.number, 0, SEEK_SET) } } catch {
            throw FileError(path, .notReadable(error))
        }
        let path = path
        let file = FileDescriptor(rawValue: descriptor.number)
        let isWhole: Bool
        do {
            isWhole = try await ProcessStream.run(program, ["-dc"], input: file, limit: Self.unpackedLimit, take)
        } catch is ProcessStream.TooLarge { throw LogError(path, .tooLarge) }
        guard isWhole else { throw LogError(path, .damaged(name)) }
    }
}

/// Why a log was not read to its end.
package struct LogError: OperationalError, Equatable {
    package enum Reason: Sendable, Equatable {
        /// Packed bytes came from a pipe.
        case packedPipe
        /// More than ``LogFile/unpackedLimit``.
        case tooLarge
        /// The program that unpacks it says so.
        case damaged(String)
    }

    package let path: String
    package let reason: Reason

    init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    package var code: String {
        switch reason {
        case .packedPipe: "log-packed-pipe"
        case .tooLarge: "log-too-large"
        case .damaged: "log-damaged"
        }
    }

    package var message: String {
        switch reason {
        case .packedPipe: "what comes from standard input is packed"
        case .tooLarge: "\"\(path)\" is larger than \(LogFile.unpackedLimit >> 30) GiB when it is unpacked"
        case .damaged(let program): "\"\(path)\" cannot be unpacked: \(program) says that it is damaged"
        }
    }

    package var help: String? {
        switch reason {
        case .packedPipe: "name the file, or unpack it first"
        case .tooLarge: "unpack it and give a part of it"
        case .damaged: "what was readable before the damage was read; take another copy of the log"
        }
    }
}
