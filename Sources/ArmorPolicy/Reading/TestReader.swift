import ArmorGlob
import ArmorSource
import ArmorTOML

/// Reads the `[[test]]` tables of a policy.
struct TestReader {
    let context: ReadingContext

    static let keys = [
        KeySchema("name", .string, "what the report calls it"),
        KeySchema("profile", .string, "the child or the hat that is asked; none asks the policy's own profile"),
        KeySchema("allow", .table(queryKeys), "what must be allowed"),
        KeySchema("deny", .table(queryKeys), "what must be denied"),
    ]

    private static let queryKeys =
        PolicyTest.Query.allCases.map { query in
            KeySchema(query.rawValue, .oneOrList(of: query.value), "asks about \(query.rawValue)")
        } + [KeySchema("owner", .boolean, "asks as the owner of the file, or as another; none asks both")]

    func read(_ entry: TOMLEntry) -> [PolicyTest] {
        guard case .array(let items) = entry.value.kind else {
            context.error(
                "wrong-type",
                "\"test\" must be a list of tables",
                at: entry.value.range,
                help: "write [[test]]"
            )
            return []
        }
        return items.flatMap { item -> [PolicyTest] in
            guard case .table(let table) = item.kind else {
                context.error("wrong-type", "\"test\" must hold tables", at: item.range)
                return []
            }
            return read(TableReader(context, table, keys: Self.keys), at: item.range)
        }
    }

    private func read(_ table: TableReader, at range: ByteRange) -> [PolicyTest] {
        let expectations = [("allow", Action.allow), ("deny", Action.deny)]
        if expectations.allSatisfy({ table.value($0.0) == nil }) {
            context.error("missing-key", "a test needs \"allow\" or \"deny\"", at: range)
        }
        let name = table.string("name")?.value
        let profile = table.string("profile")
        return expectations.flatMap { key, action -> [PolicyTest] in
            guard let body = table.subtable(key, keys: Self.queryKeys) else { return [] }
            let owner = body.boolean("owner")
            let queries = body.table.entries.compactMap { entry in
                PolicyTest.Query(rawValue: entry.key).map { (query: $0, entry: entry) }
            }
            if queries.isEmpty, body.table.entries.allSatisfy({ $0.key == "owner" }) {
                context.error("missing-key", "a test needs something to ask, such as read = \"/path\"", at: body.range)
            }
            return queries.map { query, entry in
                PolicyTest(
                    name: name,
                    profile: profile,
                    expected: action,
                    query: query,
                    subjects: subjects(query, entry),
                    owner: owner,
                    place: context.place(entry.value.range),
                    table: context.place(range)
                )
            }
        }
    }

    private func subjects(_ query: PolicyTest.Query, _ entry: TOMLEntry) -> [PolicyTest.Subject] {
        if case .array(let items) = entry.value.kind {
            if items.isEmpty { context.error("empty-list", "\"\(entry.key)\" asks nothing", at: entry.value.range) }
            return items.compactMap { subject(query, $0, entry.key) }
        }
        return subject(query, entry.value, entry.key).map { [$0] } ?? []
    }

    /// The words of one field; a port may be a number, as it is in `[network]`.
    private func words(_ reader: TableReader, _ field: TOMLEntry) -> [String] {
        if case .integer(let number) = field.value.kind, field.key == "port" { return ["\(number)"] }
        return reader.strings(field.key, orOne: true).map(\.value)
    }

    private func subject(_ query: PolicyTest.Query, _ value: TOMLValue, _ key: String) -> PolicyTest.Subject? {
        switch value.kind {
        case .string(let text):
            if query.takesPath { guard context.glob(text, .path, at: value.range) != nil else { return nil } }
            return .text(Located(text, range: value.range, layer: context.layer))
        case .table(let table) where !query.fields.isEmpty:
            let reader = TableReader(context, table, keys: query.keys)
            let fields = table.entries.map { ($0.key, words(reader, $0)) }
            return .fields(Dictionary(fields) { first, _ in first }, range: value.range)
        default:
            let form = query.fields.isEmpty ? "a string or a list of strings" : "a string, a table or a list of them"
            context.error("wrong-type", "\"\(key)\" must be \(form), not \(value.typeName)", at: value.range)
            return nil
        }
    }
}

extension PolicyTest.Query {
    /// The keys of the table form.
    fileprivate var keys: [KeySchema] {
        fields.map { name in
            let value: ValueSchema =
                name == "port" ? .either([.string, .integer(0...65_535)]) : .oneOrList(of: .string)
            return KeySchema(name, value, "as in the policy's own rules")
        }
    }

    /// One subject.
    fileprivate var value: ValueSchema { fields.isEmpty ? .string : .either([.string, .table(keys)]) }
}
