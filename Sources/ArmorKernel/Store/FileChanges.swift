package import Glibc
package import SystemPackage

/// The system calls that change files. Tests put failing ones in the place of the real ones, call by call.
package protocol FileChanges: Sendable {
    /// Makes a file that is not there yet, open for writing.
    func create(_ name: String, in folder: CInt, mode: mode_t) throws(Errno) -> Descriptor
    func write(_ file: CInt, _ bytes: [UInt8]) throws(Errno)
    func setOwner(_ file: CInt, _ owner: uid_t, _ group: gid_t) throws(Errno)
    func setMode(_ file: CInt, _ mode: mode_t) throws(Errno)
    /// Waits until the disk has it.
    func sync(_ descriptor: CInt) throws(Errno)
    func rename(_ old: String, to new: String, in folder: CInt) throws(Errno)
    /// Gives a file a second name; fails where that name is taken.
    func link(_ old: String, as new: String, in folder: CInt) throws(Errno)
    func remove(_ name: String, in folder: CInt) throws(Errno)
}

/// The kernel's own.
package struct HostFileChanges: FileChanges {
    package init() {}

    package func create(_ name: String, in folder: CInt, mode: mode_t) throws(Errno) -> Descriptor {
        try SystemCall.open(name, at: folder, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
    }

    package func write(_ file: CInt, _ bytes: [UInt8]) throws(Errno) { try SystemCall.writeAll(file, bytes) }

    package func setOwner(_ file: CInt, _ owner: uid_t, _ group: gid_t) throws(Errno) {
        try SystemCall.setOwner(file, owner, group)
    }

    package func setMode(_ file: CInt, _ mode: mode_t) throws(Errno) { try SystemCall.setMode(file, mode) }

    package func sync(_ descriptor: CInt) throws(Errno) { try SystemCall.sync(descriptor) }

    package func rename(_ old: String, to new: String, in folder: CInt) throws(Errno) {
        try SystemCall.rename(old, to: new, in: folder)
    }

    package func link(_ old: String, as new: String, in folder: CInt) throws(Errno) {
        try SystemCall.link(old, as: new, in: folder)
    }

    package func remove(_ name: String, in folder: CInt) throws(Errno) { try SystemCall.remove(name, in: folder) }
}
