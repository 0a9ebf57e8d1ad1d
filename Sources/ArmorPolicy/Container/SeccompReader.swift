import ArmorSource
import ArmorTOML

/// Reads `[seccomp]`: the lists `allow` and `deny`, whose elements are names of system calls or tables with `name` and `args`.
struct SeccompReader {
    let context: ReadingContext

    static let keys = [
        KeySchema("allow", calls, "system calls beyond the runtime's default filter"),
        KeySchema("deny", calls, "system calls that the default lets, and the container does not need"),
    ]

    private static let calls = ValueSchema.list(of: .either([.string, .table(callKeys)]))

    private static let callKeys = [
        KeySchema("name", .string, "the system call", isRequired: true),
        KeySchema("args", .list(of: .table(argumentKeys)), "what its arguments must be, all of it"),
        KeySchema("reason", .string, "why it is there"),
    ]

    private static let argumentKeys = [
        KeySchema("index", .integer(0...5), "which argument", isRequired: true),
        KeySchema("op", .word(SystemCall.Condition.Comparison.self), "how it is compared", isRequired: true),
        KeySchema("value", .integer(0...Int64.max), "with what", isRequired: true),
        KeySchema("mask", .integer(0...Int64.max), "of `masked_eq`: the bits that are compared"),
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
        guard let list = table.table["args"] else { return SystemCall(name) }
        var conditions: [SystemCall.Condition] = []
        for element in SectionReader.elements(list, context) {
            guard case .table(let inner) = element.content,
                let condition = condition(TableReader(context, inner, keys: Self.argumentKeys))
            else {
                if case .text = element.content {
                    context.error(
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
        return SystemCall(name, conditions)
    }

    private func condition(_ table: TableReader) -> SystemCall.Condition? {
        let index = table.integer("index", in: 0...5)
        let comparison = table.word("op", SystemCall.Condition.Comparison.self)
        let value = table.integer("value", in: 0...Int64.max)
        let mask = table.integer("mask", in: 0...Int64.max)
        guard let index = table.required("index", index), let comparison = table.required("op", comparison),
            let value = table.required("value", value)
        else { return nil }
        guard (comparison == .maskedEq) == (mask != nil) else {
            context.error(
                "wrong-type",
                mask == nil ? "\"masked_eq\" needs a mask" : "only \"masked_eq\" has a mask",
                at: table.range
            )
            return nil
        }
        return SystemCall.Condition(index: index, comparison, UInt64(value), mask: mask.map { UInt64($0) })
    }

    /// Whether a kernel has a call of that name is another question: that depends on the machine.
    private func name(_ text: String, at range: ByteRange) -> String? {
        let isName =
            text.utf8.count <= 64 && text.utf8.first.map { $0 &- 0x61 < 26 || $0 == 0x5f } == true
            && text.utf8.allSatisfy { $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x5f }
        if isName { return text }
        context.error(
            "bad-name",
            "\"\(text)\" is no system call's name",
            at: range,
            help: "write it as the manual does: lower case, digits and \"_\""
        )
        return nil
    }
}
