import Glibc
import SystemPackage

/// Replaces files so that a reader, and a machine after a power cut, sees the old content or the new, never a part.
package enum AtomicFile {
    /// How many symbolic links are followed one after another.
    private static let linkLimit = 8

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
            guard let old = try status(name, in: folder, for: path) else {
                return try replace(name, in: folder, old: nil, bytes, for: path)
            }
            if old.kind != .link {
                guard old.kind == .regular else { throw FileError(path, .notRegular(old.kind.rawValue)) }
                guard old.links == 1 else { throw FileError(path, .severalLinks) }
                return try replace(name, in: folder, old: old, bytes, for: path)
            }
            guard try isPrivate(folder, for: path) else { throw FileError(path, .linkInSharedFolder) }
            let target: String
            do {
                target = try SystemCall.linkTarget(name, at: folder.number)
            } catch { throw FileError(path, .notWritable(error)) }
            current = target.utf8.first == UInt8(ascii: "/") ? target : "\(folderPath)/\(target)"
        }
        throw FileError(path, .linkLoop)
    }

    /// Writes a file that is not there yet; one that is, or that somebody makes meanwhile, is left as it is.
    package static func create(_ path: String, _ bytes: [UInt8]) throws(FileError) {
        let (folderPath, name) = split(path)
        guard !["", ".", ".."].contains(name) else { throw FileError(path, .notRegular("a directory")) }
        let folder = try openFolder(folderPath, for: path)
        guard try status(name, in: folder, for: path) == nil else { throw FileError(path, .exists) }
        do throws(Errno) {
            // A rename would replace what has come to be there; a second name is refused.
            try place(in: folder, like: nil, bytes) { temporary throws(Errno) in
                try SystemCall.link(temporary, as: name, in: folder.number)
                try SystemCall.remove(temporary, in: folder.number)
            }
            try SystemCall.sync(folder.number)
        } catch .fileExists {
            throw FileError(path, .exists)
        } catch {
            throw FileError(path, .notWritable(error))
        }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        return (String(path[...slash]), String(path[path.utf8.index(after: slash)...]))
    }

    private static func openFolder(_ folder: String, for path: String) throws(FileError) -> Descriptor {
        do {
            return try SystemCall.open(folder, O_RDONLY | O_DIRECTORY)
        } catch .noSuchFileOrDirectory {
            throw FileError(path, .missing)
        } catch {
            throw FileError(path, .notWritable(error))
        }
    }

    private static func status(
        _ name: String,
        in folder: borrowing Descriptor,
        for path: String
    ) throws(FileError) -> FileStatus? {
        do {
            return try SystemCall.status(name, at: folder.number, followLinks: false)
        } catch .noSuchFileOrDirectory {
            return nil
        } catch {
            throw FileError(path, .notWritable(error))
        }
    }

    /// Whether only this user and root can place names in a folder. The sticky bit does not help: it keeps others from
    /// removing names, not from placing them.
    private static func isPrivate(_ folder: borrowing Descriptor, for path: String) throws(FileError) -> Bool {
        do {
            let status = try SystemCall.status(folder.number)
            return !status.isWritableByOthers && [0, SystemCall.effectiveUser].contains(status.owner)
        } catch {
            throw FileError(path, .notWritable(error))
        }
    }

    private static func replace(
        _ name: String,
        in folder: borrowing Descriptor,
        old: FileStatus?,
        _ bytes: [UInt8],
        for path: String
    ) throws(FileError) {
        do {
            try place(in: folder, like: old, bytes) { temporary throws(Errno) in
                try SystemCall.rename(temporary, to: name, in: folder.number)
            }
        } catch .notPermitted where old != nil {
            throw FileError(path, .foreignOwner)
        } catch {
            throw FileError(path, .notWritable(error))
        }
        do { try SystemCall.sync(folder.number) } catch { throw FileError(path, .unsynced(error)) }
    }

    /// Writes a temporary file, complete and on disk, and gives it its name by `finish`.
    private static func place(
        in folder: borrowing Descriptor,
        like old: FileStatus?,
        _ bytes: [UInt8],
        _ finish: (String) throws(Errno) -> Void
    ) throws(Errno) {
        let temporary = temporaryName()
        // 0644 is subject to the umask, as for any new file; where an old one is, nobody reads before its mode is set.
        let file = try SystemCall.open(
            temporary,
            at: folder.number,
            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
            mode: old == nil ? 0o644 : 0o600
        )
        do throws(Errno) {
            try fill(file, bytes, like: old)
            try finish(temporary)
        } catch {
            // What goes wrong here cannot be mended; the first error is the one to tell.
            try? SystemCall.remove(temporary, in: folder.number)
            throw error
        }
    }

    private static func fill(
        _ file: borrowing Descriptor,
        _ bytes: [UInt8],
        like old: FileStatus?
    ) throws(Errno) {
        try SystemCall.writeAll(file.number, bytes)
        if let old {
            let new = try SystemCall.status(file.number)
            if (new.owner, new.group) != (old.owner, old.group) {
                try SystemCall.setOwner(file.number, old.owner, old.group)
            }
            // After the owner: a change of owner clears the set-user-id bits.
            try SystemCall.setMode(file.number, old.mode)
        }
        try SystemCall.sync(file.number)
    }

    /// Short, so that it fits where the target's own name does; 64 random bits, and O_EXCL refuses a collision.
    private static func temporaryName() -> String {
        ".armor-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }
}
