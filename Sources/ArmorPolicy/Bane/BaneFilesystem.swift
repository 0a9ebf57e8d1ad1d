import ArmorGlob
import ArmorSource
import ArmorTOML

/// Reads `[Filesystem]` of a bane policy.
///
/// Everything is readable, mappable and lockable unless `DenyExec` names it. Writing (with it, making hard links) and
/// executing are allowed everywhere only where no list says what may be written or executed.
struct BaneFilesystem {
    let context: ReadingContext
    let anchor: ByteRange
    let table: TOMLEntry?
    let basics: BaneBasics

    private static let keys = ["ReadOnlyPaths", "LogOnWritePaths", "WritablePaths", "AllowExec", "DenyExec"]

    func rules() -> [Rule] {
        let section = context.baneTable(table, keys: Self.keys)
        func list(_ key: String) -> BaneList? { section.flatMap { BaneList($0, key) } }
        let readOnly = paths(list("ReadOnlyPaths"))
        let denyExec = paths(list("DenyExec"))
        let denials =
            readOnly.map { denied($0, [.write, .link]) } + denyExec.map { denied($0, .all, execute: .denied) }
        return reading()
            + writing(list("WritablePaths"), logged: list("LogOnWritePaths"), under: readOnly + denyExec)
            + executing(list("AllowExec"), under: denyExec) + denials
    }

    // MARK: Paths

    /// An item that names paths.
    private struct Path {
        let glob: Glob
        let item: BaneList.Item
    }

    private func paths(_ list: BaneList?) -> [Path] {
        (list?.items ?? []).compactMap { item in glob(item).map { Path(glob: $0, item: item) } }
    }

    private func glob(_ item: BaneList.Item) -> Glob? {
        guard item.text.isOnePathToBane else {
            context.error(
                "bane-path",
                "this is no single path to bane, which writes what follows a blank, a quote or a comma as rules",
                at: item.range,
                help: "run armor import on the rest, and name such a file with { path = \"…\", literal = true }"
            )
            return nil
        }
        guard isDirectory(item.text) else { return context.glob(item.text, .path, at: item.range) }
        let slash = item.text.hasSuffix("/") ? "" : "/"
        let tree = "\(item.text)\(slash){,**}"
        context.warning(
            "bane-directory",
            "bane's rule for \"\(item.text)\" concerns no file in that directory",
            at: item.range,
            help: "armor takes it as \"\(tree)\", the directory and everything in it"
        )
        return context.glob(tree, .path, at: item.range)
    }

    /// Whether a path is surely meant as a directory's: it says so, or it is one that every system has.
    private func isDirectory(_ path: String) -> Bool { path.hasSuffix("/") || Self.directories.contains(path) }

    /// Filesystem Hierarchy Standard 3.0, sections 3 and 4.
    private static let directories: Set = [
        "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/media", "/mnt", "/opt", "/proc",
        "/root", "/run", "/sbin", "/srv", "/sys", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/sbin",
        "/usr/share", "/var", "/var/cache", "/var/lib", "/var/log", "/var/run", "/var/tmp",
    ]

    // MARK: Rules

    private func reading() -> [Rule] {
        [
            everything("/{,**}", [.read, .lock], "bane lets everything be read"),
            everything("/**", .map, "bane lets every library be loaded"),
        ].compactMap(\.self)
    }

    private func writing(_ list: BaneList?, logged: BaneList?, under denials: [Path]) -> [Rule] {
        let audited = paths(logged)
        let audits = granted(audited, under: denials, "LogOnWritePaths").map {
            rule($0, [.write, .link], logged: true)
        }
        guard let list else {
            return [everything("/**", [.write, .link], "no WritablePaths: everything may be written")]
                .compactMap(\.self) + audits
        }
        context.warning(
            "bane-writable-paths",
            "bane's rules for \"WritablePaths\" grant nothing: its \"file,\" lets everything be written",
            at: list.key,
            help: "here nothing but these and \"LogOnWritePaths\" may be written"
        )
        let writable = granted(paths(list), under: denials, "WritablePaths")
        let closed = (denials + writable + audited).map(\.glob)
        return writable.map { rule($0, [.write, .link]) } + audits + basics.devices(except: closed)
    }

    private func executing(_ list: BaneList?, under denials: [Path]) -> [Rule] {
        guard let list else {
            return context.glob("/**", .path, at: anchor).map { glob in
                let value = FileRule(.path(glob), [], execute: .mode(ExecuteMode(.inherit)))
                let reason = "no AllowExec: everything may be executed"
                return [context.baneRule(value, at: anchor, reason: reason)]
            } ?? []
        }
        context.warning(
            "bane-allow-exec",
            "bane's rules for \"AllowExec\" grant nothing: its \"file,\" lets everything be executed",
            at: list.key,
            help: "here nothing but these may be executed"
        )
        return granted(paths(list), under: denials, "AllowExec").map { path in
            let value = FileRule(.path(path.glob), [], execute: .mode(ExecuteMode(.inherit)))
            return context.baneRule(value, at: path.item.range, reason: path.item.comment)
        }
    }

    private func denied(_ path: Path, _ permissions: FilePermissions, execute: FileRule.Execution? = nil) -> Rule {
        let value = FileRule(.path(path.glob), permissions, execute: execute)
        return context.baneRule(value, .deny, at: path.item.range, reason: path.item.comment)
    }

    private func rule(_ path: Path, _ permissions: FilePermissions, logged: Bool = false) -> Rule {
        let value = FileRule(.path(path.glob), permissions)
        return context.baneRule(value, logged: logged, at: path.item.range, reason: path.item.comment)
    }

    private func everything(_ path: String, _ permissions: FilePermissions, _ reason: String) -> Rule? {
        context.glob(path, .path, at: anchor).map {
            context.baneRule(FileRule(.path($0), permissions), at: anchor, reason: reason)
        }
    }

    /// Those of the paths that no denial takes back as a whole, as far as a name or the same text shows; a denial wins.
    private func granted(_ paths: [Path], under denials: [Path], _ key: String) -> [Path] {
        let fixed = key == "AllowExec" ? [] : basics.writeDenials
        return paths.filter { path in
            let globs = denials.map(\.glob) + fixed
            guard globs.contains(where: { $0.covers(path.glob) }) else { return true }
            context.warning(
                "bane-denied",
                "\"\(path.item.text)\" of \"\(key)\" is denied as well, and what is denied stays denied",
                at: path.item.range,
                help: "take it out of one of the two lists; it is left out here"
            )
            return false
        }
    }
}

extension Glob {
    /// Whether it surely matches all that another matches: the same text, or a name that it matches.
    func covers(_ other: Glob) -> Bool { text == other.text || other.literalBytes.map(matches) ?? false }
}

extension String {
    /// Whether bane, which writes a path into the profile as it is, writes a single word: no blank, no quote, and no
    /// comma outside braces.
    fileprivate var isOnePathToBane: Bool {
        var depth = 0
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ",") where depth <= 0: return false
            case UInt8(ascii: "\""), 0x00...0x20, 0x7F: return false
            default: break
            }
        }
        return true
    }
}
