import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorTOML

/// Says less in the place of a grant of another kind than files: only the words that were used.
struct WordNarrowing {
    /// What is to stand there; none where all that it names was used, or where fewer words do not say it.
    static func narrow(_ grant: Grant, _ uses: [Need]) -> Narrowing? {
        switch grant.kind {
        case .capability: capabilities(grant, uses)
        case .network: sockets(grant, uses)
        case .signal, .ptrace, .unix, .ioUring: table(grant, uses)
        default: nil
        }
    }

    // MARK: Elements

    private static func capabilities(_ grant: Grant, _ uses: [Need]) -> Narrowing? {
        guard grant.rules.contains(where: { ($0.value as? CapabilityRule)?.name == nil }) else { return nil }
        let numbers = uses.compactMap { if case .capability(let number) = $0.access { number } else { nil } }
        let names = Set(numbers).sorted().filter(CapabilityRule.all.indices.contains).map { CapabilityRule.all[$0] }
        guard !names.isEmpty, case .string = grant.value.kind else { return nil }
        return replacement(names)
    }

    /// A family and a type where less was said.
    private static func sockets(_ grant: Grant, _ uses: [Need]) -> Narrowing? {
        guard case .string = grant.value.kind else { return nil }
        var words: [String] = []
        for use in uses {
            guard case .network(let family, let type, _, _) = use.access,
                let family = NetworkRule.families.first(where: { Numbers.family($0) == family }),
                let type = NetworkRule.SocketType.allCases.first(where: { Numbers.socketType($0) == type })
            else { return nil }
            words.append("\(family) \(type.rawValue)")
        }
        let used = Set(words)
        let isSaid = grant.rules.allSatisfy { rule in
            guard let rule = rule.value as? NetworkRule, let family = rule.family else { return false }
            // A protocol says the type.
            guard let type = rule.type else { return rule.transport != nil }
            return used.contains("\(family) \(type.rawValue)")
        }
        return isSaid || used.isEmpty ? nil : replacement(used.sorted())
    }

    private static func replacement(_ words: [String]) -> Narrowing {
        let texts = words.map(tomlQuoted)
        return Narrowing(texts: texts, kind: .replace(with: texts, comments: []))
    }

    // MARK: Tables

    /// The words of `access` and `set` that were used.
    private static func table(_ grant: Grant, _ uses: [Need]) -> Narrowing? {
        guard case .table(let table) = grant.value.kind else { return nil }
        var texts: [String] = []
        var values: [String: String] = [:]
        for key in ["access", "set"] {
            guard let entry = table[key], case .array(let items) = entry.value.kind else { continue }
            let words = items.compactMap { if case .string(let word) = $0.kind { word } else { nil } }
            let used = words.filter { word in uses.contains { isUse($0.access, of: word, key) } }
            guard used.count < words.count, !used.isEmpty else { continue }
            texts.append(PolicyField(key, .strings(used)).text)
            values[key] = PolicyValue.strings(used).text
        }
        return values.isEmpty ? nil : Narrowing(texts: texts, kind: .set(values, comments: []))
    }

    private static func isUse(_ access: Access, of word: String, _ key: String) -> Bool {
        switch access {
        case .signal(let number, _, let permission):
            key == "set"
                ? Numbers.signal(word) == number
                : PermissionWords.signal.permission(word).map(permission.contains) ?? false
        case .ptrace(_, let permission): PermissionWords.ptrace.permission(word).map(permission.contains) ?? false
        case .unix(_, _, _, _, let permission), .network(_, _, _, let permission):
            PermissionWords.socket.permission(word).map(permission.contains) ?? false
        case .sqpoll: word == "sqpoll"
        case .overrideCredentials: word == "override_creds"
        default: false
        }
    }
}
