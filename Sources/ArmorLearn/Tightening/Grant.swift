import ArmorGlob
package import ArmorPolicy
package import ArmorSource
import ArmorTOML

/// One element of a list, or one table such as `[[signals]]`, of the policy's own text: what an edit can take away.
package struct Grant: Sendable {
    /// The child or hat that it is in; none for the profile itself.
    package let child: String?
    /// The rules that it stands for: one but for a few shorthands and for `except`.
    package let rules: [Rule]
    package let place: Place
    /// The list that it is in, such as `read`; none for a table of its own.
    package let list: String?
    /// Its value in the text.
    let value: TOMLValue

    package var kind: RuleKind { rules.first.map { type(of: $0.value).kind } ?? .raw }

    /// As the policy says it, on one line.
    package var text: String {
        guard let list else { return rules.map(\.text).joined(separator: " ") }
        return "\(list) \(String(decoding: place.source.bytes[place.range], as: UTF8.self))"
    }

    /// The rules for files by path.
    var files: [FileRule] { rules.compactMap { $0.value as? FileRule } }

    /// The globs of its paths.
    var globs: [Glob] { files.compactMap(\.path) }

    /// Whether its globs name nothing that another's do not.
    func isWithin(_ other: Grant) -> Bool {
        globs.allSatisfy { glob in
            guard let name = glob.literalBytes else {
                if case .covered = covered(glob, by: other.globs) { return true }
                return false
            }
            return other.globs.contains { $0.matches(name) }
        }
    }

    /// The names that lead to the table that it is in.
    var table: [String] { (child.map { ["children", $0] } ?? []) + [kind.table] }
}

/// Finds what a policy's own text grants.
struct GrantFinder {
    /// In the order of the text; limits take away and are none, denies neither.
    static func grants(_ policy: Policy, _ source: SourceFile) -> [Grant] {
        var values: [ByteRange: (value: TOMLValue, list: String?)] = [:]
        collect(TOMLDocument.parse(source).root, &values)
        let bodies = [(nil, policy.main)] + policy.main.children.map { ($0.name.value as String?, $0.body) }
        let grants = bodies.flatMap { child, body -> [Grant] in
            var order: [ByteRange] = []
            var rules: [ByteRange: [Rule]] = [:]
            for rule in body.rules where rule.isEditable {
                guard let range = rule.origin?.place.range, values[range] != nil else { continue }
                if rules[range] == nil { order.append(range) }
                rules[range, default: []].append(rule)
            }
            return order.compactMap { range in
                guard let found = values[range], let rules = rules[range] else { return nil }
                let place = Place(source, range)
                return Grant(child: child, rules: rules, place: place, list: found.list, value: found.value)
            }
        }
        return grants.sorted { $0.place.range.lowerBound < $1.place.range.lowerBound }
    }

    /// The elements of all arrays that tables have, by their ranges.
    private static func collect(_ table: TOMLTable, _ values: inout [ByteRange: (value: TOMLValue, list: String?)]) {
        for entry in table.entries {
            switch entry.value.kind {
            case .table(let inner): collect(inner, &values)
            case .array(let items):
                for item in items {
                    if case .table(let inner) = item.kind, !inner.isInline {
                        values[item.range] = (item, nil)
                    } else {
                        values[item.range] = (item, entry.key)
                    }
                }
            // A key that is a grant by itself: `all` of [profile].
            case .boolean: values[entry.keyRange] = (entry.value, nil)
            default: break
            }
        }
    }
}

extension Rule {
    /// Whether the policy's own text has it as a grant.
    fileprivate var isEditable: Bool {
        action == .allow && origin?.layer.depth == 0 && !(value is ResourceLimitRule)
    }
}
