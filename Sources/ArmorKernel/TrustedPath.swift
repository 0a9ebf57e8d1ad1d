import SystemPackage

/// Tells whether only root could have written what root is about to run.
enum TrustedPath {
    /// Why a file is not root's alone; none where it is.
    ///
    /// Neither it nor a folder above it may belong to someone else or be writable by others; a sticky folder of root's
    /// may be, because nobody can replace root's files in it.
    ///
    /// - Parameter path: absolute, symbolic links resolved.
    static func objection(_ path: String) throws(Errno) -> String? {
        var current = path[...]
        while true {
            let name = current.isEmpty ? "/" : String(current)
            let status = try SystemCall.status(name, followLinks: false)
            if status.owner != 0 { return "\"\(name)\" does not belong to root" }
            let isSafeFolder = status.kind == .directory && status.isSticky
            if status.isWritableByOthers, !isSafeFolder { return "\"\(name)\" can be written by others" }
            guard !current.isEmpty, let slash = current.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
            current = current[..<slash]
        }
    }
}
