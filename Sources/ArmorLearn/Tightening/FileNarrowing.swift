import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTOML

/// Says less in the place of a grant of files: the names that were used, or a glob of theirs within the old one, each with
/// what was done to it.
struct FileNarrowing {
    let variables: VariableTable
    /// The words of all rules of files in the policy's own text, so that nothing comes to stand twice.
    var existing: Set<String>
    /// Whether names stay names.
    var isLiteral = false

    /// More names and globs than these take an element's place in no case.
    static let most = 60

    /// What is done to a path: the permissions of a rule, and whether it is executed.
    struct Doing: Hashable {
        var permissions: FilePermissions = []
        var executes = false
    }

    enum Result {
        case same
        case covered
        case tooMany(Int)
        case less(Narrowing, rules: [String])
    }

    /// - Parameter wants: what was done, by path, that no other rule allows.
    func narrow(_ grant: Grant, _ wants: [[UInt8]: Doing]) -> Result {
        guard !grant.globs.isEmpty, let rule = grant.files.first else { return .same }
        let isWide = grant.globs.contains { !$0.isLiteral }
        let declared = Doing(permissions: rule.permissions, executes: rule.execute != nil)
        // A name is not taken away because others allow it as well.
        if wants.isEmpty { return isWide ? .covered : .same }
        if !isWide, wants.values.allSatisfy({ $0 == declared }) { return .same }
        let made = elements(grant, wants)
        guard made.count <= Self.most else { return .tooMany(wants.count) }
        if made.allSatisfy({ $0.doing == declared }), isSame(grant.globs, made.map(\.glob)) { return .same }
        var seen = existing.subtracting(grant.rules.map(\.text))
        var texts: [String] = []
        var rules: [String] = []
        for element in made {
            let value = FileRule(
                .path(element.glob),
                element.doing.permissions,
                execute: element.doing.executes ? rule.execute : nil,
                owner: rule.owner
            )
            var narrowed = grant.rules[0]
            narrowed.value = value
            guard seen.insert(narrowed.text).inserted else { continue }
            texts.append(text(grant, element.glob, element.doing))
            rules.append(narrowed.text)
        }
        if texts.isEmpty { return .covered }
        return .less(Narrowing(texts: texts, kind: .replace(with: texts, comments: [])), rules: rules)
    }

    // MARK: Globs

    private func elements(_ grant: Grant, _ wants: [[UInt8]: Doing]) -> [(glob: Glob, doing: Doing)] {
        let paths = wants.keys.sorted { $0.lexicographicallyPrecedes($1) }
        var order: [Doing] = []
        var byDoing: [Doing: [[UInt8]]] = [:]
        for path in paths {
            guard let doing = wants[path] else { continue }
            if byDoing[doing] == nil { order.append(doing) }
            byDoing[doing, default: []].append(path)
        }
        return order.flatMap { doing -> [(glob: Glob, doing: Doing)] in
            let paths = byDoing[doing] ?? []
            let groups = PathGeneraliser(variables: variables).groups(
                paths,
                for: doing.executes || isLiteral ? .execution : .reading
            )
            return groups.flatMap { group -> [(glob: Glob, doing: Doing)] in
                if case .covered = covered(group.glob, by: grant.globs) { return [(group.glob, doing)] }
                // The glob would grant what the policy does not: the names themselves do not.
                return group.members.compactMap { try? Glob.literal(paths[$0]) }.map { ($0, doing) }
            }
        }
    }

    private func isSame(_ old: [Glob], _ new: [Glob]) -> Bool {
        old.allSatisfy { glob in
            switch covered(glob, by: new) {
            case .covered, .empty, .undecided: true
            case .notCovered: false
            }
        }
    }

    // MARK: Text

    /// Keys that say the path, or what is done to it.
    private static let replaced: Set = ["path", "bytes", "literal", "except", "access"]

    /// An element of the same list with another path and other words.
    private func text(_ grant: Grant, _ glob: Glob, _ doing: Doing) -> String {
        let maker = FieldMaker(PatternText(variables: variables))
        var fields = [PolicyField("path", .string(maker.text(glob))).text]
        if grant.list == "allow" {
            let words = doing.permissions.words + (doing.executes ? ["execute"] : [])
            fields.append(PolicyField("access", .strings(words)).text)
        }
        if case .table(let table) = grant.value.kind {
            for entry in table.entries where !Self.replaced.contains(entry.key) {
                let value = String(decoding: grant.place.source.bytes[entry.value.range], as: UTF8.self)
                fields.append("\(tomlKey(entry.key)) = \(value)")
            }
        }
        return fields.count == 1 ? tomlQuoted(maker.text(glob)) : "{ \(fields.joined(separator: ", ")) }"
    }
}
