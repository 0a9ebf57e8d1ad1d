import Glibc
import SystemPackage

/// Replaces files so that a reader, and a machine after a power cut, sees the old content or the new, never a part.
package enum AtomicFile {
    /// How many symbolic links are followed one after another.
    private static let linkLimit = 8
    /// What the names of temporary files begin with.
    static let prefix = ".armor-"

    /// Writes a file, replacing one that is there and keeping its mode and owner; a new one gets 0644 less the umask.
    ///
    /// A symbolic link is followed and its target replaced, but refused in a folder in which others could have placed
    /// it. Refused too are targets that are no regular file or have several hard links. Extended attributes and access
    /// control lists of the old file are not carried over.
    package static func write(_ path: String, _ bytes: [UInt8]) throws(FileError) {
        var current = path
        for _ in 0...linkLimit {
            let (folderPath, name) = split(current)
            guard !["", ".", ".."].contains(name) else { throw FileError(path, .notRegular("a directory")) }
            let folder = try openFolder(folderPath, for: path)
            guard let target = try replace(name, in: folder, bytes, for: path) else { return }
            current = target.utf8.first == UInt8(ascii: "/") ? target : "\(folderPath)/\(target)"
        }
        throw FileError(path, .linkLoop)
    }

    /// Writes a file that is not there yet; one that is, or that somebody makes meanwhile, is left as it is.
    package static func create(_ path: String, _ bytes: [UInt8]) throws(FileError) {
        let (folderPath, name) = split(path)
        guard !["", ".", ".."].contains(name) else { throw FileError(path, .notRegular("a directory")) }
        let folder = try openFolder(folderPath, for: path)
        do throws(Errno) {
            guard try folder.status(name) == nil else { throw .fileExists }
            let temporary = try folder.stage(bytes, like: nil, prefix: prefix)
            do throws(Errno) {
                // A rename would replace what has come to be there; a second name is refused.
                try folder.link(temporary, as: name)
                try folder.remove(temporary)
            } catch {
                folder.discard(temporary)
                throw error
            }
            try folder.sync()
        } catch .fileExists {
            throw FileError(path, .exists)
        } catch {
            throw FileError(path, .notWritable(error))
        }
    }

    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        return (String(path[...slash]), String(path[path.utf8.index(after: slash)...]))
    }

    static func openFolder(_ folder: String, for path: String) throws(FileError) -> Folder {
        do {
            return try Folder(folder)
        } catch .noSuchFileOrDirectory {
            throw missingFolder(folder)
        } catch {
            throw FileError(path, .notWritable(error))
        }
    }

    /// - Parameter folder: the path of the folder, with its final slash or without.
    static func missingFolder(_ folder: String) -> FileError {
        FileError(folder.hasSuffix("/") && folder != "/" ? String(folder.dropLast()) : folder, .folderMissing)
    }

    /// Checks that files can be made in a folder, as far as that can be known before one is.
    ///
    /// - Throws: `FileError` where the folder does not exist or cannot be opened.
    package static func requireFolder(_ folder: String) throws(FileError) { _ = try openFolder(folder, for: folder) }

    /// Replaces a file, or tells where a link leads that bears its name.
    private static func replace(
        _ name: String,
        in folder: Folder,
        _ bytes: [UInt8],
        for path: String
    ) throws(FileError) -> String? {
        let old = try attempt(path) { () throws(Errno) in try folder.status(name) }
        if let old {
            if old.kind == .link { return try linkTarget(name, in: folder, for: path) }
            guard old.kind == .regular else { throw FileError(path, .notRegular(old.kind.rawValue)) }
            guard old.links == 1 else { throw FileError(path, .severalLinks) }
        }
        do throws(Errno) {
            let temporary = try folder.stage(bytes, like: old, prefix: prefix)
            do throws(Errno) {
                try folder.rename(temporary, to: name)
            } catch {
                folder.discard(temporary)
                throw error
            }
        } catch .notPermitted where old != nil {
            throw FileError(path, .foreignOwner)
        } catch {
            throw FileError(path, .notWritable(error))
        }
        do { try folder.sync() } catch { throw FileError(path, .unsynced(error)) }
        return nil
    }

    private static func linkTarget(_ name: String, in folder: Folder, for path: String) throws(FileError) -> String {
        guard try attempt(path, { () throws(Errno) in try folder.isPrivate() }) else {
            throw FileError(path, .linkInSharedFolder)
        }
        return try attempt(path) { () throws(Errno) in try folder.linkTarget(name) }
    }

    static func attempt<Value>(
        _ path: String,
        _ work: () throws(Errno) -> Value
    ) throws(FileError) -> Value {
        do { return try work() } catch { throw FileError(path, .notWritable(error)) }
    }
}
