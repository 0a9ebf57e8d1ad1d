import Glibc
import SystemPackage

/// A folder that is held open, so that what is done in it cannot be led elsewhere by a link put in its way.
///
/// The one place that calls the `…at` functions of C. Each name is passed as a Swift string, which C sees with a NUL
/// behind it for the length of the call; a name that holds a NUL or a slash is refused before.
struct Folder: ~Copyable {
    private let descriptor: FileDescriptor

    /// Opens a folder; `.` where the path is empty.
    init(_ path: FilePath) throws {
        let flags = FileDescriptor.OpenOptions([.directory, .closeOnExec])
        descriptor = try FileDescriptor.open(path.isEmpty ? "." : path, .readOnly, options: flags)
    }

    deinit { try? descriptor.close() }

    /// What the folder itself is.
    func status() throws -> Stat { try descriptor.stat() }

    /// What stands under a name, a link itself and not what it leads to; none where nothing does.
    func status(of name: FilePath.Component) throws -> Stat? {
        var result = stat()
        let code = unsafe fstatat(descriptor.rawValue, name.string, &result, AT_SYMLINK_NOFOLLOW)
        if code == 0 { return Stat(rawValue: result) }
        let error = Errno(rawValue: errno)
        guard error == .noSuchFileOrDirectory else { throw error }
        return nil
    }

    /// A new file that nobody else can have made or can read.
    func create(_ name: FilePath.Component) throws -> FileDescriptor {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let result = unsafe openat(descriptor.rawValue, name.string, flags, 0o600)
        guard result >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: result)
    }

    /// Puts one name in the place of another, at once.
    func rename(_ old: FilePath.Component, to new: FilePath.Component) throws {
        try check(unsafe renameat(descriptor.rawValue, old.string, descriptor.rawValue, new.string))
    }

    /// Gives a file a second name, which must be free.
    func link(_ old: FilePath.Component, as new: FilePath.Component) throws {
        try check(unsafe linkat(descriptor.rawValue, old.string, descriptor.rawValue, new.string, 0))
    }

    func remove(_ name: FilePath.Component) throws { try check(unsafe unlinkat(descriptor.rawValue, name.string, 0)) }

    /// Makes names that were given and taken survive a loss of power.
    func synchronize() throws { try check(fsync(descriptor.rawValue)) }
}

extension FileDescriptor {
    /// Makes the contents survive a loss of power.
    func synchronize() throws { try check(fsync(rawValue)) }

    /// Mode and owner of another file. Only root may give a file away; for others their own files are enough.
    func adopt(_ status: Stat) throws {
        let own = try stat()
        if own.userID != status.userID || own.groupID != status.groupID {
            try check(fchown(rawValue, status.userID.rawValue, status.groupID.rawValue))
        }
        try check(fchmod(rawValue, status.permissions.rawValue))
    }

    /// The mode that a new file gets: read and write, less the process's mask.
    func adoptDefaultMode() throws {
        let mask = umask(0o077)
        _ = umask(mask)
        try check(fchmod(rawValue, 0o666 & ~mask))
    }

    /// Everything that is left; none if there is more than the limit.
    func readAll(limit: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        let chunk = 1 << 16
        while bytes.count <= limit {
            let part = unsafe try [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
                // read(2) writes at most the `chunk` bytes that the buffer has, and says how many.
                count = unsafe try read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            if part.isEmpty { return bytes }
            bytes += part
        }
        return nil
    }
}

/// Throws what the last call of C left in errno, where it failed.
private func check(_ code: CInt) throws {
    guard code == 0 else { throw Errno(rawValue: errno) }
}

/// The user that the process acts as.
func effectiveUser() -> UInt32 { geteuid() }

/// Where a link leads, as it was written.
func linkDestination(_ path: FilePath) throws -> FilePath {
    let longest = 4096  // PATH_MAX (limits.h)
    let bytes = unsafe try [UInt8](unsafeUninitializedCapacity: longest) { buffer, count in
        let result = unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
            guard let start = characters.baseAddress else { return 0 }
            // readlink(2) writes at most `longest` bytes and no NUL.
            return unsafe readlink(path.string, start, characters.count)
        }
        guard result >= 0 else { throw Errno(rawValue: errno) }
        count = result
    }
    return FilePath(String(decoding: bytes, as: UTF8.self))
}
