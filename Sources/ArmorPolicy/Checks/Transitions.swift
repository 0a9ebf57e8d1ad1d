import ArmorSource

/// Executions that enter another profile: the child must be there, and targets are few.
enum Transitions {
    /// The kernel's table of targets has room for twelve names; a thirteenth fails in apparmor_parser.
    private static let mostTargets = 12

    static func check(_ body: ProfileBody, isMain: Bool) -> [Diagnostic] {
        var targets: [String: Origin] = [:]
        var diagnostics: [Diagnostic] = []
        let children = body.children.filter { !$0.isHat }.map(\.name.value)
        for rule in body.rules {
            guard let file = rule.value as? FileRule, case .mode(let mode)? = file.execute, let origin = rule.origin,
                let target = mode.target
            else { continue }
            targets[mode.letters + target] = origin
            if mode.transition == .child, isMain, !children.contains(target) {
                diagnostics.append(
                    Diagnostic(
                        // An included file may define the child.
                        body.settings.includes.contains { !$0.value.isPreamble } ? .warning : .error,
                        "unknown-child",
                        "there is no child \"\(target)\"",
                        at: origin.place,
                        help: nearest(to: target, in: children).map { "did you mean \"\($0)\"?" }
                            ?? "add [children.\(target)]"
                    )
                )
            }
            if mode.transition == .child, !isMain, body.settings.includes.allSatisfy(\.value.isPreamble) {
                diagnostics.append(
                    Diagnostic(
                        .error,
                        "nested-child",
                        "a child has no children of its own",
                        at: origin.place,
                        help: "use transition = \"profile\" with the name of a loaded profile"
                    )
                )
            }
        }
        if targets.count > mostTargets,
            let last = targets.values.max(by: { $0.place.range.lowerBound < $1.place.range.lowerBound })
        {
            diagnostics.append(
                Diagnostic(
                    .error,
                    "too-many-targets",
                    "\(targets.count) profiles are entered by name; the kernel's table takes \(mostTargets)",
                    at: last.place
                )
            )
        }
        return diagnostics
    }
}
