import ArmorGlob
import ArmorSource

extension RuleReader {
    /// `mount options=(…) options in (…) fstype=… source -> target,` and `remount options=(…) target,`
    func mount(
        _ operation: MountRule.Operation,
        _ clause: inout RuleClause,
        _ qualifiers: Qualifiers
    ) -> [any RuleValue]? {
        guard let conditions = mountConditions(&clause) else { return nil }
        let first = clause.value()
        var second: ProfileToken?
        if operation == .mount, clause.arrow() {
            second = clause.value()
            if second == nil { return rejected("a path follows \"->\"") }
        }
        guard clause.isEmpty else { return rejected("this rule has more words than a mount rule takes") }
        let source = operation == .mount ? first.flatMap { context.glob($0, .name) } : nil
        let place = operation == .mount ? second : first
        let target = place.flatMap { context.glob($0, .path) }
        guard (place == nil) == (target == nil), operation != .mount || (first == nil) == (source == nil),
            !conditions.isInexpressible, operation != .remount || conditions.fstype.isEmpty
        else { return nil }
        // A policy that allows changes of propagation names neither source nor type.
        if qualifiers.action == .allow, conditions.options.contains(where: \.propagates),
            source != nil || !conditions.fstype.isEmpty
        {
            return nil
        }
        return [
            MountRule(
                operation: operation,
                options: conditions.options,
                optionsIn: conditions.optionsIn,
                fstype: conditions.fstype,
                source: source,
                target: target,
                oldRoot: nil,
                profile: nil
            )
        ]
    }

    /// `umount target,`
    func umount(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard let conditions = mountConditions(&clause) else { return nil }
        let token = clause.value()
        guard clause.isEmpty else { return rejected("this rule has more words than \"umount\" takes") }
        let target = token.flatMap { context.glob($0, .path) }
        guard (token == nil) == (target == nil), conditions.isEmpty else { return nil }
        return [
            MountRule(
                operation: .umount,
                options: [],
                optionsIn: [],
                fstype: [],
                source: nil,
                target: target,
                oldRoot: nil,
                profile: nil
            )
        ]
    }

    /// `pivot_root oldroot=… newroot -> profile,`
    func pivotRoot(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard var conditions = clause.conditions() else { return rejected("a condition of this rule is repeated") }
        let old = conditions.glob("oldroot", .path)
        guard conditions.isDone else { return rejected("\"pivot_root\" has \"oldroot\" only") }
        let token = clause.value()
        var label: ProfileToken?
        if clause.arrow() {
            label = clause.value()
            if label == nil { return rejected("a profile follows \"->\"") }
        }
        guard clause.isEmpty else { return rejected("this rule has more words than \"pivot_root\" takes") }
        let new = token.flatMap { context.glob($0, .path) }
        let profile = label.flatMap(context.label)
        guard (token == nil) == (new == nil), (label == nil) == (profile == nil), !conditions.isInexpressible else {
            return nil
        }
        return [
            MountRule(
                operation: .pivotRoot,
                options: [],
                optionsIn: [],
                fstype: [],
                source: nil,
                target: new,
                oldRoot: old,
                profile: profile
            )
        ]
    }

    // MARK: Conditions

    /// The conditions before the paths of a mount rule.
    private struct MountConditions {
        var options: [MountOption] = []
        var optionsIn: [MountOption] = []
        var fstype: [Glob] = []
        /// Whether a policy has no words for one of them.
        var isInexpressible = false

        var isEmpty: Bool { options.isEmpty && optionsIn.isEmpty && fstype.isEmpty && !isInexpressible }
    }

    /// The conditions in front; `nil`, with an error, where apparmor_parser rejects one.
    private func mountConditions(_ clause: inout RuleClause) -> MountConditions? {
        var found = MountConditions()
        while true {
            if let key = clause.nextKeyword, Self.isMountKey(key), clause.isIn {
                clause.dropFirst()
                clause.dropFirst()
                guard case .list(let list) = clause.items.first else {
                    reject("\"\(key) in\" takes a list in parentheses")
                    return nil
                }
                clause.dropFirst()
                let tokens = list.compactMap(\.token)
                guard key.hasPrefix("option") else {
                    found.isInexpressible = true
                    continue
                }
                guard tokens.count == list.count, let words = options(tokens) else { return nil }
                if !found.optionsIn.isEmpty { found.isInexpressible = true }
                found.optionsIn = words
                continue
            }
            guard case .pair(let key, let value) = clause.items.first else { return found }
            clause.dropFirst()
            var one = RuleConditions(context)
            guard Self.isMountKey(key), one.add(key, value), let tokens = one.tokens(key), one.isDone else {
                reject("a mount rule has \"options\" and \"fstype\" only, each with a value")
                return nil
            }
            if key.hasPrefix("option") {
                guard let words = options(tokens) else { return nil }
                let all = Set(words).union(found.options)
                found.options = MountOption.allCases.filter(all.contains)
            } else {
                let globs = tokens.compactMap { context.glob($0, .name) }
                if !found.fstype.isEmpty || globs.count != tokens.count { found.isInexpressible = true }
                found.fstype = globs
            }
        }
    }

    private static func isMountKey(_ key: String) -> Bool {
        ["options", "option", "fstype", "vfstype"].contains(key)
    }

    /// Options in the order of the model; `nil`, with an error, if one is not known.
    private func options(_ tokens: [ProfileToken]) -> [MountOption]? {
        var known: Set<MountOption> = []
        for token in tokens {
            guard let option = MountOption(rawValue: context.text(token)) else {
                let near = nearest(to: context.text(token), in: MountOption.allCases.map(\.rawValue))
                reject("unknown mount option \(context.quoted(token))", help: near.map { "did you mean \"\($0)\"?" })
                return nil
            }
            known.insert(option)
        }
        guard !known.isEmpty else {
            reject("a list of mount options is empty")
            return nil
        }
        return MountOption.allCases.filter(known.contains)
    }
}
