import Glibc
import SystemPackage

/// A folder that is held open, so that its files are changed in it and nowhere else. Names are those of its own entries;
/// links among them are not followed.
final class Folder: Sendable {
    private let descriptor: Descriptor
    private let changes: any FileChanges

    init(_ path: String, flags: CInt = 0, changes: any FileChanges = HostFileChanges()) throws(Errno) {
        descriptor = try SystemCall.open(path, O_RDONLY | O_DIRECTORY | flags)
        self.changes = changes
    }

    /// What an entry is; none where there is none of that name.
    func status(_ name: String) throws(Errno) -> FileStatus? {
        do {
            return try SystemCall.status(name, at: descriptor.number, followLinks: false)
        } catch .noSuchFileOrDirectory { return nil }
    }

    /// Where an entry that is a link leads.
    func linkTarget(_ name: String) throws(Errno) -> String { try SystemCall.linkTarget(name, at: descriptor.number) }

    /// Whether only this user and root can place names in it. The sticky bit does not help: it keeps others from
    /// removing names, not from placing them.
    func isPrivate() throws(Errno) -> Bool {
        let status = try SystemCall.status(descriptor.number)
        return !status.isWritableByOthers && [0, SystemCall.effectiveUser].contains(status.owner)
    }

    /// Takes the lock of the folder itself, unless another program has it; it ends when this goes out of use.
    func lock() throws(Errno) -> Bool { try SystemCall.lock(descriptor.number) }

    /// The bytes of a regular file, or an error of its kind.
    func read(_ name: String, limit: Int) throws(Errno) -> [UInt8] {
        let file = try SystemCall.open(
            name,
            at: descriptor.number,
            O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        )
        guard try SystemCall.status(file.number).kind == .regular else { throw .invalidArgument }
        return try SystemCall.readAll(file.number, limit: limit)
    }

    /// Writes a file, complete and on disk, under a temporary name, and tells that name. `old` is the file that it will
    /// replace, whose owner and mode it gets.
    func stage(_ bytes: [UInt8], like old: FileStatus?, prefix: String) throws(Errno) -> String {
        let name = Self.temporaryName(prefix)
        // 0644 is subject to the umask, as for any new file; where an old one is, nobody reads before its mode is set.
        let file = try changes.create(name, in: descriptor.number, mode: old == nil ? 0o644 : 0o600)
        do throws(Errno) {
            try fill(file, bytes, like: old)
        } catch {
            discard(name)
            throw error
        }
        return name
    }

    private func fill(_ file: borrowing Descriptor, _ bytes: [UInt8], like old: FileStatus?) throws(Errno) {
        try changes.write(file.number, bytes)
        if let old {
            let new = try SystemCall.status(file.number)
            if (new.owner, new.group) != (old.owner, old.group) {
                try changes.setOwner(file.number, old.owner, old.group)
            }
            // After the owner: a change of owner clears the set-user-id bits.
            try changes.setMode(file.number, old.mode)
        }
        try changes.sync(file.number)
    }

    func rename(_ old: String, to new: String) throws(Errno) {
        try changes.rename(old, to: new, in: descriptor.number)
    }

    func link(_ old: String, as new: String) throws(Errno) { try changes.link(old, as: new, in: descriptor.number) }

    func remove(_ name: String) throws(Errno) { try changes.remove(name, in: descriptor.number) }

    /// Removes what is of no use any more. An error here cannot be mended, and the one before it is the one to tell.
    func discard(_ name: String) { try? remove(name) }

    /// Waits until the disk has the names.
    func sync() throws(Errno) { try changes.sync(descriptor.number) }

    /// Short, so that it fits where the target's own name does; 64 random bits, and O_EXCL refuses a collision. A leading
    /// dot keeps apparmor_parser from reading it with its folder.
    static func temporaryName(_ prefix: String) -> String {
        prefix + String(UInt64.random(in: .min ... .max), radix: 36)
    }
}
