import ArmorSource
import ArmorTOML

/// Reads `[container]`. Its words end up in command lines and in files of other programs, so each has its few letters.
struct ContainerReader {
    let context: ReadingContext

    private static let namespace = ValueSchema.word(ContainerSettings.Namespace.self)

    static let keys = [
        KeySchema("image", .string, "the reference of the image"),
        KeySchema("user", .string, "`\"USER\"` or `\"USER:GROUP\"`, names or numbers"),
        KeySchema("read_only", .boolean, "whether the root file system is only read"),
        KeySchema("no_new_privileges", .boolean, "whether no program gains privileges"),
        KeySchema("tmpfs", .list(of: .string), "`\"PATH\"` or `\"PATH:OPTIONS\"`"),
        KeySchema("devices", .list(of: .string), "`\"PATH\"`, `\"PATH:PATH\"` or `\"PATH:PATH:rwm\"`"),
        KeySchema(
            "seccomp",
            .string,
            "`\"default\"` (what the policy comes to), `\"unconfined\"`, or the file of a filter"
        ),
        KeySchema("pids_limit", .integer(-1...4_194_304), "how many processes; -1 is no limit"),
        KeySchema("network", .string, "`\"none\"`, `\"bridge\"`, `\"host\"` or the name of a network"),
        KeySchema("userns", namespace, "whose user namespace"),
        KeySchema("pid", namespace, "whose processes it sees"),
        KeySchema("ipc", namespace, "whose shared memory it sees"),
        KeySchema(
            "system_paths",
            .word(ContainerSettings.SystemPaths.self),
            "what the runtime hides below `/proc` and `/sys`, or nothing of it"
        ),
    ]

    func read(_ entry: TOMLEntry) -> ContainerSettings {
        var settings = ContainerSettings()
        guard let table = SectionReader(context, entry).table(keys: Self.keys) else { return settings }
        settings.image = text(table, "image", "an image's reference, as nginx:1.27", Self.isImage)
        settings.user = text(table, "user", "USER or USER:GROUP, names or numbers", Self.isUser)
        settings.readOnly = table.located("read_only", table.boolean("read_only"))
        settings.noNewPrivileges = table.located("no_new_privileges", table.boolean("no_new_privileges"))
        settings.tmpfs = texts(table, "tmpfs", "a path, or PATH:OPTIONS", Self.isTmpfs)
        settings.devices = texts(table, "devices", "a path below /dev, or PATH:PATH:rwm", Self.isDevice)
        settings.seccomp = text(
            table,
            "seccomp",
            "\"default\", \"unconfined\", or the path of a filter: ./seccomp.json",
            Self.isFilter
        )
        settings.pidsLimit = table.located("pids_limit", table.integer("pids_limit", in: -1...4_194_304))
        settings.network = text(table, "network", "\"none\", \"bridge\", \"host\" or a network's name", Self.isName)
        settings.userns = table.located("userns", table.word("userns", ContainerSettings.Namespace.self))
        settings.pid = table.located("pid", table.word("pid", ContainerSettings.Namespace.self))
        settings.ipc = table.located("ipc", table.word("ipc", ContainerSettings.Namespace.self))
        settings.systemPaths = table.located(
            "system_paths",
            table.word("system_paths", ContainerSettings.SystemPaths.self)
        )
        return settings
    }

    private func text(_ table: TableReader, _ key: String, _ help: String, _ isValid: (String) -> Bool)
        -> Located<String>?
    {
        table.string(key).flatMap { checked($0, key, help, isValid) }
    }

    private func texts(_ table: TableReader, _ key: String, _ help: String, _ isValid: (String) -> Bool)
        -> [Located<String>]
    {
        table.strings(key).compactMap { checked($0, key, help, isValid) }
    }

    private func checked(_ text: Located<String>, _ key: String, _ help: String, _ isValid: (String) -> Bool)
        -> Located<String>?
    {
        if isValid(text.value) { return text }
        context.error("bad-setting", "\"\(text.value)\" is no \(key)", at: text.range, help: "write \(help)")
        return nil
    }

    // MARK: Words

    private static func isWord(_ text: some StringProtocol, also others: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 512 else { return false }
        return text.utf8.allSatisfy { isLetter($0) || others.utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
    }

    private static func isImage(_ text: String) -> Bool { isWord(text, also: "._-/:@") }

    private static func isName(_ text: String) -> Bool { isWord(text, also: "._-") }

    private static func isUser(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy { isWord($0, also: "._-") }
    }

    private static func isTmpfs(_ text: String) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return isPath(parts[0]) && parts.dropFirst().allSatisfy { isWord($0, also: "=,_") }
    }

    private static func isDevice(_ text: String) -> Bool {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 3 else { return false }
        if parts.count > 1, let last = parts.last, !last.isEmpty, last.allSatisfy("rwm".contains) { parts.removeLast() }
        return parts.count <= 2 && parts.allSatisfy { isPath($0) && $0.hasPrefix("/dev/") }
    }

    private static func isFilter(_ text: String) -> Bool {
        text == "default" || text == "unconfined" || isPath(text) || text.hasPrefix("./") && isPath(text.dropFirst())
    }

    /// An absolute path without what a program that takes it would read as something else.
    private static func isPath(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= 4_096 && text.hasPrefix("/")
            && text.utf8.allSatisfy { isLetter($0) || "/._-+@".utf8.contains($0) }
            && !text.split(separator: "/").contains("..")
    }
}
