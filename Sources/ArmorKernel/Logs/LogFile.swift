import Glibc
import SystemPackage

/// A log that is open for reading, from its beginning.
///
/// It is read and not mapped: who may write to it could cut it short while it is read, and a page of a mapping that is
/// gone ends the process.
package struct LogFile: ~Copyable {
    /// What a user called it.
    package let path: String
    /// Bytes when it was opened; none where that is not known, as of a pipe.
    package let size: Int?
    private let descriptor: Descriptor

    /// How many bytes are read at once.
    static let chunk = 4 << 20

    private init(path: String, size: Int?, descriptor: consuming Descriptor) {
        self.path = path
        self.size = size
        self.descriptor = descriptor
    }

    /// Opens a regular file; symbolic links are followed. A directory, device or pipe is refused without waiting for it.
    package static func open(_ path: String) throws(FileError) -> LogFile {
        let file: Descriptor
        do { file = try SystemCall.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY) } catch {
            throw FileError(path, error == .noSuchFileOrDirectory ? .missing : .notReadable(error))
        }
        let status: FileStatus
        do { status = try SystemCall.status(file.number) } catch { throw FileError(path, .notReadable(error)) }
        guard status.kind == .regular else { throw FileError(path, .notRegular(status.kind.rawValue)) }
        return LogFile(path: path, size: Int(status.size), descriptor: file)
    }

    /// The bytes that follow, some megabytes at once; none at the end.
    package func next() throws(FileError) -> [UInt8] {
        do { return try SystemCall.readSome(descriptor.number, limit: Self.chunk) } catch {
            throw FileError(path, .notReadable(error))
        }
    }
}
