import ArmorGlob

extension RuleReader {
    /// `all,`
    func all(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        qualifiers.isPlain ? [AllRule()] : nil
    }

    /// `capability chown setuid,`: each name is a rule.
    func capability(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        if clause.isEmpty { return [CapabilityRule(name: nil)] }
        var names: [String] = []
        while let name = clause.keyword() {
            guard CapabilityRule.all.contains(name) else { return nil }
            names.append(name)
        }
        return names.uniqued().map { CapabilityRule(name: $0) }
    }

    /// `userns,` and `userns create,`
    func userns(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        if clause.nextKeyword == "create" { _ = clause.keyword() }
        return [UsernsRule()]
    }

    /// `set rlimit nofile <= 1024,`, also with a blank before the unit.
    func resourceLimit(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard qualifiers.isPlain, !qualifiers.saysAction, clause.keyword() == "rlimit",
            let resource = clause.keyword(), clause.atMost(), let number = clause.keyword()
        else { return nil }
        let limit = number + (clause.keyword() ?? "")
        return ResourceLimitRule.isLimit(limit, of: resource)
            ? [ResourceLimitRule(resource: resource, limit: limit)] : nil
    }

    /// `change_profile unsafe /exec -> target,`
    func changeProfile(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let mode = clause.nextKeyword.flatMap(ChangeProfileRule.Mode.init)
        if mode != nil { _ = clause.keyword() }
        var exec: Glob?
        if let token = clause.value() {
            exec = context.glob(token, .path)
            if exec == nil { return nil }
        }
        if mode != nil, exec == nil { return nil }
        var target: Glob?
        if clause.arrow() {
            guard let token = clause.value(), let glob = context.glob(token, .label) else { return nil }
            target = glob
        }
        return [ChangeProfileRule(mode: mode, exec: exec, target: target)]
    }
}
