import ArmorGlob
import ArmorSource

/// The variables of a profile while it is read: its own, and those that every policy has.
struct ImportVariables {
    /// The values by name; none of them names a variable, so that replacing one is one step.
    private var values: [String: [String]] = [:]
    /// Names whose values a policy cannot define: rules that use them are written with the values in their place.
    private(set) var foreign: Set<String> = []
    /// Bytes that each variable adds to a glob.
    private var sizes: [String: Int] = [:]
    private var origins: [String: Origin] = [:]

    func lookup(_ name: String) -> [String]? {
        if let own = values[name] { return own }
        if name == VariableTable.profileName { return [name] }
        return VariableTable.builtIn[name]
    }

    /// How much longer a glob's text becomes when the variables in it are replaced.
    func expansion(of text: [UInt8]) -> Int {
        guard text.contains(ProfileByte.at) else { return 0 }
        return text.split(separator: ProfileByte.at).reduce(0) { sum, part in
            guard part.first == ProfileByte.openBrace else { return sum }
            let name = part.dropFirst().prefix { $0 != ProfileByte.closeBrace }
            // The largest of the variables that every policy has is 231 bytes long.
            return sum + (sizes[String(decoding: name, as: UTF8.self)] ?? 256)
        }
    }

    /// Takes the definitions of a preamble. Those that use others may stand before them, so that all are known first.
    mutating func define(_ assignments: [ProfileAssignment], _ context: ImportContext) {
        var texts: [String: [String]] = [:]
        for assignment in assignments {
            let new = assignment.values.compactMap { ProfileEscapes.text(context.source.bytes[$0.inside]) }
            guard values[assignment.name] == nil, Self.isName(assignment.name), new.count == assignment.values.count,
                !new.isEmpty
            else {
                context.leaveOut("a variable", at: assignment.range)
                continue
            }
            // `+=` without a `=` before it adds to what the tunables say.
            texts[assignment.name, default: assignment.adds ? VariableTable.builtIn[assignment.name] ?? [] : []] += new
            origins[assignment.name] =
                origins[assignment.name] ?? context.origin(assignment.range, comments: assignment.comments)
        }
        var pending: Set<String> = []
        for name in texts.keys.sorted() where values[name] == nil {
            settle(name, texts, &pending, context)
        }
    }

    /// Settles one variable and, before it, those that its values name.
    private mutating func settle(
        _ name: String,
        _ texts: [String: [String]],
        _ pending: inout Set<String>,
        _ context: ImportContext
    ) {
        guard let list = texts[name], values[name] == nil, !pending.contains(name) else { return }
        let range = origins[name]?.place.range ?? 0..<0
        guard pending.count < GlobLimits.variableDepth else {
            return context.leaveOut("@{\(name)}, defined through too many others,", at: range)
        }
        pending.insert(name)
        defer { pending.remove(name) }
        for text in list {
            for inner in Self.names(in: text) { settle(inner, texts, &pending, context) }
        }
        guard let plain = plain(list, at: range, context) else {
            return context.leaveOut("@{\(name)}, whose values cannot be read,", at: range)
        }
        if let known = VariableTable.builtIn[name] {
            if Set(plain) == Set(known.compactMap { Self.plain($0) { VariableTable.builtIn[$0] } }) { return }
            foreign.insert(name)
        }
        values[name] = plain
        sizes[name] = plain.reduce(0) { $0 + $1.utf8.count }
        if plain.contains("") { foreign.insert(name) }
        guard foreign.contains(name) else { return }
        let message = "a policy cannot define @{\(name)} like this: its values stand in its place"
        context.report(.note, "import-variable", message, at: range)
    }

    /// The definitions that a policy can have.
    func table() -> VariableTable {
        var table = VariableTable()
        for (name, list) in values.sorted(by: { $0.key < $1.key }) where !foreign.contains(name) {
            guard let origin = origins[name] else { continue }
            table.define(VariableTable.Definition(name: name, values: list, origin: origin))
        }
        return table
    }

    /// Values as globs without variables; none if one cannot be read.
    private func plain(_ list: [String], at range: ByteRange, _ context: ImportContext) -> [String]? {
        var result: [String] = []
        for text in list {
            guard context.charge(text.utf8.count + expansion(of: Array(text.utf8)), at: range) else { return nil }
            let glob = text.isEmpty ? "" : Self.plain(text, lookup)
            guard let glob else { return nil }
            result.append(glob)
        }
        return result
    }

    /// A value without variables. Most are of paths, in which a slash of another variable's end and one behind it are one.
    private static func plain(_ text: String, _ lookup: (String) -> [String]?) -> String? {
        let isPath = text.hasPrefix("/") || text.hasPrefix("@{")
        for kind in isPath ? [GlobKind.path, .name] : [.name] {
            if let glob = try? Glob.parse(text, kind: kind, variables: lookup).expandedVariables { return glob.text }
        }
        return nil
    }

    /// The variables that a text names.
    static func names(in text: String) -> [String] {
        guard text.utf8.contains(ProfileByte.at) else { return [] }
        return text.split(separator: "@").compactMap { part in
            part.first == "{" ? String(part.dropFirst().prefix { $0 != "}" }) : nil
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, ProfileByte.isLetter(first), text.utf8.count <= 100 else { return false }
        return text != VariableTable.profileName
            && text.utf8.allSatisfy { ProfileByte.isKeyword($0) && $0 != UInt8(ascii: ".") }
    }
}
