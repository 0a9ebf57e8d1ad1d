import Glibc
import SystemPackage

/// The features of the running kernel, read from securityfs.
enum HostFeatures {
    private static let folder = "/sys/kernel/security/apparmor/features"
    private static let depthLimit = 8

    /// None where the kernel has no AppArmor, or hides it.
    static func read() -> Features? {
        guard let root = entries(of: folder, depth: depthLimit), !root.isEmpty else { return nil }
        return Features(root: root)
    }

    private static func entries(of path: String, depth: Int) -> [String: Features.Node]? {
        guard depth > 0, let names = names(in: path) else { return nil }
        var entries: [String: Features.Node] = [:]
        for name in names {
            let inner = "\(path)/\(name)"
            if let folder = self.entries(of: inner, depth: depth - 1) {
                entries[name] = .folder(folder)
            } else if let text = text(of: inner) {
                entries[name] = .words(text.split(whereSeparator: \.isWhitespace).map(String.init))
            }
        }
        return entries
    }

    private static func text(of path: String) -> String? {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec]) else { return nil }
        defer { try? file.close() }
        let bytes = (try? file.readAll(limit: 1 << 16)) ?? nil
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The names in a folder; none where it is no folder.
    private static func names(in path: String) -> [String]? {
        guard let stream = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        // readdir(3) gives a record that lasts until the next call; its name ends in a NUL within the record.
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
                unsafe start.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
