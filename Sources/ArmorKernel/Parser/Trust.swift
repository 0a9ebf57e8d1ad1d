import ArmorSource
import SystemPackage

/// Whether a program may be run by root: only if nobody else could have put it there.
enum Trust {
    /// Whether there is a regular file that somebody may execute.
    static func isExecutable(_ path: String) -> Bool {
        guard let status = try? FilePath(path).stat() else { return false }
        return status.type == .regular
            && !status.permissions.isDisjoint(with: [.ownerExecute, .groupExecute, .otherExecute])
    }

    /// What is wrong with a program or a folder above it; none for others than root, who risk only themselves.
    static func problem(with path: String) -> String? {
        guard effectiveUser() == 0 else { return nil }
        var current = FilePath(path)
        while true {
            guard let status = try? current.stat() else { return "cannot look at \(printable(current.string))" }
            if status.userID.rawValue != 0 || !status.permissions.isDisjoint(with: [.groupWrite, .otherWrite]) {
                return "\(printable(current.string)) may be changed by others than root; it is not run as root"
            }
            guard current.lastComponent != nil else { return nil }
            current = current.removingLastComponent()
        }
    }
}

/// A private file for as long as a program needs it.
struct TemporaryFile: Sendable {
    let path: String

    /// Writes a text to a new file that only this user can read.
    init(_ text: String) throws(ParserError) {
        let name = ".armor-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        path = "/tmp/\(name)"
        do {
            guard let component = FilePath.Component(name) else { throw Errno.invalidArgument }
            let descriptor = try Folder("/tmp").create(component)
            defer { try? descriptor.close() }
            try descriptor.writeAll(text.utf8)
        } catch {
            throw .unusable("cannot write a temporary file in /tmp: \(reason(error))")
        }
    }

    func remove() {
        guard let name = FilePath(path).lastComponent else { return }
        // A file that is left behind is private and harmless.
        try? Folder("/tmp").remove(name)
    }
}
