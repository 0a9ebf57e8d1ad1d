/// The files in which a host tells of itself: `/proc`, `/sys`, `/etc`, `/var/lib/dpkg`. Under another root, a copy of a
/// host's files tells of that host.
package struct HostFiles: Sendable {
    /// In front of each absolute path; empty for this host itself.
    package let root: String

    /// The largest file that is read whole: a package database has some megabytes.
    package static let limit = 64 << 20
    /// A folder of `/proc` holds up to 2^22 processes.
    private static let nameLimit = 1 << 22

    package init(root: String = "") { self.root = root }

    /// The bytes of a file; throws where it is not there, is no regular file, has more than so many or cannot be read.
    package func bytes(_ path: String, limit: Int = limit) throws(FileError) -> [UInt8] {
        do {
            return try PolicyInput.readFile(root + path, limit: limit)
        } catch { throw FileError(path, error.reason) }
    }

    /// The text of a file without white space around it; none where it cannot be read. What is no UTF-8 is replaced.
    package func text(_ path: String) -> String? {
        guard let bytes = try? bytes(path) else { return nil }
        let isBlank: (UInt8) -> Bool = { $0 <= 0x20 }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    /// The number that is all of a file, as those of `/proc/sys` are; none where it is not one.
    package func number(_ path: String) -> Int? { text(path).flatMap { Int($0) } }

    /// The names in a folder, sorted; none where it cannot be read.
    package func names(_ path: String) -> [String]? { try? SystemCall.names(root + path, limit: Self.nameLimit) }

    /// Whether something is there, a link that leads nowhere included.
    package func exists(_ path: String) -> Bool {
        (try? SystemCall.status(root + path, followLinks: false)) != nil
    }

    /// Whether a regular file is there, or a link to one.
    package func isFile(_ path: String) -> Bool {
        (try? SystemCall.status(root + path, followLinks: true))?.kind == .regular
    }

    /// Whether a socket is there.
    package func isSocket(_ path: String) -> Bool {
        (try? SystemCall.status(root + path, followLinks: true))?.kind == .socket
    }

    /// Whether an executable regular file is there.
    package func isProgram(_ path: String) -> Bool {
        guard let status = try? SystemCall.status(root + path, followLinks: true) else { return false }
        return status.kind == .regular && status.mode & 0o111 != 0
    }

    /// Where a symbolic link points; none where there is none.
    package func linkTarget(_ path: String) -> String? { try? SystemCall.linkTarget(root + path) }
}
