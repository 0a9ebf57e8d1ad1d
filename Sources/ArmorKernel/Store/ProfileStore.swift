import ArmorSource
import Glibc
import SystemPackage

/// A folder of profiles, each in a file of the profile's own name.
///
/// armor has two: `/etc/apparmor.d`, which start-up loads and which others write to as well, and `/run/armor/loaded`,
/// which tells what armor loaded since the machine started, also what it was told not to keep.
package struct ProfileStore: Sendable {
    /// What stands under a name.
    package enum Entry: Sendable, Equatable {
        case none
        /// A file that carries armor's mark, with its text.
        case ours(String)
        /// A regular file without the mark.
        case foreign
        /// Something that is never replaced: a link, a folder, a file with several names. The text says what.
        case irregular(String)
    }

    package let path: String
    private let changes: any FileChanges

    /// What is begun here and not finished has such a name.
    private static let prefix = ".armor-load-"
    /// The largest profile that is read, as the largest policy.
    private static let sizeLimit = PolicyInput.limit
    /// The most files that are looked at.
    private static let countLimit = 1 << 17

    package init(path: String, changes: any FileChanges = HostFileChanges()) {
        self.path = path
        self.changes = changes
    }

    /// A name that is no plain file name, as that of a child or of a program, has none.
    package func entry(_ name: String) throws(FileError) -> Entry {
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(where: { $0 == 0x2F || $0 == 0 }) else {
            return .none
        }
        return try attempt(name) { (folder: Folder) throws(Errno) in
            guard let status = try folder.status(name) else { return .none }
            guard status.kind == .regular else { return .irregular(status.kind.rawValue) }
            guard status.links == 1 else { return .irregular("a file with several names") }
            let bytes = try folder.read(name, limit: Self.sizeLimit)
            let text = String(decoding: bytes, as: UTF8.self)
            return GeneratedHeader(text) == nil ? .foreign : .ours(text)
        } ?? .none
    }

    /// The profiles that carry armor's mark, by name; empty where there is no such folder.
    package func ours() throws(FileError) -> [String: String] {
        var found: [String: String] = [:]
        for name in try names() {
            if case .ours(let text) = try entry(name) { found[name] = text }
        }
        return found
    }

    /// The paths of the files that start-up would load and that do not carry armor's mark, sorted. Links count: start-up
    /// follows them.
    func foreignFiles() throws(FileError) -> [String] {
        var paths: [String] = []
        for name in try names() where BootFolder.refusal(name) == nil {
            switch try entry(name) {
            case .none, .ours: continue
            case .foreign: paths.append("\(path)/\(name)")
            case .irregular:
                let kind = try? SystemCall.status("\(path)/\(name)", followLinks: true).kind
                if kind == .regular { paths.append("\(path)/\(name)") }
            }
        }
        return paths
    }

    /// Everything in the folder but hidden names, sorted; empty where there is no such folder.
    private func names() throws(FileError) -> [String] {
        do {
            return try SystemCall.names(path, limit: Self.countLimit).filter { !$0.hasPrefix(".") }
        } catch .noSuchFileOrDirectory {
            return []
        } catch { throw FileError(path, .notReadable(error)) }
    }

    /// Whether there is something of that name in a folder of the store.
    package func holds(_ name: String, below folder: String) -> Bool {
        (try? SystemCall.status("\(path)/\(folder)/\(name)", followLinks: false)) != nil
    }

    /// Removes what an earlier program began and did not finish. Only the holder of the lock may.
    package func mend() throws(FileError) {
        guard let names = try? SystemCall.names(path, limit: Self.countLimit) else { return }
        for name in names where name.hasPrefix(Self.prefix) {
            try attempt(name) { (folder: Folder) throws(Errno) in try folder.remove(name) }
        }
    }

    /// Makes the folder, if it is not there.
    package func make() throws(FileError) {
        do { _ = try SystemCall.makeFolder(path, mode: 0o755) } catch { throw FileError(path, .notWritable(error)) }
    }

    /// Writes new files to the disk under temporary names, and readies the removal of others. Nothing changes before
    /// `commit`; on an error nothing is left.
    package func prepare(
        write new: [(name: String, text: String)],
        remove old: [String] = []
    ) throws(FileError) -> StoreChange {
        let folder: Folder
        do { folder = try Folder(path, changes: changes) } catch { throw FileError(path, .notWritable(error)) }
        var steps: [StoreChange.Step] = []
        for (name, text) in new {
            do throws(Errno) {
                let old = try folder.status(name)
                // Root's and readable by all, whatever was there before: the mode of a file that was taken over is not ours.
                let temporary = try folder.stage(Array(text.utf8), like: nil, prefix: Self.prefix)
                steps.append(StoreChange.Step(name: name, staged: temporary, isNew: old == nil))
            } catch {
                steps.compactMap(\.staged).forEach(folder.discard)
                throw FileError("\(path)/\(name)", .notWritable(error))
            }
        }
        steps += old.map { StoreChange.Step(name: $0, staged: nil, isNew: false) }
        return StoreChange(folder: folder, path: path, steps: steps) { Folder.temporaryName(Self.prefix) }
    }

    /// Works in the folder; none where there is no such folder.
    @discardableResult
    private func attempt<Value>(
        _ name: String,
        _ work: (Folder) throws(Errno) -> Value
    ) throws(FileError) -> Value? {
        do throws(Errno) {
            return try work(try Folder(path, changes: changes))
        } catch .noSuchFileOrDirectory {
            return nil
        } catch {
            throw FileError("\(path)/\(name)", .notReadable(error))
        }
    }
}
