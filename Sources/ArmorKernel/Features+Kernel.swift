package import ArmorTarget
import Glibc
import SystemPackage

extension Features {
    /// Reads the tree that the kernel shows; none where there is no such folder.
    package static func read(folder: String) throws(FileError) -> Features? {
        var values: [String: String] = [:]
        guard try collect(folder, "", 0, &values) else { return nil }
        return values.isEmpty ? nil : Features(values: values)
    }

    private static func collect(
        _ folder: String,
        _ prefix: String,
        _ depth: Int,
        _ values: inout [String: String]
    ) throws(FileError) -> Bool {
        let names: [String]
        do {
            names = try SystemCall.names(folder)
        } catch .noSuchFileOrDirectory {
            return false
        } catch { throw FileError(folder, .notReadable(error)) }
        for name in names where values.count < leafLimit {
            let path = "\(folder)/\(name)"
            let status: FileStatus
            do {
                status = try SystemCall.status(path, followLinks: false)
            } catch { throw FileError(path, .notReadable(error)) }
            switch status.kind {
            case .directory where depth < depthLimit: _ = try collect(path, "\(prefix)\(name)/", depth + 1, &values)
            case .regular:
                let bytes = try PolicyInput.readFile(path, limit: sizeLimit)
                values[prefix + name] = String(decoding: bytes, as: UTF8.self)
                    .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            default: break
            }
        }
        return true
    }
}
