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

    func rules() -> [Rule] {
        let section = context.baneTable(table, keys: BaneKeys.filesystem)
        func list(_ key: String) -> BaneList? { section.flatMap { BaneList($0, key) } }
        let readOnly = paths(list("ReadOnlyPaths"))
        let denyExec = paths(list("DenyExec"))
        let denials =
            readOnly.map { denied($0, [.write, .link]) } + denyExec.map { denied($0, .all, execute: .denied) }
        let overrides = BaneOverrides(denials + basics.rules())
        let allowed =
            defaults(reading(), overrides)
            + writing(list("WritablePaths"), logged: list("LogOnWritePaths"), under: readOnly + denyExec, overrides)
            + executing(list("AllowExec"), overrides)
        return allowed + denials
    }

    // MARK: Paths

    /// An item that names paths.
    private struct Path {
        let glob: Glob
        let item: BaneList.Item
    }

    /// The paths of a list, each once: `/etc` and `/etc/` have the same glob.
    private func paths(_ list: BaneList?) -> [Path] {
        var seen: Set<String> = []
        return (list?.items ?? []).compactMap { item in
            guard let glob = glob(item) else { return nil }
            guard seen.insert(glob.text).inserted else {
                context.warning(
                    "duplicate",
                    "\"\(item.text)\" names the same files as an earlier path of this list",
                    at: item.range,
                    help: "delete one of the two"
                )
                return nil
            }
            return Path(glob: glob, item: item)
        }
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

    private func writing(
        _ list: BaneList?,
        logged: BaneList?,
        under denials: [Path],
        _ overrides: BaneOverrides
    ) -> [Rule] {
        let audited = paths(logged)
        let audits = granted(audited, overrides, "LogOnWritePaths") { rule($0, [.write, .link], logged: true) }
        guard let list else {
            let all = everything("/**", [.write, .link], "no WritablePaths: everything may be written")
            return defaults([all].compactMap(\.self), overrides) + audits
        }
        context.warning(
            "bane-writable-paths",
            "bane's rules for \"WritablePaths\" grant nothing: its \"file,\" lets everything be written",
            at: list.key,
            help: "here nothing but these and \"LogOnWritePaths\" may be written"
        )
        let paths = paths(list)
        let writable = granted(paths, overrides, "WritablePaths") { rule($0, [.write, .link]) }
        let closed = (denials + paths + audited).map(\.glob)
        return writable + audits + defaults(basics.devices(except: closed), overrides)
    }

    private func executing(_ list: BaneList?, _ overrides: BaneOverrides) -> [Rule] {
        let inherit = FileRule.Execution.mode(ExecuteMode(.inherit))
        guard let list else {
            return context.glob("/**", .path, at: anchor).map { glob in
                let reason = "no AllowExec: everything may be executed"
                let all = context.baneRule(
                    FileRule(.path(glob), [], execute: inherit),
                    at: anchor,
                    reason: reason
                )
                return defaults([all], overrides)
            } ?? []
        }
        context.warning(
            "bane-allow-exec",
            "bane's rules for \"AllowExec\" grant nothing: its \"file,\" lets everything be executed",
            at: list.key,
            help: "here nothing but these may be executed"
        )
        return granted(paths(list), overrides, "AllowExec") { path in
            let value = FileRule(.path(path.glob), [], execute: inherit)
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

    /// The rules for those paths that no denial overrides; a denial always wins.
    private func granted(
        _ paths: [Path],
        _ overrides: BaneOverrides,
        _ key: String,
        _ rule: (Path) -> Rule
    ) -> [Rule] {
        paths.compactMap { path in
            let whole = rule(path)
            // Without writing, nothing of what a list of writable paths asks for is left.
            if overrides.remaining(of: whole)?.text == whole.text { return whole }
            context.warning(
                "bane-denied",
                "\"\(path.item.text)\" of \"\(key)\" is denied as well, and a denial always wins",
                at: path.item.range,
                help: "delete it from one of the two lists; it is left out here"
            )
            return nil
        }
    }

    /// What remains of rules that bane adds by default.
    private func defaults(_ rules: [Rule], _ overrides: BaneOverrides) -> [Rule] {
        rules.compactMap { rule in
            let rest = overrides.remaining(of: rule)
            guard rest?.text != rule.text else { return rule }
            let what = rest.map { "reduced to \"\($0.text)\"" } ?? "left out"
            context.note(
                "bane-denied",
                "\"\(rule.text)\", which bane allows by default, is \(what): a denial overrides the rest",
                at: anchor
            )
            return rest
        }
    }
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
