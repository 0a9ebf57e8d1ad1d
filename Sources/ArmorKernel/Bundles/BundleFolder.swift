package import ArmorBundle
import Glibc
import SystemPackage

extension BundleError: OperationalError {}

/// The folder that a bundle is in. It is held open, and everything is found from there: no link in it is followed, nor does a
/// folder that takes its place meanwhile matter.
package final class BundleFolder: BundleFiles {
    private let folder: Descriptor

    package init(_ path: String) throws(FileError) {
        do { folder = try SystemCall.open(path, O_RDONLY | O_DIRECTORY) } catch .noSuchFileOrDirectory {
            throw FileError(path, .missing)
        } catch { throw FileError(path, .notReadable(error)) }
    }

    package func names(_ path: String, limit: Int) throws(BundleError) -> [String] {
        let parts = path.split(separator: "/").map(String.init)
        return try attempt(path) { () throws(Errno) in
            try within(parts[...], folder.number) { (folder) throws(Errno) in
                try SystemCall.allNames(in: folder, limit: limit + 1)
            }
        }
    }

    package func bytes(_ path: String, limit: Int) throws(BundleError) -> [UInt8] {
        let parts = path.split(separator: "/").map(String.init)
        guard let name = parts.last else { throw BundleError(.missing(path)) }
        var objection: BundleError.Reason?
        let bytes = try attempt(path) { () throws(Errno) -> [UInt8] in
            try within(parts.dropLast(), folder.number) { (folder) throws(Errno) in
                // Asked before it is opened: to open a device may do something already.
                let before = try SystemCall.status(name, at: folder, followLinks: false)
                objection = Self.objection(before, path, limit)
                if objection != nil { return [] }
                let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
                let file = try SystemCall.open(name, at: folder, flags)
                objection = Self.objection(try SystemCall.status(file.number), path, limit)
                return objection == nil ? try SystemCall.readAll(file.number, limit: limit) : []
            }
        }
        if let objection { throw BundleError(objection) }
        // It may have grown since.
        guard bytes.count <= limit else { throw BundleError(.tooLarge(path, limit)) }
        return bytes
    }

    private static func objection(_ status: FileStatus, _ path: String, _ limit: Int) -> BundleError.Reason? {
        if status.kind != .regular { return .notRegular(path, status.kind.rawValue) }
        if status.links != 1 { return .notRegular(path, "a file with several names") }
        return status.size > limit ? .tooLarge(path, limit) : nil
    }

    /// Works in a folder below another one.
    private func within<Value>(
        _ parts: ArraySlice<String>,
        _ folder: CInt,
        _ work: (CInt) throws(Errno) -> Value
    ) throws(Errno) -> Value {
        guard let first = parts.first else { return try work(folder) }
        let next = try SystemCall.open(first, at: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        return try within(parts.dropFirst(), next.number, work)
    }

    private func attempt<Value>(_ path: String, _ work: () throws(Errno) -> Value) throws(BundleError) -> Value {
        do throws(Errno) {
            return try work()
        } catch .noSuchFileOrDirectory {
            throw BundleError(.missing(path))
        } catch .tooManySymbolicLinkLevels, .notDirectory {
            throw BundleError(.notRegular(path, "a symbolic link, or lies behind something that is no folder"))
        } catch { throw BundleError(.notReadable(path, "\(error)")) }
    }
}
