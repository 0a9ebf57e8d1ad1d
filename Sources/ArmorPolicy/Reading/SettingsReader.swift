import ArmorGlob
import ArmorSource
import ArmorTOML

/// Reads the tables that are not lists of rules: `[profile]`, `[variables]`, `[lints]`.
struct SettingsReader {
    let context: ReadingContext

    func profile(_ entry: TOMLEntry) -> ProfileSettings {
        var settings = ProfileSettings()
        guard let table = SectionReader(context, entry).table(keys: Self.profileKeys) else { return settings }
        settings.abi = table.string("abi").flatMap(abi)
        if let mode = table.word("mode", ProfileSettings.Mode.self), let value = table.value("mode") {
            settings.mode = Located(mode, range: value.range, layer: context.layer)
        }
        settings.flags = table.strings("flags").compactMap(flag)
        settings.attach = table.string("attach").flatMap { text in
            context.globOfAnyVariables(text.value, .path, at: text.range).map {
                Located(RuleText.word($0), range: text.range, layer: context.layer)
            }
        }
        settings.extendedAttributes = extendedAttributes(table)
        settings.includes = table.strings("includes").compactMap(include)
        settings.preamble = table.strings("preamble").compactMap(statement)
        return settings
    }

    private func extendedAttributes(_ table: TableReader) -> [Located<ExtendedAttribute>] {
        guard let value = table.value("xattrs") else { return [] }
        guard case .table(let inner) = value.kind else {
            table.wrongType("xattrs", "a table", value)
            return []
        }
        let reader = TableReader(context, inner)
        return inner.entries.compactMap { entry in
            guard let glob = reader.glob(entry.key, .name) else { return nil }
            if let attribute = ExtendedAttribute(name: entry.key, value: RuleText.word(glob)) {
                return Located(attribute, range: entry.keyRange, layer: context.layer)
            }
            context.error(
                "bad-name",
                "\"\(entry.key)\" is not the name of an extended attribute",
                at: entry.keyRange,
                help: "write a name such as \"security.apparmor\""
            )
            return nil
        }
    }

    private func statement(_ text: Located<String>) -> Located<String>? {
        guard let problem = PreambleStatement.problem(text.value) else { return text }
        context.error("bad-preamble", problem, at: text.range, help: PreambleStatement.help)
        return nil
    }

    static let profileKeys = [
        KeySchema(
            "abi",
            .string,
            "the ABI that the profile is compiled for, as `\"4.0\"`; `\"none\"` writes no `abi` line"
        ),
        KeySchema("mode", .word(ProfileSettings.Mode.self), "what comes of an access that no rule allows"),
        KeySchema("flags", .list(of: .string), "further flags of the profile"),
        KeySchema("attach", .string, "a path glob of host programs that it confines; never needed for containers"),
        KeySchema(
            "xattrs",
            .named(.string),
            "extended attributes that a program must have to be attached to: a glob of the value by name"
        ),
        KeySchema(
            "includes",
            .list(of: .string),
            "files of the parser's own folder: `\"abstractions/base\"`, `\"if exists local/web\"`; or a path below it"
        ),
        KeySchema(
            "preamble",
            .list(of: .string),
            "statements before the profile, in AppArmor's own words: `\"alias /old/ -> /new/,\"`, `\"@{HOMEDIRS} += /srv/home/\"`"
        ),
        KeySchema("all", AllRule.schema, AllRule.about),
    ]

    static let lintKeys = [KeySchema("silence", .list(of: .table(silenceKeys)), "findings that are accepted")]

    private static let silenceKeys = [
        KeySchema("code", .string, "the code of the finding", isRequired: true),
        KeySchema("reason", .string, "why it is accepted", isRequired: true),
    ]

    private func flag(_ text: Located<String>) -> Located<ProfileFlag>? {
        if let flag = ProfileFlag(text.value) { return Located(flag, range: text.range, layer: context.layer) }
        if ProfileSettings.Mode(rawValue: text.value) != nil {
            context.error(
                "unknown-flag",
                "\"\(text.value)\" is a mode, not a flag",
                at: text.range,
                help: "write mode = \"\(text.value)\""
            )
        } else {
            flagIsUnknown(text)
        }
        return nil
    }

    private func flagIsUnknown(_ text: Located<String>) {
        guard let help = ProfileFlag.valueHelp(text.value) else {
            context.unknown("unknown-flag", "flag", text.value, among: ProfileFlag.names, at: text.range)
            return
        }
        context.error("unknown-flag", "the flag \"\(text.value)\" has no such value", at: text.range, help: help)
    }

    /// A file name of the parser's `abi/` folder; it stands between angle brackets, so its letters are few.
    private func abi(_ text: Located<String>) -> Located<String>? {
        if ProfileName.isValid(text.value), !text.value.contains(text: "..") { return text }
        context.error(
            "bad-abi",
            "\"\(text.value)\" is no ABI",
            at: text.range,
            help: "write \"3.0\", \"4.0\", \"5.0\" or \"none\""
        )
        return nil
    }

    private func include(_ text: Located<String>) -> Located<Include>? {
        if let include = Include(text.value) { return Located(include, range: text.range, layer: context.layer) }
        context.error(
            "bad-include",
            "\"\(text.value)\" cannot be included",
            at: text.range,
            help: "write a file of the parser's own folder, as \"abstractions/NAME\", or a path below /etc/apparmor.d"
        )
        return nil
    }

    func silences(_ entry: TOMLEntry) -> [Silence] {
        guard let table = SectionReader(context, entry).table(keys: Self.lintKeys), let list = table.table["silence"]
        else {
            return []
        }
        return SectionReader.elements(list, context).compactMap { element in
            guard case .table(let inner) = element.content else {
                context.error(
                    "missing-reason",
                    "a silenced lint needs a reason",
                    at: element.range,
                    help: "write { code = \"…\", reason = \"…\" }"
                )
                return nil
            }
            let reader = TableReader(context, inner, keys: Self.silenceKeys)
            let code = reader.string("code")
            let reason = reader.string("reason")
            guard let code = reader.required("code", code), let reason = reader.required("reason", reason) else {
                return nil
            }
            if reason.value.allSatisfy(\.isWhitespace) {
                context.error("missing-reason", "a silenced lint needs a reason", at: reason.range)
            }
            return Silence(code: code, reason: reason.value)
        }
    }

    /// The definitions of `[variables]`.
    func variables(_ entry: TOMLEntry) -> [VariableTable.Definition] {
        guard case .table(let table) = entry.value.kind else {
            context.error(
                "wrong-type",
                "\"variables\" must be a table",
                at: entry.value.range,
                help: "write [variables]"
            )
            return []
        }
        let reader = TableReader(context, table)
        return table.entries.compactMap { variable(reader, $0) }
    }

    private func variable(_ table: TableReader, _ entry: TOMLEntry) -> VariableTable.Definition? {
        let isLetter: (UInt8) -> Bool = { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
        }
        let isDigit: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let bytes = entry.key.utf8
        guard let first = bytes.first, isLetter(first), bytes.allSatisfy({ isLetter($0) || isDigit($0) }),
            bytes.count <= 100
        else {
            context.error(
                "bad-name",
                "\"\(entry.key)\" is no variable's name",
                at: entry.keyRange,
                help: "a name begins with a letter and holds letters, digits and \"_\""
            )
            return nil
        }
        if VariableTable.builtIn[entry.key] != nil || entry.key == VariableTable.profileName {
            context.error(
                "reserved-name",
                "@{\(entry.key)} is defined by armor",
                at: entry.keyRange,
                help: "choose another name"
            )
            return nil
        }
        let values = table.strings(entry.key, orOne: true, ifEmpty: "a variable needs a value")
        guard values.allSatisfy({ isValue($0) }), !values.isEmpty else { return nil }
        let origin = Origin(place: context.place(entry.keyRange), layer: context.layer, reason: entry.comment)
        return VariableTable.Definition(name: entry.key, values: values.map(\.value), origin: origin)
    }

    /// A value is a glob, or nothing. It may name variables that an include defines, so that which are known is checked
    /// once the whole policy is read.
    private func isValue(_ text: Located<String>) -> Bool {
        text.value.isEmpty || context.globOfAnyVariables(text.value, .name, at: text.range) != nil
    }
}
