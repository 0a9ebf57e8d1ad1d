import CGlibc
import Glibc
import SystemPackage

// With its neighbours SystemCalls+*.swift the only file of this target that hands pointers to C. Each pointer is to a local value or to an array's storage, lives for the call
// alone, and goes with the length of what it points to; names are NUL-terminated by Swift's own bridging.

/// An open descriptor that is closed when it goes out of use.
package struct Descriptor: ~Copyable {
    let number: CInt

    deinit { _ = Glibc.close(number) }
}

/// What the kernel says of a file.
struct FileStatus: Sendable {
    enum Kind: String, Sendable {
        case regular = "a regular file"
        case directory = "a directory"
        case link = "a symbolic link"
        case pipe = "a named pipe"
        case socket = "a socket"
        case device = "a device"
        case other = "of an unknown kind"
    }

    let kind: Kind
    /// The permission bits with set-user-id, set-group-id and sticky.
    let mode: mode_t
    let owner: uid_t
    let group: gid_t
    let links: Int
    let size: Int
    /// Device and number: two names of one file have the same.
    let identity: [UInt64]

    /// Whether users other than root and the owner may write to it.
    var isWritableByOthers: Bool { mode & 0o022 != 0 }
    var isSticky: Bool { mode & 0o1000 != 0 }

    fileprivate init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .link
        case S_IFIFO: kind = .pipe
        case S_IFSOCK: kind = .socket
        case S_IFCHR, S_IFBLK: kind = .device
        default: kind = .other
        }
        mode = status.st_mode & 0o7777
        owner = status.st_uid
        group = status.st_gid
        links = Int(status.st_nlink)
        size = Int(status.st_size)
        identity = [UInt64(status.st_dev), UInt64(status.st_ino)]
    }
}

/// System calls with Swift's errors; each is tried again when a signal interrupts it.
enum SystemCall {
    /// The calling process's folder, where a call wants one.
    static let workingFolder: CInt = AT_FDCWD

    static var effectiveUser: uid_t { geteuid() }

    static func open(
        _ path: String,
        at folder: CInt = workingFolder,
        _ flags: CInt,
        mode: mode_t = 0
    ) throws(Errno) -> Descriptor {
        // A NUL would cut the name short for C.
        guard !path.utf8.contains(0) else { throw .invalidArgument }
        return Descriptor(number: try retry { unsafe Glibc.openat(folder, path, flags | O_CLOEXEC, mode) })
    }

    static func status(_ descriptor: CInt) throws(Errno) -> FileStatus {
        var status = stat()
        _ = try retry { unsafe Glibc.fstat(descriptor, &status) }
        return FileStatus(status)
    }

    static func status(
        _ path: String,
        at folder: CInt = workingFolder,
        followLinks: Bool
    ) throws(Errno) -> FileStatus {
        guard !path.utf8.contains(0) else { throw .invalidArgument }
        var status = stat()
        _ = try retry { unsafe Glibc.fstatat(folder, path, &status, followLinks ? 0 : AT_SYMLINK_NOFOLLOW) }
        return FileStatus(status)
    }

    /// Reads to the end, or until more than `limit` bytes came: then the answer holds exactly one byte more.
    static func readAll(_ descriptor: CInt, limit: Int) throws(Errno) -> [UInt8] {
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while result.count <= limit {
            let wanted = min(chunk.count, limit + 1 - result.count)
            let count = try retry { unsafe Glibc.read(descriptor, &chunk, wanted) }
            if count == 0 { break }
            result += chunk[..<count]
        }
        return result
    }

    /// Writes everything, however little each call takes.
    static func writeAll(_ descriptor: CInt, _ bytes: [UInt8]) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try retry {
                unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            }
            // Not by the manual, but a device that takes nothing must not hold us.
            guard count > 0 else { throw .ioError }
            rest = rest.dropFirst(count)
        }
    }

    static func sync(_ descriptor: CInt) throws(Errno) { _ = try retry { Glibc.fsync(descriptor) } }

    static func setMode(_ descriptor: CInt, _ mode: mode_t) throws(Errno) {
        _ = try retry { Glibc.fchmod(descriptor, mode) }
    }

    static func setOwner(_ descriptor: CInt, _ owner: uid_t, _ group: gid_t) throws(Errno) {
        _ = try retry { Glibc.fchown(descriptor, owner, group) }
    }

    static func rename(_ old: String, to new: String, in folder: CInt) throws(Errno) {
        _ = try retry { unsafe Glibc.renameat(folder, old, folder, new) }
    }

    /// Gives a file a second name in its folder; fails where that name is taken.
    static func link(_ old: String, as new: String, in folder: CInt) throws(Errno) {
        _ = try retry { unsafe linkat(folder, old, folder, new, 0) }
    }

    static func remove(_ name: String, in folder: CInt) throws(Errno) {
        _ = try retry { unsafe Glibc.unlinkat(folder, name, 0) }
    }

    /// Where a symbolic link points; `PATH_MAX` bounds it, longer ones are refused.
    static func linkTarget(_ name: String, at folder: CInt = workingFolder) throws(Errno) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let size = buffer.count
        let count = try retry { unsafe Glibc.readlinkat(folder, name, &buffer, size) }
        guard count < size else { throw .fileNameTooLong }
        guard let text = String(validating: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) else {
            throw .invalidArgument
        }
        return text
    }

    /// The absolute path of what is open, links resolved.
    static func path(of descriptor: borrowing Descriptor) throws(Errno) -> String {
        try linkTarget("/proc/self/fd/\(descriptor.number)")
    }

    /// The names in a folder but `.` and `..`, sorted by bytes; names that are no UTF-8 are left out. At most `limit`.
    static func names(_ path: String, limit: Int = 4_096) throws(Errno) -> [String] {
        guard !path.utf8.contains(0) else { throw .invalidArgument }
        guard let stream = unsafe Glibc.opendir(path) else { throw Errno(rawValue: errno) }
        defer { unsafe Glibc.closedir(stream) }
        return unsafe names(stream, limit) { String(validating: $0, as: UTF8.self) }
    }

    /// The same of a folder that is open; what is no UTF-8 is replaced, so that no entry is overlooked.
    static func allNames(in folder: CInt, limit: Int) throws(Errno) -> [String] {
        // A stream takes its descriptor over, and two would share one place in the folder.
        let own = try retry { unsafe Glibc.openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = unsafe Glibc.fdopendir(own) else {
            let failure = Errno(rawValue: errno)
            _ = Glibc.close(own)
            throw failure
        }
        defer { unsafe Glibc.closedir(stream) }
        return unsafe names(stream, limit) { String(decoding: $0, as: UTF8.self) }
    }

    private static func names(_ stream: OpaquePointer, _ limit: Int, _ text: ([UInt8]) -> String?) -> [String] {
        var names: [String] = []
        while names.count < limit, let entry = unsafe Glibc.readdir(stream) {
            // d_name ends in NUL within the record that readdir hands out until its next call.
            let bytes = unsafe withUnsafeBytes(of: entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            guard let name = text(bytes), name != ".", name != ".." else { continue }
            names.append(name)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// A private file that has no name any more and so cannot be left behind, at its beginning; programs of this user
    /// reach it through `/proc/PID/fd`.
    static func namelessFile(_ bytes: [UInt8]) throws(Errno) -> Descriptor {
        let name = "armor-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        var failure = Errno.noSuchFileOrDirectory
        for folder in ["/dev/shm", "/tmp", "/var/tmp"] {
            do throws(Errno) {
                let path = "\(folder)/\(name)"
                let file = try open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
                try remove(path, in: workingFolder)
                try writeAll(file.number, bytes)
                guard Glibc.lseek(file.number, 0, SEEK_SET) == 0 else { throw Errno(rawValue: errno) }
                return file
            } catch {
                failure = error
            }
        }
        throw failure
    }

    static var processNumber: pid_t { getpid() }

    /// How many processors are online; at least 1.
    static var processorCount: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }

    /// Makes a folder; whether it was not there.
    static func makeFolder(_ path: String, mode: mode_t) throws(Errno) -> Bool {
        guard !path.utf8.contains(0) else { throw .invalidArgument }
        do {
            _ = try retry { unsafe Glibc.mkdir(path, mode) }
            return true
        } catch .fileExists { return false }
    }

    /// Takes the exclusive lock of an open file; whether nobody else has it.
    static func lock(_ descriptor: CInt) throws(Errno) -> Bool {
        do {
            _ = try retry { flock(descriptor, LOCK_EX | LOCK_NB) }
            return true
        } catch .wouldBlock { return false }
    }

    /// Gives the lock back; that cannot fail for one that is held.
    static func unlock(_ descriptor: CInt) { _ = flock(descriptor, LOCK_UN) }

    static func truncate(_ descriptor: CInt) throws(Errno) { _ = try retry { Glibc.ftruncate(descriptor, 0) } }

    /// Does something while this thread accesses files as another user (setfsuid(2)); only root may. Nothing in between
    /// may change the thread, so the work does not wait.
    static func withFileUser<Value>(_ user: uid_t, _ work: () -> Value) -> Value {
        let before = setfsuid(user)
        defer { _ = setfsuid(uid_t(bitPattern: before)) }
        return work()
    }

    static func retry<Number: SignedInteger>(_ call: () -> Number) throws(Errno) -> Number {
        while true {
            let result = call()
            if result >= 0 { return result }
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
    }
}
