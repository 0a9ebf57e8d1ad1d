import ArmorPolicy
import ArmorSource
import ArmorTOML

/// Writes grants as what is added to a policy's text, each with its evidence above it.
struct AdditionWriter {
    let maker: FieldMaker
    let profile: String

    /// Where one grant goes and what it says; tables that differ in one list of words become one.
    private struct Entry {
        var table: [String]
        var place: DocumentAddition.Place
        var fields: [PolicyField]
        var text: String
        var candidates: [Candidate]
    }

    func additions(_ candidates: [Candidate]) -> [DocumentAddition] {
        // The head of a profile comes before its rules.
        let ordered = candidates.filter { $0.abstraction != nil } + candidates.filter { $0.abstraction == nil }
        let entries = ordered.flatMap { candidate in
            candidate.abstraction.map { [entry($0.include, candidate)] }
                ?? candidate.values.flatMap { self.entries($0, candidate) }
        }
        return merged(entries).map { entry in
            DocumentAddition(
                table: entry.table,
                place: entry.place,
                text: entry.place == .ownTable ? entry.fields.map(\.text).joined(separator: "\n") : entry.text,
                comments: EvidenceText.comments(entry.candidates)
            )
        }
    }

    private func entry(_ include: String, _ candidate: Candidate) -> Entry {
        let place = DocumentAddition.Place.element(of: "includes", kin: include)
        let table = prefix(candidate) + ["profile"]
        return Entry(table: table, place: place, fields: [], text: tomlQuoted(include), candidates: [candidate])
    }

    private func prefix(_ candidate: Candidate) -> [String] { candidate.child.map { ["children", $0] } ?? [] }

    private func entries(_ value: any RuleValue, _ candidate: Candidate) -> [Entry] {
        let table = prefix(candidate) + [type(of: value).kind.table]
        return value.forms(candidate.action, maker).compactMap { form in
            switch form {
            case .table(let fields):
                let denial = candidate.action == .deny ? [PolicyField("deny", .boolean(true))] : []
                let own = fields.map(selfNamed) + denial
                return Entry(table: table, place: .ownTable, fields: own, text: "", candidates: [candidate])
            case .element(let list, let short, let fields):
                let text = short.map(tomlQuoted) ?? PolicyValue.table(fields).text
                let place = DocumentAddition.Place.element(of: list, kin: Self.kin(short, fields))
                return Entry(table: table, place: place, fields: [], text: text, candidates: [candidate])
            case .setting(let field):
                return Entry(table: table, place: .setting, fields: [], text: field.text, candidates: [candidate])
            case .raw, .inexpressible: return nil
            }
        }
    }

    /// The text by which elements are alike.
    private static func kin(_ short: String?, _ fields: [PolicyField]) -> String {
        if let short { return short }
        for field in fields { if case .string(let text) = field.value { return text } }
        return ""
    }

    /// A policy says "myself" where a log says the profile's name.
    private func selfNamed(_ field: PolicyField) -> PolicyField {
        switch field.value {
        case .string(profile) where field.key == "peer" || field.key == "label":
            PolicyField(field.key, .string("@{profile_name}"))
        case .table(let fields): PolicyField(field.key, .table(fields.map(selfNamed)))
        default: field
        }
    }

    // MARK: Merging

    /// Two tables that are alike but for the words of one key say together what one with all these words says.
    private func merged(_ entries: [Entry]) -> [Entry] {
        var result: [Entry] = []
        for key in ["set", "access"] {
            var places: [[String]: Int] = [:]
            let source = key == "set" ? entries : result
            result = []
            for entry in source {
                guard entry.place == .ownTable, entry.fields.contains(where: { $0.key == key }) else {
                    if entry.place == .ownTable || !Self.joins(entry, &result) { result.append(entry) }
                    continue
                }
                let rest = entry.table + [""] + entry.fields.filter { $0.key != key }.map(\.text)
                if let index = places[rest] {
                    result[index].fields = Self.joined(result[index].fields, entry.fields, key)
                    result[index].candidates += entry.candidates
                } else {
                    places[rest] = result.count
                    result.append(entry)
                }
            }
        }
        return result
    }

    /// Whether an element is there already: several sockets of one family and type are one.
    private static func joins(_ entry: Entry, _ result: inout [Entry]) -> Bool {
        guard case .element(let list, _) = entry.place, list == "allow" || list == "deny", !entry.text.hasPrefix("{"),
            let index = result.firstIndex(where: {
                $0.table == entry.table && $0.place == entry.place && $0.text == entry.text
            })
        else { return false }
        result[index].candidates += entry.candidates
        return true
    }

    private static func joined(_ one: [PolicyField], _ other: [PolicyField], _ key: String) -> [PolicyField] {
        one.map { field in
            guard field.key == key, case .strings(let words) = field.value,
                case .strings(let more)? = other.first(where: { $0.key == key })?.value
            else { return field }
            return PolicyField(key, .strings((words + more).uniqued()))
        }
    }
}
