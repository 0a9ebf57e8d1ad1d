import ArmorSource
import SystemPackage

/// Why a file could not be written, in one line that says what to do.
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let description: String
}

/// Writes whole files: whoever reads the name sees the old text or the new, never a part.
package enum AtomicFile {
    /// Replaces a file's contents, or makes the file. Mode and owner of one that is there stay.
    ///
    /// A link is followed where nobody else could have put it there, and refused in a folder that others may write.
    /// Refused as well: what is no regular file, and a file with several names, since only one of them would change.
    package static func write(_ path: String, _ bytes: [UInt8]) throws(FileError) {
        try guarding(path) { try replace(try target(of: path), bytes, links: 0) }
    }

    /// Makes a file that is not there; refuses one that is.
    package static func create(_ path: String, _ bytes: [UInt8]) throws(FileError) {
        try guarding(path) {
            let target = try target(of: path)
            let folder = try Folder(target.folder)
            guard try folder.status(of: target.name) == nil else {
                throw FileError(description: "\(printable(path)) exists already; choose another name or remove it")
            }
            try place(bytes, in: folder, like: nil) { temporary in
                // A link fails where the name was taken meanwhile; a rename would not.
                try folder.link(temporary, as: target.name)
                try folder.remove(temporary)
            }
        }
    }

    private typealias Target = (folder: FilePath, name: FilePath.Component)

    /// How many links a path may lead through, as in the kernel (path_resolution(7)).
    private static let mostLinks = 40

    private static func guarding(_ path: String, _ body: () throws -> Void) throws(FileError) {
        do {
            try body()
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(description: "cannot write \(printable(path)): \(reason(error))")
        }
    }

    private static func target(of path: String) throws -> Target {
        let file = FilePath(path)
        guard !path.utf8.contains(0), !path.hasSuffix("/"), let name = file.lastComponent, name.kind == .regular else {
            throw FileError(description: "\"\(printable(path))\" names no file")
        }
        return (file.removingLastComponent(), name)
    }

    private static func replace(_ target: Target, _ bytes: [UInt8], links: Int) throws {
        let folder = try Folder(target.folder)
        let shown = printable(target.folder.appending(target.name).string)
        guard let status = try folder.status(of: target.name) else {
            return try place(bytes, in: folder, like: nil) { try folder.rename($0, to: target.name) }
        }
        if status.type == .symbolicLink {
            return try follow(target, folder: try folder.status(), shown, bytes, links: links)
        }
        guard status.type == .regular else { throw FileError(description: "\(shown) is no regular file") }
        guard status.linkCount == 1 else {
            throw FileError(description: "\(shown) has several names (hard links); remove it first")
        }
        try place(bytes, in: folder, like: status) { try folder.rename($0, to: target.name) }
    }

    private static func follow(_ target: Target, folder: Stat, _ shown: String, _ bytes: [UInt8], links: Int) throws {
        let me = effectiveUser()
        let isOthers = folder.userID.rawValue != me && folder.userID.rawValue != 0
        guard folder.permissions.isDisjoint(with: [.groupWrite, .otherWrite]), !isOthers else {
            throw FileError(description: "\(shown) is a link in a folder that others may write; name the file itself")
        }
        guard links < mostLinks else { throw Errno.tooManySymbolicLinkLevels }
        let path = target.folder.appending(target.name)
        let destination = try linkDestination(path)
        let next = destination.isAbsolute ? destination : target.folder.pushing(destination)
        try replace(try Self.target(of: next.string), bytes, links: links + 1)
    }

    /// Writes a temporary file beside the target, complete and on disk, then gives it its name by `finish`.
    private static func place(
        _ bytes: [UInt8], in folder: borrowing Folder, like status: Stat?, _ finish: (FilePath.Component) throws -> Void
    ) throws {
        let number = UInt64.random(in: .min ... .max)
        guard let temporary = FilePath.Component(".armor-\(String(number, radix: 36)).tmp") else { return }
        let descriptor = try folder.create(temporary)
        do {
            do {
                defer { try? descriptor.close() }
                try descriptor.writeAll(bytes)
                if let status { try descriptor.adopt(status) } else { try descriptor.adoptDefaultMode() }
                try descriptor.synchronize()
            }
            try finish(temporary)
        } catch {
            try? folder.remove(temporary)
            throw error
        }
        try folder.synchronize()
    }
}
