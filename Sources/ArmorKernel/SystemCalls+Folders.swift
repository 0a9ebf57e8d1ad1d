import Glibc
import SystemPackage

extension SystemCall {
    /// Makes a folder in an open one; fails where the name is taken.
    static func makeFolder(_ name: String, in folder: CInt, mode: mode_t) throws(Errno) {
        guard !name.utf8.contains(0) else { throw .invalidArgument }
        _ = try retry { unsafe Glibc.mkdirat(folder, name, mode) }
    }

    /// Removes an empty folder.
    static func removeFolder(_ name: String, in folder: CInt) throws(Errno) {
        _ = try retry { unsafe Glibc.unlinkat(folder, name, AT_REMOVEDIR) }
    }
}
