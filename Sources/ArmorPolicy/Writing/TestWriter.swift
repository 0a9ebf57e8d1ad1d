/// Writes a `[[test]]` of a policy.
struct TestWriter {
    private let test: PolicyTest

    init(_ test: PolicyTest) { self.test = test }

    /// The lines below its header.
    var lines: [String] {
        var fields: [PolicyField] = []
        if let name = test.name { fields.append(PolicyField("name", .string(name))) }
        if let profile = test.profile { fields.append(PolicyField("profile", .string(profile.value))) }
        var query = [PolicyField(test.query.rawValue, subjects)]
        if let owner = test.owner { query.append(PolicyField("owner", .boolean(owner))) }
        fields.append(PolicyField(test.expected.rawValue, .table(query)))
        return fields.map(\.text)
    }

    private var subjects: PolicyValue {
        let values = test.subjects.map(value)
        return values.count == 1 ? values[0] : .list(values)
    }

    private func value(_ subject: PolicyTest.Subject) -> PolicyValue {
        switch subject {
        case .text(let text): .string(text.value)
        case .fields(let words, _):
            .table(
                test.query.fields.compactMap { key in
                    words[key].map { PolicyField(key, $0.count == 1 ? .string($0[0]) : .strings($0)) }
                }
            )
        }
    }
}
