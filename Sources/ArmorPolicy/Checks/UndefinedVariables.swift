import ArmorGlob
import ArmorSource

/// Variables that nothing defines, where only rules in AppArmor's own words or other variables name them.
///
/// Rules with globs are checked where they are read. A policy with includes may use what those define.
enum UndefinedVariables {
    static func find(_ policy: Policy) -> [Diagnostic] {
        let bodies = [policy.main] + policy.main.children.map(\.body)
        let mayDefineMore = bodies.contains { !$0.settings.includes.isEmpty } || !policy.main.settings.preamble.isEmpty
        var diagnostics: [Diagnostic] = []
        for definition in policy.variables.own.values.joined().sorted(by: { $0.name < $1.name }) {
            let names = definition.values.flatMap(VariableTable.names)
            if let loop = names.first(where: { policy.variables.reaches(definition.name, from: $0) }) {
                diagnostics.append(
                    Diagnostic(
                        .error,
                        "variable-loop",
                        "@{\(definition.name)} is defined by itself, through @{\(loop)}",
                        at: definition.origin.place
                    )
                )
            }
            guard !mayDefineMore else { continue }
            diagnostics += unknown(names, policy, at: definition.origin.place)
        }
        guard !mayDefineMore else { return diagnostics }
        for body in bodies {
            if let attach = body.settings.attach {
                diagnostics += unknown(VariableTable.names(in: attach.value), policy, at: attach.place)
            }
        }
        return diagnostics
    }

    private static func unknown(_ names: [String], _ policy: Policy, at place: Place?) -> [Diagnostic] {
        names.uniqued().filter { policy.variables.lookup($0) == nil }.map { name in
            Diagnostic(
                .error,
                "unknown-variable",
                "@{\(name)} is not defined",
                at: place,
                help: nearest(to: name, in: policy.variables.names).map { "did you mean \"@{\($0)}\"?" }
                    ?? "define it in [variables], or include the file that does"
            )
        }
    }
}
