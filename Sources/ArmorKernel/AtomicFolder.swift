import Glibc
import SystemPackage

/// Makes a folder with files, whole or not at all: complete and on disk under a temporary name first.
package enum AtomicFolder {
    /// Makes a folder that is not there yet; one that is, or anything else of that name, is left as it is.
    ///
    /// A program that is killed in between leaves a folder beside it whose name begins with `.armor-`.
    ///
    /// - Parameter files: the path of each below the folder, plain and with `/`, and its bytes. Folders come of the paths.
    package static func create(_ path: String, _ files: [(path: String, bytes: [UInt8])]) throws(FileError) {
        let (parentPath, name) = AtomicFile.split(path.hasSuffix("/") ? String(path.dropLast()) : path)
        guard !["", ".", ".."].contains(name) else { throw FileError(path, .exists) }
        let parent: Descriptor
        do { parent = try SystemCall.open(parentPath, O_RDONLY | O_DIRECTORY) } catch {
            throw error == .noSuchFileOrDirectory
                ? AtomicFile.missingFolder(parentPath) : FileError(path, .notWritable(error))
        }
        do throws(Errno) {
            guard try isFree(name, in: parent.number) else { throw .fileExists }
            let temporary = Folder.temporaryName(AtomicFile.prefix)
            try SystemCall.makeFolder(temporary, in: parent.number, mode: 0o755)
            do throws(Errno) {
                let folder = try SystemCall.open(temporary, at: parent.number, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                try fill(folder.number, files)
                // A folder takes the place of nothing but an empty folder that came to be there meanwhile.
                do throws(Errno) { try SystemCall.rename(temporary, to: name, in: parent.number) } catch {
                    empty(folder.number, files)
                    throw error
                }
            } catch {
                try? SystemCall.removeFolder(temporary, in: parent.number)
                throw error
            }
        } catch .fileExists, .directoryNotEmpty, .notDirectory {
            throw FileError(path, .exists)
        } catch {
            throw FileError(path, .notWritable(error))
        }
        do { try SystemCall.sync(parent.number) } catch { throw FileError(path, .unsynced(error)) }
    }

    private static func isFree(_ name: String, in folder: CInt) throws(Errno) -> Bool {
        do throws(Errno) {
            _ = try SystemCall.status(name, at: folder, followLinks: false)
            return false
        } catch .noSuchFileOrDirectory { return true }
    }

    /// Writes all files and their folders to the disk; on an error nothing is left of them.
    private static func fill(_ folder: CInt, _ files: [(path: String, bytes: [UInt8])]) throws(Errno) {
        do throws(Errno) {
            for path in folders(of: files) { try SystemCall.makeFolder(path, in: folder, mode: 0o755) }
            for file in files {
                let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
                let new = try SystemCall.open(file.path, at: folder, flags, mode: 0o644)
                try SystemCall.writeAll(new.number, file.bytes)
                try SystemCall.sync(new.number)
            }
            for path in folders(of: files) {
                let below = try SystemCall.open(path, at: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                try SystemCall.sync(below.number)
            }
            try SystemCall.sync(folder)
        } catch {
            empty(folder, files)
            throw error
        }
    }

    /// Removes what was made, through the folder that is open: its name could mean another one by now. An error here cannot be
    /// mended, and the one before it is the one to tell.
    private static func empty(_ folder: CInt, _ files: [(path: String, bytes: [UInt8])]) {
        for file in files { try? SystemCall.remove(file.path, in: folder) }
        for path in folders(of: files).reversed() { try? SystemCall.removeFolder(path, in: folder) }
    }

    /// Each folder above a file, the outer before the inner.
    private static func folders(of files: [(path: String, bytes: [UInt8])]) -> [String] {
        var folders: [String] = []
        for file in files {
            let parts = file.path.split(separator: "/").dropLast()
            for count in parts.indices.map({ $0 + 1 }) {
                let folder = parts.prefix(count).joined(separator: "/")
                if !folders.contains(folder) { folders.append(folder) }
            }
        }
        return folders
    }
}
