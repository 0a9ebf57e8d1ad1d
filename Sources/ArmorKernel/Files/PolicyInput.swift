package import ArmorSource
import SystemPackage

/// Why a file could not be read, in one line that says what to do.
package struct InputError: Error, Sendable, CustomStringConvertible {
    package let description: String
}

/// Reads what a user names: a file, or standard input.
package enum PolicyInput {
    /// The argument that means standard input.
    package static let standardInput = "-"
    /// What diagnostics call standard input.
    package static let standardInputName = "<stdin>"
    /// The most bytes a policy, profile or template may have; a hand-written one has a few thousand.
    package static let limit = 16 << 20

    /// The text of a file, or of standard input for `-`.
    ///
    /// Only regular files are read: a FIFO or a device could hang or never end. It is opened without waiting and looked
    /// at by its descriptor, so that nothing can be put in its place between the look and the reading.
    package static func read(_ path: String) throws(InputError) -> SourceFile {
        if path == standardInput {
            return SourceFile(name: standardInputName, bytes: try contents(of: .standardInput, "standard input"))
        }
        guard !path.isEmpty, !path.utf8.contains(0) else { throw InputError(description: "a file name is empty") }
        let shown = printable(path)
        do {
            let descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.nonBlocking, .closeOnExec])
            defer { try? descriptor.close() }
            let status = try descriptor.stat()
            if status.type == .directory {
                throw InputError(description: "\(shown) is a directory; name the file in it")
            }
            guard status.type == .regular else {
                throw InputError(description: "\(shown) is no regular file; for a pipe use - and standard input")
            }
            guard status.size <= Int64(limit) else { throw tooLarge(shown) }
            return SourceFile(name: path, bytes: try contents(of: descriptor, shown))
        } catch let error as InputError {
            throw error
        } catch {
            throw InputError(description: "cannot read \(shown): \(reason(error))")
        }
    }

    /// Everything that is left, up to the limit; one byte more is refused, whatever the size was said to be.
    private static func contents(of descriptor: FileDescriptor, _ shown: String) throws(InputError) -> [UInt8] {
        do {
            guard let bytes = try descriptor.readAll(limit: limit) else { throw tooLarge(shown) }
            return bytes
        } catch let error as InputError {
            throw error
        } catch {
            throw InputError(description: "cannot read \(shown): \(reason(error))")
        }
    }

    private static func tooLarge(_ shown: String) -> InputError {
        InputError(description: "\(shown) is larger than \(limit >> 20) MiB; a policy has a few thousand bytes")
    }
}

/// What the system says of a failure.
func reason(_ error: any Error) -> String { (error as? Errno)?.description ?? "\(error)" }
