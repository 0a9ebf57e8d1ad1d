import ArmorPolicy
import ArmorSource
import ArmorTarget

/// Fits rules to a target: what it does not know is left out with a warning where that only narrows, else refused.
struct TargetFilter {
    let target: Target
    let abi: String?
    private(set) var diagnostics: [Diagnostic] = []

    init(target: Target, abi: String?) {
        self.target = target
        self.abi = abi
    }

    /// The rules that the target can hold.
    mutating func fit(_ rules: [Rule]) -> [Rule] {
        rules.flatMap { rule -> [Rule] in
            if let unix = rule.value as? UnixRule { return fit(rule, unix) }
            guard keep(rule) else { return [] }
            return [rule]
        }
    }

    /// Unix rules on a kernel that knows sockets by family and type alone.
    private mutating func fit(_ rule: Rule, _ unix: UnixRule) -> [Rule] {
        if target.mediatesUnix(abi: abi) { return [rule] }
        var broadened = rule
        broadened.value = unix.broadened
        if unix.isNarrowerThanType {
            switch rule.action {
            case .allow:
                // A pair of processes cannot talk without it, so it is kept, and said to be wider than written.
                report(
                    .warning,
                    "C05",
                    rule,
                    "\(target.name) knows unix sockets by type alone: this becomes \"\(unix.broadened.text),\""
                )
            case .deny:
                report(.error, "unsupported", rule, "\(target.name) cannot tell unix sockets apart by address or peer")
                return []
            }
        }
        return [broadened]
    }

    private mutating func keep(_ rule: Rule) -> Bool {
        if let priority = rule.priority, target.parserVersion < ParserVersion(4, 1, 0) {
            report(.error, "unsupported", rule, "priority=\(priority) needs apparmor_parser 4.1.0; \(has)")
            return false
        }
        for need in rule.value.requirements {
            guard let problem = problem(need) else { continue }
            // An allow rule left out narrows; a deny rule left out widens.
            switch (rule.action, need.unmet) {
            case (.allow, .unmediated):
                report(.warning, "unsupported", rule, "left out: \(problem)")
            case (.allow, .inexpressible):
                report(.error, "unsupported", rule, problem)
            case (.deny, _):
                report(.error, "unsupported", rule, "this cannot be denied: \(problem)")
            }
            return false
        }
        return true
    }

    /// Why the target does not meet a need; none if it does.
    private func problem(_ need: Requirement) -> String? {
        if let release = need.parser, target.parserVersion < release {
            return "\(need.subject) needs apparmor_parser \(release); \(has)"
        }
        if !need.features.isEmpty, !need.features.contains(where: { target.enforces($0, abi: abi) }) {
            let pinned = abi.map { " under abi \($0)" } ?? ""
            return "\(need.subject) is not mediated by \(target.name)\(pinned)"
        }
        return nil
    }

    private var has: String { "\(target.name) has \(target.parserVersion)" }

    /// Flags have no deny: what is not known is refused.
    mutating func fit(_ flags: [Located<ProfileFlag>]) -> [String] {
        flags.compactMap { flag in
            for need in flag.value.requirements {
                guard let problem = problem(need) else { continue }
                diagnostics.append(Diagnostic(.error, "unsupported", problem, at: flag.place))
                return nil
            }
            return flag.value.text
        }.uniqued().sorted()
    }

    private mutating func report(_ severity: Diagnostic.Severity, _ code: String, _ rule: Rule, _ message: String) {
        // What a preset offers for newer targets is no news to whoever uses it on an older one.
        if severity == .warning, rule.origin?.layer.isPreset == true { return }
        diagnostics.append(Diagnostic(severity, code, message, at: rule.origin?.place))
    }
}
