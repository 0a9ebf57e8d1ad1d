import Glibc
import SystemPackage

/// The folders in which apparmor_parser finds the files that a profile includes.
package struct IncludePaths: Sendable, Equatable {
    /// The folder of `abi/`, `abstractions/` and `tunables/`; `nil` for the parser's own, `/etc/apparmor.d`.
    package let base: String?
    /// Folders that are searched before it, in this order.
    package let folders: [String]

    /// Folders that are known to be there; without any, the parser's own alone.
    package init(base: String? = nil, folders: [String] = []) {
        self.base = base
        self.folders = folders
    }

    /// Checks folders that a user names.
    ///
    /// - Parameters:
    ///   - base: replaces the parser's own folder.
    ///   - folders: searched before it.
    ///   - rootOnly: whether a folder that another user than root could change is refused.
    /// - Throws: where a folder is missing, is something else or is refused.
    package static func checked(
        base: String?,
        folders: [String],
        rootOnly: Bool
    ) throws(FileError) -> IncludePaths {
        var real: [String] = []
        for folder in folders { real.append(try check(folder, rootOnly: rootOnly)) }
        guard let base else { return IncludePaths(folders: real) }
        return IncludePaths(base: try check(base, rootOnly: rootOnly), folders: real)
    }

    /// The names of the files of a subfolder such as `abi`, sorted, each once; `nil` where no folder has one.
    package func names(in subfolder: String) -> [String]? {
        let found = searched.compactMap { HostFiles().names("\($0)/\(subfolder)") }
        guard !found.isEmpty else { return nil }
        return Set(found.joined()).filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Every folder in the order in which apparmor_parser searches them.
    package var searched: [String] { folders + [base ?? BootFolder.path] }

    /// Whether the user named any folder.
    package var isDefault: Bool { base == nil && folders.isEmpty }

    /// The real path of a folder: the parser runs in another folder than the user.
    private static func check(_ path: String, rootOnly: Bool) throws(FileError) -> String {
        let real: String
        let status: FileStatus
        do throws(Errno) {
            let folder = try SystemCall.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
            status = try SystemCall.status(folder.number)
            real = try SystemCall.path(of: folder)
        } catch .noSuchFileOrDirectory {
            throw FileError(path, .missing)
        } catch { throw FileError(path, .notReadable(error)) }
        guard status.kind == .directory else { throw FileError(path, .notFolder(status.kind.rawValue)) }
        guard rootOnly, SystemCall.effectiveUser == 0 else { return real }
        let objection: String?
        do { objection = try TrustedPath.objection(real) } catch { throw FileError(path, .notReadable(error)) }
        if let objection { throw FileError(path, .untrusted(objection)) }
        return real
    }
}
