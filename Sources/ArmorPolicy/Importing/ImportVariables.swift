import ArmorGlob
import ArmorSource

/// The variables of a profile while it is read: its own, those that every policy has, and those that includes define.
///
/// Definitions keep the variables that their values name, as apparmor_parser multiplies them out itself.
struct ImportVariables {
    /// The profile's own definitions, by the name that the policy gives them.
    private var table = VariableTable()
    /// The policy's name for a variable that a policy cannot define under its own.
    private var renamed: [String: String] = [:]
    /// Variables that the profile defines as every policy has them.
    private var common: Set<String> = []
    /// The values of the profile's own booleans.
    private var booleans: [String: Bool] = [:]
    /// Bytes that each variable adds to a glob.
    private var sizes: [String: Int] = [:]
    /// Whether an include before the profile may define more variables than are seen here.
    var mayHaveMore = false
    /// Whether AppArmor's own tunables are included, which define the variables that every policy has.
    var hasCommonTunables = false

    /// The values of a variable; `nil` where they are not known.
    func lookup(_ name: String) -> [String]? { table.lookup(name) }

    /// Variables that the parser defines by itself.
    private static let automatic: Set<String> = [VariableTable.profileName, "exec_path", "attach_path"]

    /// Whether a variable is defined, as far as that can be told: `nil` where an include may define it.
    func isDefined(_ name: String) -> Bool? {
        if name.hasPrefix("$") { return booleans[name] != nil ? true : mayHaveMore ? nil : false }
        if table.own[renamed[name] ?? name] != nil || common.contains(name) || Self.automatic.contains(name) {
            return true
        }
        if VariableTable.builtIn[name] != nil, hasCommonTunables { return true }
        return mayHaveMore ? nil : false
    }

    /// The value of a boolean of the profile's own.
    func boolean(_ name: String) -> Bool? { booleans[name] }

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

    /// A text with the policy's names for the variables in it.
    func renaming(_ text: [UInt8]) -> [UInt8] {
        guard !renamed.isEmpty, text.contains(ProfileByte.at) else { return text }
        var result: [UInt8] = []
        var rest = text[...]
        while let at = rest.firstIndex(of: ProfileByte.at) {
            result += rest[...at]
            rest = rest[(at + 1)...]
            guard rest.first == ProfileByte.openBrace, let end = rest.firstIndex(of: ProfileByte.closeBrace) else {
                continue
            }
            let name = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
            guard let other = renamed[name] else { continue }
            result += Array("{\(other)}".utf8)
            rest = rest[(end + 1)...]
        }
        return result + rest
    }

    /// The definitions that a policy has in `[variables]`.
    func definitions() -> VariableTable { table }

    // MARK: Definitions

    /// Takes the definitions before a profile.
    ///
    /// - Returns: those that a policy passes on in AppArmor's own words, in their order.
    mutating func define(_ assignments: [ProfileAssignment], _ context: ImportContext) -> [Located<String>] {
        var kept: [Located<String>] = []
        for assignment in assignments where !assignment.isBoolean && assignment.operation == .set {
            rename(assignment, context)
        }
        for assignment in assignments {
            if assignment.isBoolean {
                kept += boolean(assignment, context)
            } else {
                kept += values(assignment, context)
            }
        }
        check(context)
        return kept
    }

    private mutating func boolean(_ assignment: ProfileAssignment, _ context: ImportContext) -> [Located<String>] {
        let word = assignment.values.first.map(context.text)
        guard assignment.operation == .set, assignment.values.count == 1, let value = Self.words[word ?? ""] else {
            context.error("\(assignment.name) takes \"= true\" or \"= false\"", at: assignment.range)
            return []
        }
        guard booleans.updateValue(value, forKey: assignment.name) == nil else {
            context.error("\(assignment.name) is already defined", at: assignment.range)
            return []
        }
        return [context.located("\(assignment.name) = \(value)", assignment.range)]
    }

    private static let words = ["true": true, "TRUE": true, "false": false, "FALSE": false]

    private mutating func values(_ assignment: ProfileAssignment, _ context: ImportContext) -> [Located<String>] {
        let name = assignment.name
        let texts = assignment.values.compactMap { ProfileEscapes.text(context.source.bytes[$0.inside]) }
        guard Self.isName(name), texts.count == assignment.values.count, !texts.isEmpty else {
            let problem = texts.isEmpty ? "@{\(name)} has no value" : "@{\(name)} cannot be defined like this"
            context.error(problem, at: assignment.range)
            return []
        }
        let isKnown = isDefined(name)
        switch assignment.operation {
        case .set:
            if isKnown == true, table.own[name] != nil || !Self.automatic.contains(name) {
                context.error("@{\(name)} is already defined", at: assignment.range)
                return []
            }
        case .add:
            if isKnown == false {
                context.error("@{\(name)} is not defined before more values are added to it", at: assignment.range)
                return []
            }
            if table.own[renamed[name] ?? name] == nil { return [statement(assignment, texts, context)] }
        case .setIfUndefined, .replace: return [statement(assignment, texts, context)]
        }
        return define(name, texts, assignment, context)
    }

    private mutating func define(
        _ name: String,
        _ texts: [String],
        _ assignment: ProfileAssignment,
        _ context: ImportContext
    ) -> [Located<String>] {
        if VariableTable.builtIn[name] != nil, renamed[name] == nil {
            common.insert(name)
            return []
        }
        let name = renamed[name] ?? name
        let values = texts.map { String(decoding: renaming(Array($0.utf8)), as: UTF8.self) }
        guard values.allSatisfy({ $0.isEmpty || isPattern($0) }) else {
            // A policy cannot read the values, but can pass them on.
            mayHaveMore = true
            return [statement(assignment, texts, context)]
        }
        let origin = context.origin(assignment.range, comments: assignment.comments)
        table.define(VariableTable.Definition(name: name, values: values, origin: origin))
        sizes[name] = size(of: name, depth: 0)
        return []
    }

    /// Gives a variable another name in the policy where its own is that of a variable which every policy has.
    private mutating func rename(_ assignment: ProfileAssignment, _ context: ImportContext) {
        let name = assignment.name
        guard let known = VariableTable.builtIn[name], !hasCommonTunables, renamed[name] == nil else { return }
        let texts = assignment.values.map(context.text)
        guard known.sorted() != texts.sorted() else { return }
        renamed[name] = "own_\(name)"
        let message = "@{\(name)} is called @{own_\(name)} in the policy, where @{\(name)} has AppArmor's own values"
        context.report(.note, "import-variable", message, at: assignment.range)
    }

    private func isPattern(_ text: String) -> Bool {
        (try? Glob.parse(text, kind: .name, variables: { _ in ["x"] })) != nil
    }

    /// How long the values of a variable are together, those of other variables in them included.
    private func size(of name: String, depth: Int) -> Int {
        guard depth < GlobLimits.variableDepth else { return 256 }
        let values = table.own[name]?.flatMap(\.values) ?? VariableTable.builtIn[name] ?? []
        return values.reduce(0) { sum, value in
            VariableTable.names(in: value).reduce(sum + value.utf8.count) {
                min($0 + (sizes[$1] ?? size(of: $1, depth: depth + 1)), 1 << 24)
            }
        }
    }

    /// The statement as a policy passes it on.
    private func statement(
        _ assignment: ProfileAssignment,
        _ texts: [String],
        _ context: ImportContext
    ) -> Located<String> {
        let values = assignment.values.map { token in
            let text = String(decoding: context.slice(token.range), as: UTF8.self)
            return text.contains { $0.isNewline } ? "" : text
        }
        let line = "@{\(assignment.name)} \(assignment.operation.rawValue) \(values.joined(separator: " "))"
        if let problem = PreambleStatement.problem(line) { context.error(problem, at: assignment.range) }
        return context.located(line, assignment.range)
    }

    /// Reports what no parser resolves: variables that nothing defines, and those defined by themselves.
    private func check(_ context: ImportContext) {
        for definition in table.own.values.joined().sorted(by: { $0.name < $1.name }) {
            let range = definition.origin.place.range
            for name in definition.values.flatMap(VariableTable.names).uniqued() {
                if isDefined(name) == false {
                    context.undefined(name, at: range)
                } else if table.reaches(definition.name, from: name) {
                    context.error("@{\(definition.name)} is defined by itself", at: range)
                }
            }
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, ProfileByte.isLetter(first), text.utf8.count <= 90 else { return false }
        return text != VariableTable.profileName
            && text.utf8.allSatisfy { ProfileByte.isKeyword($0) && $0 != UInt8(ascii: ".") }
    }
}
