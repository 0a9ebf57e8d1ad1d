package import ArmorSource
import Glibc
import SystemPackage

/// Reads what a user names on the command line.
package enum PolicyInput {
    /// The most bytes that are taken, 16 MiB: no policy comes near it, and every reader's memory grows with it.
    package static let limit = 16 << 20

    /// The argument that means standard input.
    package static let standardInput = "-"
    /// What diagnostics call it.
    package static let standardInputName = "<stdin>"

    /// Reads a regular file, or standard input for `-`.
    ///
    /// A directory, device, named pipe or socket is refused without waiting for it; standard input may be any of them
    /// that can be read, because the user's shell opened it.
    package static func read(_ path: String, limit: Int = limit) throws(FileError) -> SourceFile {
        if path == standardInput {
            return SourceFile(name: standardInputName, bytes: try bytes(STDIN_FILENO, path, limit))
        }
        return SourceFile(name: path, bytes: try readFile(path, limit: limit))
    }

    /// Reads a policy that another policy names: a regular file that is called as policies are, also where a link leads to it.
    ///
    /// Who writes a policy may not be who runs armor. Messages about a text show its lines, so that a name such as
    /// `../../etc/shadow` would show them that file.
    ///
    /// - Throws: ``FileError`` where the file is not a policy by its name, or cannot be read.
    package static func readExtended(_ path: String, limit: Int = limit) throws(FileError) -> SourceFile {
        guard path.hasSuffix(policyEnding) else { throw FileError(path, .notPolicy) }
        let file = try open(path)
        let resolved: String
        do { resolved = try SystemCall.path(of: file) } catch { throw FileError(path, .notReadable(error)) }
        guard resolved.hasSuffix(policyEnding), !resolved.hasPrefix("/proc/") else { throw FileError(path, .notPolicy) }
        return SourceFile(name: path, bytes: try regularBytes(file, path, limit))
    }

    /// What the names of policies end with.
    private static let policyEnding = ".toml"

    /// The files that an argument stands for: those of a folder whose names end in `.toml`, sorted by bytes; anything else
    /// stands for itself. Throws for a folder without any.
    package static func policies(_ path: String) throws(FileError) -> [String] {
        guard path != standardInput, let status = try? SystemCall.status(path, followLinks: true),
            status.kind == .directory
        else { return [path] }
        let names: [String]
        do {
            names = try SystemCall.names(path, limit: 1 << 17)
        } catch { throw FileError(path, .notReadable(error)) }
        let policies = names.filter { $0.hasSuffix(policyEnding) && !$0.hasPrefix(".") }
        guard !policies.isEmpty else { throw FileError(path, .noPolicies) }
        return policies.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }

    /// The absolute path of a file, links resolved; none for standard input and where there is no such file.
    package static func absolutePath(_ path: String) -> String? {
        guard path != standardInput, let file = try? SystemCall.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY) else {
            return nil
        }
        return try? SystemCall.path(of: file)
    }

    /// The bytes of a regular file; symbolic links are followed.
    static func readFile(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        try regularBytes(try open(path), path, limit)
    }

    private static func open(_ path: String) throws(FileError) -> Descriptor {
        // O_NONBLOCK: opening a named pipe would otherwise wait for its writer. A regular file knows no difference.
        do {
            return try SystemCall.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        } catch .noSuchFileOrDirectory {
            throw FileError(path, .missing)
        } catch .noSuchAddressOrDevice {
            throw FileError(path, .notRegular(FileStatus.Kind.socket.rawValue))
        } catch {
            throw FileError(path, .notReadable(error))
        }
    }

    private static func regularBytes(
        _ file: borrowing Descriptor,
        _ path: String,
        _ limit: Int
    ) throws(FileError) -> [UInt8] {
        let status: FileStatus
        do { status = try SystemCall.status(file.number) } catch { throw FileError(path, .notReadable(error)) }
        guard status.kind == .regular else { throw FileError(path, .notRegular(status.kind.rawValue)) }
        guard status.size <= limit else { throw FileError(path, .tooLarge(limit: limit)) }
        return try bytes(file.number, path, limit)
    }

    private static func bytes(_ descriptor: CInt, _ path: String, _ limit: Int) throws(FileError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try SystemCall.readAll(descriptor, limit: limit)
        } catch .isDirectory {
            throw FileError(path, .notRegular(FileStatus.Kind.directory.rawValue))
        } catch {
            throw FileError(path, .notReadable(error))
        }
        guard bytes.count <= limit else { throw FileError(path, .tooLarge(limit: limit)) }
        return bytes
    }
}
