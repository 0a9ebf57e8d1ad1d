import ArmorGlob

/// Reads the plain forms of raw rules, so that a lint cannot be passed by writing its rule raw.
///
/// Not a parser of AppArmor's language: what it does not know stays raw, and lint C16 says that nobody looked.
package enum RawReading {
    /// The rule that a raw one is, or the raw one.
    package static func interpreted(_ rule: Rule) -> Rule {
        guard let raw = rule.value as? RawRule else { return rule }
        var words = raw.text.split(separator: " ").map(String.init)[...]
        var read = rule
        while let first = words.first {
            if first == "deny" {
                read.action = .deny
            } else if first.hasPrefix("priority="), let number = Int(first.dropFirst("priority=".count)) {
                read.priority = number
            } else if first != "audit" && first != "allow" {
                break
            }
            words = words.dropFirst()
        }
        guard let value = value(Array(words)) else { return rule }
        read.value = value
        return read
    }

    private static func value(_ words: [String]) -> (any RuleValue)? {
        guard let first = words.first else { return nil }
        let rest = Array(words.dropFirst())
        switch first {
        case "all": return rest.isEmpty ? AllRule() : nil
        case "capability": return capability(rest)
        case "network": return network(rest)
        case "change_profile": return changeProfile(rest)
        case "ptrace":
            return peer(rest).map { PtraceRule(access: accesses(rest, PtraceRule.Access.self), peer: $0.glob) }
        case "signal":
            guard !rest.contains(where: { $0.hasPrefix("set") }) else { return nil }
            return peer(rest).map {
                SignalRule(access: accesses(rest, SignalRule.Access.self), signals: [], peer: $0.glob)
            }
        case "mount" where rest.isEmpty, "umount" where rest.isEmpty, "pivot_root" where rest.isEmpty:
            return MountRule.Operation(rawValue: first).map(bare)
        default: return file(words)
        }
    }

    private static func capability(_ names: [String]) -> CapabilityRule? {
        // More than one name is more than one rule, which one value cannot hold.
        if names.isEmpty { return CapabilityRule(name: nil) }
        return names.count == 1 && CapabilityRule.all.contains(names[0]) ? CapabilityRule(name: names[0]) : nil
    }

    private static func network(_ words: [String]) -> NetworkRule? {
        guard words.count <= 2 else { return nil }
        let family = words.first.flatMap { NetworkRule.families.contains($0) ? $0 : nil }
        let type = words.last.flatMap(NetworkRule.SocketType.init(rawValue:))
        let isKnown = (family == nil ? 0 : 1) + (type == nil ? 0 : 1) >= words.count
        return isKnown ? NetworkRule(family: family, type: type) : nil
    }

    private static func changeProfile(_ words: [String]) -> ChangeProfileRule? {
        if words.isEmpty { return ChangeProfileRule(mode: nil, exec: nil, target: nil) }
        guard words.count == 2, words[0] == "->", let target = glob(words[1], .label) else { return nil }
        return ChangeProfileRule(mode: nil, exec: nil, target: target)
    }

    private static func bare(_ operation: MountRule.Operation) -> MountRule {
        MountRule(
            operation: operation,
            options: [],
            optionsIn: [],
            fstype: [],
            source: nil,
            target: nil,
            oldRoot: nil,
            profile: nil
        )
    }

    /// `file,`, `/path rw`, `owner rw /path`, `file /path rw`, with `ix` and `ux` among the letters.
    private static func file(_ words: [String]) -> FileRule? {
        var words = words
        let isOwner = words.first == "owner"
        if isOwner { words.removeFirst() }
        if words == ["file"] { return FileRule(.everything, [], owner: isOwner) }
        if words.first == "file" { words.removeFirst() }
        guard words.count == 2 else { return nil }
        let isPathFirst = words[0].hasPrefix("/") || words[0].hasPrefix("\"") || words[0].hasPrefix("@")
        let (path, letters) = isPathFirst ? (words[0], words[1]) : (words[1], words[0])
        guard let glob = glob(path, .path), !letters.isEmpty else { return nil }
        var permissions: FilePermissions = []
        var plain = letters
        let execute = ["pux", "PUx", "cux", "CUx", "ux", "Ux", "px", "Px", "cx", "Cx", "ix", "x"]
            .first { letters.hasSuffix($0) }
        if let execute { plain.removeLast(execute.count) }
        for letter in plain {
            guard let row = FilePermissions.table.first(where: { $0.letter == String(letter) }) else { return nil }
            permissions.insert(row.permission)
        }
        return FileRule(.path(glob), permissions, execute: execute.map(execution), owner: isOwner)
    }

    private static func execution(_ letters: String) -> FileRule.Execution {
        switch letters.lowercased() {
        case "x": .denied
        case "ux": .mode(ExecuteMode(.unconfined))
        case "pux": .mode(ExecuteMode(.profile, fallback: .unconfined))
        case "cux": .mode(ExecuteMode(.child, fallback: .unconfined))
        case "px": .mode(ExecuteMode(.profile))
        case "cx": .mode(ExecuteMode(.child))
        default: .mode(ExecuteMode(.inherit))
        }
    }

    /// The words of `(a, b)` or a bare word that are accesses; empty, as in the language, means all.
    private static func accesses<Word: RawRepresentable>(_ words: [String], _: Word.Type) -> [Word]
    where Word.RawValue == String {
        words.flatMap { $0.split { "(,) ".contains($0) } }.compactMap { Word(rawValue: String($0)) }
    }

    /// The label behind `peer=`; none outside if there is one that is no glob.
    private static func peer(_ words: [String]) -> (glob: Glob?, Void)? {
        guard let word = words.first(where: { $0.hasPrefix("peer=") }) else { return (nil, ()) }
        return glob(String(word.dropFirst("peer=".count)), .label).map { ($0, ()) }
    }

    private static func glob(_ text: String, _ kind: GlobKind) -> Glob? {
        let isQuoted = text.hasPrefix("\"") && text.hasSuffix("\"") && text.utf8.count > 1
        let plain = isQuoted ? String(text.dropFirst().dropLast()) : text
        return try? Glob.parse(plain, kind: kind, variables: VariableTable().lookup)
    }
}
