package import ArmorImage
import Glibc
import SystemPackage

/// An open regular file of an image, or a temporary file that has no name.
final class OpenFile: ByteSource {
    let descriptor: Descriptor
    let count: Int

    init(_ descriptor: consuming Descriptor) throws(Errno) {
        let status = try SystemCall.status(descriptor.number)
        guard status.kind == .regular else { throw .invalidArgument }
        count = status.size
        self.descriptor = descriptor
    }

    func read(at offset: Int, limit: Int) throws(ImageError) -> [UInt8] {
        guard offset >= 0, offset < count, limit > 0 else { return [] }
        do { return try SystemCall.read(descriptor.number, at: offset, limit: min(limit, count - offset)) } catch {
            throw ImageError(.notReadable("\(error)"))
        }
    }
}

/// A large file that has no name and goes when nobody uses it any more, also where this program is killed.
package final class SpoolFile: Sendable {
    private let descriptor: Descriptor

    /// Where large temporary files belong (file-hierarchy(7)): `/tmp` may be memory.
    private static let folder = "/var/tmp"

    package init() throws(ImageError) {
        do {
            let name = "\(Self.folder)/armor-\(String(UInt64.random(in: .min ... .max), radix: 36))"
            let file = try SystemCall.open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            try SystemCall.remove(name, in: SystemCall.workingFolder)
            descriptor = file
        } catch { throw ImageError(.notReadable("\(Self.folder) takes no temporary file: \(error)")) }
    }

    /// Adds bytes at the end.
    package func write(_ bytes: [UInt8]) throws(ImageError) {
        do { try SystemCall.writeAll(descriptor.number, bytes) } catch {
            throw ImageError(.notReadable("\(Self.folder) takes no more of the temporary file: \(error)"))
        }
    }

    /// What was written, to be read.
    package func finished() throws(ImageError) -> any ByteSource { try openFile() }

    func openFile() throws(ImageError) -> OpenFile {
        do { return try OpenFile(try SystemCall.copy(descriptor.number)) } catch {
            throw ImageError(.notReadable("the temporary file: \(error)"))
        }
    }
}
