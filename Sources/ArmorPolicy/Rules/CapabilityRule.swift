import ArmorSystemCalls

/// `capability NAME,` — a Linux capability (capabilities(7)); without a name, all of them.
package struct CapabilityRule: RuleValue {
    /// Lower case, without `cap_`; none means every capability.
    package let name: String?

    package static let kind = RuleKind.capability

    package var text: String { RuleText.join(["capability", name]) }

    /// A capability that a kernel does not know cannot be used there, so leaving the rule out changes nothing.
    package var requirements: [Requirement] {
        guard let name, let newer = Self.newer[name] else { return [] }
        return [Requirement("capability \(name)", features: ["caps/mask/\(name)"], unmet: newer)]
    }

    package func covers(_ other: any RuleValue) -> Bool {
        guard let other = other as? CapabilityRule else { return false }
        return name == nil || name == other.name
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        [.element(list: action.rawValue, short: name ?? "all", [PolicyField("name", .string(name ?? "all"))])]
    }

    package static let about = "capabilities, as capabilities(7) names them, in lower case without `cap_`"

    private static let word = ValueSchema.word(all + ["all"])
    private static let keys = [KeySchema("name", word, "the capability", isRequired: true)]

    package static let schema = ValueSchema.allowDeny(word, keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.allowDeny(keys: keys) { form, action, range in
            switch form {
            case .text(let text): return one(text, reader.context, range)
            case .table(let table):
                let name = table.string("name")
                guard let name = table.required("name", name) else { return [] }
                return one(name.value, reader.context, name.range)
            }
        }
    }

    private static func one(_ word: String, _ context: ReadingContext, _ range: Range<Int>) -> [any RuleValue] {
        if word == "all" { return [CapabilityRule(name: nil)] }
        if all.contains(word) { return [CapabilityRule(name: word)] }
        let plain = word.lowercased()
        let stripped = plain.hasPrefix("cap_") ? String(plain.dropFirst(4)) : plain
        if all.contains(stripped) {
            context.error(
                "unknown-capability",
                "unknown capability \"\(word)\"",
                at: range,
                help: "write \"\(stripped)\": lower case, without \"cap_\""
            )
        } else {
            context.unknown("unknown-capability", "capability", word, among: all + ["all"], at: range)
        }
        return []
    }

    /// Capabilities that came with Linux 5.8 and 5.9.
    private static let newer: [String: Requirement.Unmet] = [
        "perfmon": .unmediated, "bpf": .unmediated, "checkpoint_restore": .unmediated,
    ]

    /// All that Linux has, in the order of their numbers.
    package static var all: [String] { CapabilityNames.all }
}
