package import ArmorImage
import Glibc
import SystemPackage

extension ImageError: OperationalError {}

/// An image in files of this host: the folder of an OCI layout, or an archive.
package enum ImageFiles {
    /// Opens a folder or an archive, plain or packed.
    package static func open(_ path: String) async throws -> any ImageStore {
        let status: FileStatus
        do { status = try SystemCall.status(path, followLinks: true) } catch {
            throw FileError(path, error == .noSuchFileOrDirectory ? .missing : .notReadable(error))
        }
        if status.kind == .directory { return try ImageFolder(path) }
        let file: OpenFile
        do { file = try OpenFile(try SystemCall.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)) } catch .invalidArgument {
            throw FileError(path, .notRegular(status.kind.rawValue))
        } catch { throw FileError(path, .notReadable(error)) }
        return try await archive(file)
    }

    /// An archive that is open, plain or packed.
    package static func archive(_ source: any ByteSource) async throws(ImageError) -> any ImageStore {
        guard let packing = Packing(try source.read(at: 0, limit: 4)) else { return try ImageArchive(source) }
        return try ImageArchive(try await Unpacking.unpacked(source, packing, limit: ImageLimits().layerBytes))
    }

    /// Whether a word names a file or folder of this host; else it is the name of an engine's image.
    package static func exists(_ word: String) -> Bool { (try? SystemCall.status(word, followLinks: true)) != nil }
}

/// An image on this host, whose parts this host's programs unpack.
private protocol HostStore: ImageStore {}

extension HostStore {
    nonisolated(nonsending) func unpacked(
        _ source: any ByteSource,
        _ packing: Packing,
        limit: Int
    ) async throws(ImageError) -> any ByteSource {
        try await Unpacking.unpacked(source, packing, limit: limit)
    }
}

/// What `docker save` wrote, or an OCI layout in an archive.
private struct ImageArchive: HostStore {
    private let index: ArchiveIndex

    init(_ source: any ByteSource) throws(ImageError) { index = try ArchiveIndex(source) }

    func file(_ path: String) -> (any ByteSource)? { index.file(path) }
}

/// An OCI layout in a folder. No link in it is followed: what it names may lie anywhere on this host.
private final class ImageFolder: HostStore {
    private let folder: Descriptor
    private let path: String

    init(_ path: String) throws(FileError) {
        self.path = path
        do { folder = try SystemCall.open(path, O_RDONLY | O_DIRECTORY) } catch {
            throw FileError(path, .notReadable(error))
        }
    }

    func file(_ path: String) throws(ImageError) -> (any ByteSource)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 4, parts.allSatisfy({ !["", ".", ".."].contains($0) }) else { return nil }
        do {
            return try open(parts[...], in: folder)
        } catch .noSuchFileOrDirectory {
            return nil
        } catch .tooManySymbolicLinkLevels, .notDirectory {
            throw ImageError(.notReadable("\"\(path)\" is, or lies behind, a symbolic link"))
        } catch { throw ImageError(.notReadable("\"\(path)\": \(error)")) }
    }

    private func open(_ parts: ArraySlice<String>, in folder: borrowing Descriptor) throws(Errno) -> OpenFile {
        guard let first = parts.first else { throw .invalidArgument }
        if parts.count == 1 {
            return try OpenFile(
                try SystemCall.open(first, at: folder.number, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
            )
        }
        let next = try SystemCall.open(first, at: folder.number, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        return try open(parts.dropFirst(), in: next)
    }
}
