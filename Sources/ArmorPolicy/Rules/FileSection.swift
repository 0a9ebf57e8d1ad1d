import ArmorGlob
import ArmorSource
import ArmorTOML

/// Reads `[filesystem]`: its lists and the elements in them.
struct FileSection {
    private let reader: SectionReader
    private var context: ReadingContext { reader.context }

    init(_ reader: SectionReader) { self.reader = reader }

    /// The lists of `[filesystem]`.
    private enum List: String, CaseIterable {
        case read, write, append, execute, map, lock, link, deny, allow

        var permissions: FilePermissions {
            switch self {
            case .read: .read
            case .write: .write
            case .append: .append
            case .map: .map
            case .lock: .lock
            case .link: .link
            case .execute, .allow: []
            case .deny: .all
            }
        }

        /// Keys of an element's table beside the qualifiers.
        var keys: [KeySchema] {
            switch self {
            case .execute: FileSection.pathKeys + FileSection.executeKeys
            case .link: FileSection.pathKeys + FileSection.linkKeys
            case .deny: FileSection.pathKeys + [KeySchema("access", FileSection.access, "what is denied; none is all")]
            case .allow:
                FileSection.pathKeys + [KeySchema("access", FileSection.access, "what is granted", isRequired: true)]
            case .read, .write, .append, .map, .lock: FileSection.pathKeys
            }
        }

        var about: String {
            switch self {
            case .read: "files that are read, and folders that are listed"
            case .write: "files that are written, made and removed"
            case .append: "files that are written at their end"
            case .execute: "programs; they run under the same profile unless a table says otherwise"
            case .map: "files that are mapped to be executed: libraries"
            case .lock: "files that are locked"
            case .link: "names that hard links are made under"
            case .deny: "what is shut for good, also what a preset grants"
            case .allow: "tables with `access`, and `\"all\"`"
            }
        }
    }

    private enum AccessWord: String, CaseIterable, Hashable { case read, write, append, execute, map, lock, link }

    // MARK: Keys

    static let keys = List.allCases.map { list in
        let short: ValueSchema = list == .allow ? .word(["all"]) : .string
        return KeySchema(list.rawValue, .elements(short, list.keys), list.about)
    }

    private static let access = ValueSchema.words(AccessWord.self)

    private static let pathKeys = [
        KeySchema("path", .string, "a path glob; this or `bytes`"),
        KeySchema("bytes", .string, "a literal name in hexadecimal digits"),
        KeySchema("literal", .boolean, "whether the path is a name as it is, and no glob"),
        KeySchema("owner", .boolean, "only files that the process's user owns"),
        KeySchema("except", .list(of: .string), "path globs that are left out, exactly"),
    ]

    private static let executeKeys = [
        KeySchema("transition", .word(ExecuteMode.Transition.self), "under which profile it runs"),
        KeySchema("profile", .string, "the profile or the child that is entered"),
        KeySchema("fallback", .word(ExecuteMode.Fallback.self), "what happens where that is not loaded"),
        KeySchema("keep_environment", .boolean, "whether the environment is not scrubbed"),
    ]

    private static let linkKeys = [
        KeySchema("target", .string, "a path glob of what is linked to"),
        KeySchema("subset", .boolean, "whether the link may have no right that its target has not"),
    ]

    func rules() -> [Rule] {
        guard let section = reader.table(keys: Self.keys) else { return [] }
        return section.table.entries.flatMap { entry -> [Rule] in
            guard let list = List(rawValue: entry.key) else { return [] }
            let action: Action = list == .deny ? .deny : .allow
            return reader.elements(entry).flatMap { element in
                context.sound {
                    let (form, qualifiers) = element.read(context, action, keys: list.keys)
                    return values(list, form, element.range).map { reader.rule($0, qualifiers, at: element.range) }
                }
            }
        }
    }

    private func values(_ list: List, _ form: Element.Form, _ range: ByteRange) -> [FileRule] {
        switch form {
        case .text("all") where list == .allow: return [FileRule(.everything, [])]
        case .text where list == .allow:
            context.error(
                "wrong-type",
                "\"allow\" holds \"all\" and tables",
                at: range,
                help: "write { path = \"…\", access = [\"read\"] }, or use the lists read, write, …"
            )
            return []
        case .text(let text):
            return context.glob(text, .path, at: range).map { [rule(list, .path($0))] } ?? []
        case .table(let table):
            return read(list, table)
        }
    }

    private func rule(_ list: List, _ subject: FileRule.Subject) -> FileRule {
        switch list {
        case .execute: FileRule(subject, [], execute: .mode(ExecuteMode(.inherit)))
        case .deny: FileRule(subject, .all, execute: .denied)
        default: FileRule(subject, list.permissions)
        }
    }

    private func read(_ list: List, _ table: TableReader) -> [FileRule] {
        guard let paths = paths(table) else { return [] }
        let owner = table.boolean("owner") ?? false
        var pattern = rule(list, .everything)
        pattern.owner = owner
        if list == .execute {
            guard let mode = executeMode(table) else { return [] }
            pattern.execute = .mode(mode)
        }
        if list == .allow || list == .deny {
            guard readAccess(list, table, into: &pattern) else { return [] }
        }
        if table.value("subset") != nil, table.value("target") == nil {
            context.error("missing-key", "\"subset\" needs \"target\"", at: table.keyRange("subset"))
        }
        if list == .link, let target = table.glob("target", .path) {
            let subset = table.boolean("subset") ?? false
            return paths.map { FileRule(.link($0, to: target, subset: subset), .link, owner: owner) }
        }
        return paths.map { path in
            var rule = pattern
            rule.subject = .path(path)
            return rule
        }
    }

    /// `access` of an element of `allow` or `deny`.
    private func readAccess(_ list: List, _ table: TableReader, into rule: inout FileRule) -> Bool {
        guard let value = table.value("access") else {
            if list == .allow { _ = table.required("access", Optional<Bool>.none) }
            return list == .deny
        }
        let words = table.words("access", AccessWord.self, ifEmpty: "name at least one")
        guard !words.isEmpty else { return false }
        if words.contains(.write), words.contains(.append) {
            context.error("conflict", "\"write\" includes \"append\"", at: value.range, help: "leave \"append\" out")
        }
        let names = Set(words.map(\.rawValue))
        rule.permissions = FilePermissions.table.reduce(into: []) { sum, row in
            if names.contains(row.word) { sum.insert(row.permission) }
        }
        let executes = words.contains(.execute)
        rule.execute = executes ? (list == .deny ? .denied : .mode(ExecuteMode(.inherit))) : nil
        return true
    }

    private func executeMode(_ table: TableReader) -> ExecuteMode? {
        let transition = table.word("transition", ExecuteMode.Transition.self)
        if transition == nil, table.value("transition") != nil { return nil }
        let mode = ExecuteMode(
            transition ?? .inherit,
            target: table.string("profile").flatMap(target),
            fallback: table.word("fallback", ExecuteMode.Fallback.self),
            scrubs: !(table.boolean("keep_environment") ?? false)
        )
        let enters = mode.transition == .profile || mode.transition == .child
        for key in ["profile", "fallback"] where !enters && table.value(key) != nil {
            context.error(
                "conflict",
                "\"\(key)\" goes with the transitions \"profile\" and \"child\"",
                at: table.keyRange(key)
            )
            return nil
        }
        if mode.transition == .inherit, table.value("keep_environment") != nil {
            context.error(
                "conflict",
                "\"keep_environment\" needs a transition",
                at: table.keyRange("keep_environment"),
                help: "a program that inherits the profile keeps its environment"
            )
        }
        if mode.transition == .child { guard table.required("profile", mode.target) != nil else { return nil } }
        return mode
    }

    /// The name of a profile that is entered: letters that need no quotes, children behind `//`.
    private func target(_ name: Located<String>) -> String? {
        if ProfileName.isTarget(name.value) { return name.value }
        context.error("bad-name", "\"\(name.value)\" is no profile name", at: name.range, help: ProfileName.rule)
        return nil
    }

    // MARK: Paths

    /// The globs that an element names: one, or, with `except`, as many as say it exactly.
    private func paths(_ table: TableReader) -> [Glob]? {
        guard let path = path(table) else { return nil }
        guard let value = table.value("except") else { return [path] }
        let texts = table.strings("except", ifEmpty: "leave the key out")
        let exceptions = texts.compactMap { context.glob($0.value, .path, at: $0.range) }
        guard exceptions.count == texts.count, !exceptions.isEmpty else { return nil }
        switch subtract(path, exceptions) {
        case .globs([]):
            context.error("empty-grant", "\"except\" leaves nothing", at: value.range)
            return nil
        case .globs(let globs):
            return globs
        case .impossible(let why):
            let range = why.exception.flatMap { texts.indices.contains($0) ? texts[$0].range : nil } ?? value.range
            context.error("inexact-except", why.message, at: range, help: why.help)
            return nil
        }
    }

    private func path(_ table: TableReader) -> Glob? {
        let literal = table.boolean("literal") ?? false
        if let bytes = table.string("bytes") {
            guard table.value("path") == nil, literal else {
                context.error(
                    "conflict",
                    "\"bytes\" goes with \"literal = true\" and without \"path\"",
                    at: bytes.range
                )
                return nil
            }
            guard let decoded = hexadecimal(bytes.value) else {
                context.error("bad-bytes", "\"bytes\" must be pairs of hexadecimal digits", at: bytes.range)
                return nil
            }
            return literalGlob(decoded, at: bytes.range)
        }
        let path = table.string("path")
        guard let path = table.required("path", path) else { return nil }
        return literal
            ? literalGlob(Array(path.value.utf8), at: path.range) : context.glob(path.value, .path, at: path.range)
    }

    private func literalGlob(_ bytes: [UInt8], at range: ByteRange) -> Glob? {
        do throws(GlobError) {
            return try Glob.literal(bytes)
        } catch {
            context.error("bad-path", error.message, at: range, help: error.help)
            return nil
        }
    }

    private func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { byte in Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init) }
        guard !digits.isEmpty, digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
