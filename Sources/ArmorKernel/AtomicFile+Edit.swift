import SystemPackage

extension AtomicFile {
    /// What the copy of the old content is called: the file's name and this.
    package static let backupSuffix = ".bak"

    /// Replaces a file that still holds what was read from it, and keeps that beside it under a name that ends in `.bak`.
    ///
    /// Refused are links, what is no regular file or has several names, what others may write to where root would write it,
    /// and a file that was changed meanwhile. Two programs that do this to files of one folder do it one after the other.
    package static func edit(_ path: String, from old: [UInt8], to new: [UInt8]) throws(FileError) {
        let (folderPath, name) = split(path)
        guard !["", ".", ".."].contains(name) else { throw FileError(path, .notRegular("a directory")) }
        let folder = try openFolder(folderPath, for: path)
        guard try attempt(path, { () throws(Errno) in try folder.lock() }) else { throw FileError(path, .beingEdited) }
        guard let status = try attempt(path, { () throws(Errno) in try folder.status(name) }) else {
            throw FileError(path, .missing)
        }
        guard status.kind == .regular else { throw FileError(path, .notRegular(status.kind.rawValue)) }
        guard status.links == 1 else { throw FileError(path, .severalLinks) }
        if SystemCall.effectiveUser == 0, status.isWritableByOthers { throw FileError(path, .writableByOthers) }
        let now: [UInt8]
        do { now = try folder.read(name, limit: PolicyInput.limit) } catch {
            throw FileError(path, .notReadable(error))
        }
        guard now == old else { throw FileError(path, .changed) }
        // A copy and no second name of the old file: killed between the two, this leaves a file with one name.
        try put(old, as: name + backupSuffix, like: status, in: folder, for: path)
        try put(new, as: name, like: status, in: folder, for: path)
        do { try folder.sync() } catch { throw FileError(path, .unsynced(error)) }
    }

    private static func put(
        _ bytes: [UInt8],
        as name: String,
        like status: FileStatus,
        in folder: Folder,
        for path: String
    ) throws(FileError) {
        do throws(Errno) {
            let temporary = try folder.stage(bytes, like: status, prefix: prefix)
            do throws(Errno) {
                try folder.rename(temporary, to: name)
            } catch {
                folder.discard(temporary)
                throw error
            }
        } catch .notPermitted {
            throw FileError(path, .foreignOwner)
        } catch {
            throw FileError(path, .notWritable(error))
        }
    }
}
