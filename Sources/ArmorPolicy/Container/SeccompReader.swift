import ArmorSource
import ArmorSystemCalls
import ArmorTOML

/// Reads `[seccomp]`: the lists `allow` and `deny`, whose elements are names of system calls or tables with `name` and `args`.
struct SeccompReader {
    let context: ReadingContext

    static let keys = [
        KeySchema("allow", calls, "system calls beyond the list that any container has"),
        KeySchema("deny", calls, "system calls of the list that the container does not need"),
    ]

    private static let calls = ValueSchema.list(of: .either([.string, .table(callKeys)]))

    private static let callKeys = [
        KeySchema("name", .string, "the system call", isRequired: true),
        KeySchema("args", .list(of: .table(SystemCall.Condition.keys)), "what its arguments must be, all of it"),
        KeySchema("reason", .string, "why it is there"),
    ]

    func read(_ entry: TOMLEntry) -> SeccompSettings {
        var settings = SeccompSettings()
        guard let table = SectionReader(context, entry).table(keys: Self.keys) else { return settings }
        settings.allow = calls(table, "allow")
        settings.deny = calls(table, "deny")
        return settings
    }

    private func calls(_ table: TableReader, _ key: String) -> [Located<SystemCall>] {
        guard let list = table.table[key] else { return [] }
        return SectionReader.elements(list, context).compactMap { element in
            let call: SystemCall?
            switch element.content {
            case .text(let text): call = name(text, at: element.range).map { SystemCall($0) }
            case .table(let inner): call = self.call(TableReader(context, inner, keys: Self.callKeys))
            }
            return call.map { Located($0, range: element.range, layer: context.layer) }
        }
    }

    private func call(_ table: TableReader) -> SystemCall? {
        let text = table.string("name")
        _ = table.string("reason")
        guard let text = table.required("name", text), let name = name(text.value, at: text.range) else { return nil }
        return SystemCall.Condition.read(table).map { SystemCall(name, $0) }
    }

    private func name(_ text: String, at range: ByteRange) -> String? {
        if SystemCallTable.known.contains(text) { return text }
        context.unknown(
            "unknown-system-call",
            "system call",
            text,
            among: SystemCallTable.known.names,
            at: range
        )
        return nil
    }
}

extension SystemCall.Condition {
    static let keys = [
        KeySchema("index", .integer(0...5), "which argument", isRequired: true),
        KeySchema("op", .word(SystemCall.Condition.Comparison.self), "how it is compared", isRequired: true),
        KeySchema("value", .integer(0...Int64.max), "with what", isRequired: true),
        KeySchema("mask", .integer(0...Int64.max), "of `masked_eq`: the bits that are compared"),
    ]

    /// The conditions of `args`; nothing where it is not there.
    package static func list(_ table: TableReader) -> [Self] { read(table) ?? [] }

    /// The same, and none where one of them cannot be read: what is left would say more than was meant.
    static func read(_ table: TableReader) -> [Self]? {
        guard let list = table.table["args"] else { return [] }
        var conditions: [Self] = []
        for element in SectionReader.elements(list, table.context) {
            guard case .table(let inner) = element.content,
                let condition = Self(TableReader(table.context, inner, keys: keys))
            else {
                if case .text = element.content {
                    table.context.error(
                        "wrong-type",
                        "an argument is a table",
                        at: element.range,
                        help: "write { index = 0, op = \"eq\", value = 1 }"
                    )
                }
                return nil
            }
            conditions.append(condition)
        }
        return conditions
    }

    private init?(_ table: TableReader) {
        let index = table.integer("index", in: 0...5)
        let comparison = table.word("op", Comparison.self)
        let value = table.integer("value", in: 0...Int64.max)
        let mask = table.integer("mask", in: 0...Int64.max)
        guard let index = table.required("index", index), let comparison = table.required("op", comparison),
            let value = table.required("value", value)
        else { return nil }
        guard (comparison == .maskedEq) == (mask != nil) else {
            table.context.error(
                "wrong-type",
                mask == nil ? "\"masked_eq\" needs a mask" : "only \"masked_eq\" has a mask",
                at: table.range
            )
            return nil
        }
        self.init(index: index, comparison, UInt64(value), mask: mask.map { UInt64($0) })
    }
}
