import ArmorGlob
import ArmorPolicy

/// Makes few globs of many paths, each no wider than a bound: one component that differs, in one folder, and never a glob
/// for a program that is executed.
struct PathGeneraliser {
    let variables: VariableTable

    /// Several paths that one glob names, or one path.
    struct Group: Sendable {
        var glob: Glob
        /// What the samples have in common; none for a literal, and for what AppArmor's own words say.
        var nameClass: NameClass?
        /// The numbers of the paths.
        var members: [Int]
    }

    /// What is done with files, by how far a glob for it may go.
    enum Use: Sendable {
        /// Programs are named, each by itself.
        case execution
        case reading
        /// In folders of programs and settings only the generations of Kubernetes' volumes become globs.
        case writing
    }

    /// The groups, each path in one; what no glob can be made of is left out.
    func groups(_ paths: [[UInt8]], for use: Use) -> [Group] {
        guard use != .execution else {
            return paths.enumerated().compactMap { index, path in
                (try? Glob.literal(path)).map { Group(glob: $0, nameClass: nil, members: [index]) }
            }
        }
        var byTemplate: [PathTemplate: [Int]] = [:]
        var order: [PathTemplate] = []
        for (index, path) in paths.enumerated() {
            let template = PathTemplate(path, writes: use == .writing)
            if byTemplate[template] == nil { order.append(template) }
            byTemplate[template, default: []].append(index)
        }
        let isFixed: (PathTemplate) -> Bool = { template in
            guard use == .writing, case .literal(let top)? = template.components.first else { return false }
            return NamePlace.holdsProgramsOrSettings(String(decoding: top, as: UTF8.self))
        }
        var groups: [Group] = []
        let made = SlotCover(widened(order.filter { !isFixed($0) })).joined
        for (template, nameClass, merged) in made + order.filter(isFixed).map({ ($0, nil, [$0]) }) {
            let members = merged.flatMap { byTemplate[$0] ?? [] }.sorted()
            if let glob = template.glob(variables) {
                groups.append(Group(glob: glob, nameClass: nameClass, members: members))
            } else {
                groups += members.compactMap { index in
                    (try? Glob.literal(paths[index])).map { Group(glob: $0, nameClass: nil, members: [index]) }
                }
            }
        }
        return groups.sorted { ($0.members.first ?? 0) < ($1.members.first ?? 0) }
    }

    /// A place in paths at which names differ and nowhere else.
    struct Slot: Hashable {
        let others: [PathTemplate.Component]
        let index: Int
        let isFolder: Bool

        /// The place of one component of a template.
        init(_ template: PathTemplate, _ index: Int) {
            var others = template.components
            others.remove(at: index)
            (self.others, self.index, isFolder) = (others, index, template.isFolder)
        }

        /// The names of the folders above the place; a name that varies is empty.
        private var folder: [String] {
            others.prefix(index).map { component in
                if case .literal(let name) = component { String(decoding: name, as: UTF8.self) } else { "" }
            }
        }

        /// Whether a pattern at this place matches names of keys or credentials. Folders for temporary files hold none.
        fileprivate func mayNameSecret(_ pattern: NamePattern) -> Bool {
            guard !isTemporary,
                let glob = try? Glob.parse("/" + pattern.text, kind: .path, variables: { _ in nil })
            else { return false }
            return SecretFile.sampleNames.contains { glob.matches(Array("/\($0)".utf8)) }
        }

        /// Whether it is right in a folder for temporary files.
        fileprivate var isTemporary: Bool { NamePlace(folder + [""], index).isTemporary }
    }

    /// Each template, alone or with those that differ from it in one name; the last components are looked at first, because
    /// names in one folder are more alike than folders.
    private func widened(_ templates: [PathTemplate]) -> [(PathTemplate, NameClass?, [PathTemplate])] {
        var left = Set(templates)
        var result: [(PathTemplate, NameClass?, [PathTemplate])] = []
        let deepest = templates.map(\.components.count).max() ?? 0
        for distance in 1...max(1, deepest) {
            for (slot, members) in slots(templates.filter(left.contains), distance) {
                for (pattern, merged) in patterns(members, slot) {
                    var template = merged[0]
                    template.components[slot.index] = .pattern(pattern.text)
                    result.append((template, pattern.nameClass, merged))
                    left.subtract(merged)
                }
            }
        }
        return result + templates.filter(left.contains).map { ($0, nil, [$0]) }
    }

    /// Templates without a pattern, by what they have in common if the component so far from the end is left out.
    private func slots(_ templates: [PathTemplate], _ distance: Int) -> [(Slot, [PathTemplate])] {
        var order: [Slot] = []
        var bySlot: [Slot: [PathTemplate]] = [:]
        for template in templates where template.components.count > distance {
            let index = template.components.count - distance
            // The first component is a folder of the root: none stands for another.
            guard index >= 1, template.isLiteral, case .literal = template.components[index] else { continue }
            let slot = Slot(template, index)
            if bySlot[slot] == nil { order.append(slot) }
            bySlot[slot, default: []].append(template)
        }
        return order.compactMap { slot in bySlot[slot].flatMap { $0.count > 1 ? (slot, $0) : nil } }
    }

    /// What the names of one slot come from: all of them, or those with the same stem and end.
    private func patterns(_ members: [PathTemplate], _ slot: Slot) -> [(NamePattern, [PathTemplate])] {
        func name(_ template: PathTemplate) -> [UInt8] {
            if case .literal(let name) = template.components[slot.index] { name } else { [] }
        }
        let mayHaveSiblings = Self.mayHaveSiblings(slot)
        func infer(_ group: [PathTemplate], _ allowsSiblings: Bool) -> NamePattern? {
            let pattern = NamePattern.infer(group.map(name), allowsSiblings: allowsSiblings && mayHaveSiblings)
            guard let pattern, Self.isNarrow(pattern, slot), !slot.mayNameSecret(pattern) else { return nil }
            return pattern
        }
        var found: [(NamePattern, [PathTemplate])] = []
        for cluster in TemporaryName.clusters(members.map(name), inTemporaryFolder: slot.isTemporary)
        where Self.isNarrow(cluster.pattern, slot) && !slot.mayNameSecret(cluster.pattern) {
            found.append((cluster.pattern, cluster.members.map { members[$0] }))
        }
        let clustered = Set(found.flatMap(\.1))
        var rest = members.filter { !clustered.contains($0) }
        if rest.count > 1, let pattern = infer(rest, false) { return found + [(pattern, rest)] }
        for stem in [Stem.beforeDigit, .extensionAndLength] {
            var byStem: [[UInt8]: [PathTemplate]] = [:]
            for member in rest { byStem[stem.key(name(member)), default: []].append(member) }
            for (_, group) in byStem.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) where group.count > 1 {
                guard let pattern = infer(group, false) else { continue }
                found.append((pattern, group))
                let taken = Set(group)
                rest.removeAll(where: taken.contains)
            }
        }
        if let pattern = infer(rest, true) { found.append((pattern, rest)) }
        return found
    }

    /// By what names are put together that may be of one class.
    private enum Stem {
        /// `worker-` of `worker-17.log`, and what is behind the number.
        case beforeDigit
        /// Names of one length with one ending: `.tmp` of `aX81kq.tmp`.
        case extensionAndLength

        func key(_ name: [UInt8]) -> [UInt8] {
            switch self {
            case .beforeDigit:
                let head = name.prefix { !Bytes.digits.contains($0) }
                let tail = name.reversed().prefix { !Bytes.digits.contains($0) }
                return head.count == name.count ? [0] + name : Array(head) + [0] + tail.reversed()
            case .extensionAndLength:
                let point = name.lastIndex(of: UInt8(ascii: ".")) ?? name.endIndex
                let stem = name.prefix { $0 != Bytes.dash && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: ".") }
                let head = stem.count < point ? Array(stem) : []
                return Array("\(name.count)".utf8) + [0] + head + [0] + name[point...]
            }
        }
    }

    // MARK: Bounds

    /// Folders of the system in which no number of names stands for all.
    static let system: Set<String> = ["proc", "sys", "dev"]
    /// Folders whose own names are each somebody else's.
    static let shared: Set<String> = [
        "etc", "usr", "bin", "sbin", "lib", "lib64", "boot", "root", "home", "run",
    ]

    private static func mayHaveSiblings(_ slot: Slot) -> Bool {
        guard case .literal(let bytes)? = slot.others.first else { return false }
        let top = String(decoding: bytes, as: UTF8.self)
        if system.contains(top) { return false }
        return slot.index > 1 || !shared.contains(top)
    }

    /// Whether it says more than its folder where a folder of the system is concerned.
    private static func isNarrow(_ pattern: NamePattern, _ slot: Slot) -> Bool {
        guard slot.index == 1, case .literal(let bytes)? = slot.others.first else { return true }
        let top = String(decoding: bytes, as: UTF8.self)
        return !(system.union(shared).contains(top)) || !pattern.prefix.isEmpty
    }
}
