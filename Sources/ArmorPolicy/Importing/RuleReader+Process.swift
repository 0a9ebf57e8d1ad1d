import ArmorGlob
import ArmorSource

extension RuleReader {
    /// `all,`
    func all(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard clause.isEmpty else { return rejected("\"all\" takes nothing") }
        return qualifiers.isPlain ? [AllRule()] : nil
    }

    /// `capability chown setuid,`: each name is a rule.
    func capability(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        if clause.isEmpty { return [CapabilityRule(name: nil)] }
        var names: [String] = []
        while let name = clause.keyword() {
            guard CapabilityRule.all.contains(name) else {
                let near = nearest(to: name.lowercased(), in: CapabilityRule.all).map { "did you mean \"\($0)\"?" }
                return rejected("unknown capability \"\(name.prefix(80))\"", help: near)
            }
            names.append(name)
        }
        return names.uniqued().map { CapabilityRule(name: $0) }
    }

    /// `userns,` and `userns create,`
    func userns(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        if let list = clause.list(), list.count != 1 || list[0].token.map(context.text) != "create" {
            return rejected("\"userns\" takes \"create\" only")
        }
        return [UsernsRule()]
    }

    /// `set rlimit nofile <= 1024,`, also with a blank before the unit.
    func resourceLimit(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard !qualifiers.isPresent else { return rejected("a limit takes no qualifier") }
        guard clause.keyword() == "rlimit", let resource = clause.keyword(), clause.atMost(),
            let number = clause.keyword()
        else { return rejected("a limit is \"set rlimit RESOURCE <= VALUE,\"") }
        let unit = clause.keyword() ?? ""
        let text = number + unit
        guard unit.allSatisfy(\.isLetter), let limit = ResourceLimitRule.limit(inProfile: text, of: resource) else {
            let help = ResourceLimitRule.help(for: resource).map { "write \($0)" }
            return rejected("\"\(text.prefix(80))\" is not a limit for \"\(resource.prefix(80))\"", help: help)
        }
        return [ResourceLimitRule(resource: resource, limit: limit)]
    }

    /// `change_profile unsafe /exec -> target,`
    func changeProfile(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let mode = clause.nextKeyword.flatMap(ChangeProfileRule.Mode.init)
        if mode != nil { _ = clause.keyword() }
        let exec = clause.value()
        if let exec, !isPath(exec) {
            return rejected("the program of \"change_profile\" begins with \"/\" or a variable")
        }
        if mode != nil, exec == nil { return rejected("\"safe\" and \"unsafe\" need a program") }
        var target: ProfileToken?
        if clause.arrow() {
            target = clause.value()
            if target == nil { return rejected("a profile follows \"->\"") }
        }
        guard clause.isEmpty else { return rejected("\"change_profile\" takes one program and one profile") }
        let path = exec.flatMap { context.glob($0, .path) }
        let label = target.flatMap(context.label)
        guard (exec == nil) == (path == nil), (target == nil) == (label == nil) else { return nil }
        return [ChangeProfileRule(mode: mode, exec: path, target: label)]
    }
}
