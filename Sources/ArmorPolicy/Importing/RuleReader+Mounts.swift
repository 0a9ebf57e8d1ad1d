import ArmorGlob

extension RuleReader {
    /// `mount options=(…) options in (…) fstype=… source -> target,` and `remount options=(…) target,`
    func mount(
        _ operation: MountRule.Operation,
        _ clause: inout RuleClause,
        _ qualifiers: Qualifiers
    ) -> [any RuleValue]? {
        guard let conditions = MountConditions(&clause, context) else { return nil }
        var source: Glob?
        var target: Glob?
        if let token = clause.value() {
            let glob = context.glob(token, operation == .mount ? .name : .path)
            if glob == nil { return nil }
            if operation == .mount { source = glob } else { target = glob }
        }
        if operation == .mount, clause.arrow() {
            guard let token = clause.value(), let glob = context.glob(token, .path) else { return nil }
            target = glob
        }
        if operation == .remount, !conditions.fstype.isEmpty { return nil }
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
        let token = clause.value()
        let target = token.flatMap { context.glob($0, .path) }
        guard (token == nil) == (target == nil) else { return nil }
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
        guard var conditions = clause.conditions() else { return nil }
        let old = conditions.glob("oldroot", .path)
        let token = clause.value()
        let new = token.flatMap { context.glob($0, .path) }
        var profile: Glob?
        if clause.arrow() {
            guard let token = clause.value(), let glob = context.glob(token, .label) else { return nil }
            profile = glob
        }
        guard conditions.isDone, (token == nil) == (new == nil) else { return nil }
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
}

/// The conditions before the paths of a mount rule, each at most once.
private struct MountConditions {
    private(set) var options: [MountOption] = []
    private(set) var optionsIn: [MountOption] = []
    private(set) var fstype: [Glob] = []

    init?(_ clause: inout RuleClause, _ context: ImportContext) {
        var seen: Set<String> = []
        while true {
            if clause.nextKeyword == "options" || clause.nextKeyword == "option" {
                _ = clause.keyword()
                guard clause.keyword() == "in", seen.insert("in").inserted, let list = clause.list(),
                    let words = Self.options(list, context)
                else { return nil }
                optionsIn = words
                continue
            }
            guard case .pair(let key, let value) = clause.items.first else { return }
            var one = RuleConditions(context)
            guard one.add(key, value), let tokens = one.tokens(key), one.isDone else { return nil }
            clause.dropFirst()
            switch key {
            case "options", "option":
                guard seen.insert("options").inserted, let words = Self.options(tokens, context) else { return nil }
                options = words
            case "fstype", "vfstype":
                guard seen.insert("fstype").inserted else { return nil }
                fstype = tokens.compactMap { context.glob($0, .name) }
                guard fstype.count == tokens.count else { return nil }
            default: return nil
            }
        }
    }

    private static func options(_ list: [RuleClause.Item], _ context: ImportContext) -> [MountOption]? {
        let tokens = list.compactMap { if case .word(let token) = $0 { token } else { nil } }
        return tokens.count == list.count ? options(tokens, context) : nil
    }

    /// Options in the order of the model; none if one is not known.
    private static func options(_ tokens: [ProfileToken], _ context: ImportContext) -> [MountOption]? {
        let known = tokens.compactMap { MountOption(rawValue: context.text($0)) }
        guard known.count == tokens.count, !known.isEmpty else { return nil }
        let set = Set(known)
        return MountOption.allCases.filter(set.contains)
    }
}
