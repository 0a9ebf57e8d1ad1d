package import ArmorPolicy
import ArmorSeccomp
import ArmorSource
import ArmorTOML

/// What to add to `[seccomp]` for the calls that a filter met, and what not, and why.
///
/// The list that every filter begins with has what programs need. What is outside of it was left out for a reason, so that no
/// log alone is enough: each takes the acceptance of ``code``.
package struct CallPlan: Sendable {
    /// The code by which calls outside of the list are accepted.
    package static let code = "seccomp"

    /// A call with what the log tells of it.
    package struct Call: Sendable {
        package let name: String
        package let evidence: Evidence
        /// The capabilities of which each would bring the call.
        package let capabilities: [String]
    }

    package enum Refusal: Sendable, Equatable {
        /// The policy denies it, at a place.
        case denied(String)
        /// Nobody accepted it.
        case risk
        /// The filter allows the call with other arguments than these, and nobody accepted more.
        case arguments([String])
        /// The policy has a filter of its own, or none.
        case foreignFilter
        /// A person who was asked did not want it.
        case skipped
    }

    /// In the order of their names.
    package private(set) var proposed: [Call] = []
    /// To be denied, since a person chose so.
    package private(set) var denials: [Call] = []
    package private(set) var leftOut: [(call: Call, why: Refusal)] = []
    /// Calls that the policy's filter allows as it is, with the arguments that are known.
    package private(set) var met = 0
    /// Calls that the filter answers with ENOSYS, so that the C library takes an older one.
    package private(set) var answered: [Call] = []
    /// Events of calls without a name here.
    package let unknown: Int

    package init(_ evidence: CallEvidence, _ policy: Policy, accepted: AcceptedRisks) {
        unknown = evidence.unknown
        guard !evidence.calls.isEmpty else { return }
        let builder = SeccompBuilder(policy)
        let allowed = Set(builder.profile.rules.filter { $0.action == .allow }.flatMap(\.names))
        let filter = builder.profile.resolved(machine: SeccompProfile.hostMachine)
        for (name, seen) in evidence.calls.sorted(by: { $0.key < $1.key }) {
            let call = Call(name: name, evidence: seen, capabilities: Self.capabilities(of: name))
            if allowed.contains(name) {
                let others = Self.foreignArguments(of: name, evidence, filter)
                if others.isEmpty || (evidence.arguments[name]?.count ?? 0) > others.count { met += 1 }
                guard !others.isEmpty else { continue }
                let sum = others.values.reduce(Evidence()) { $0.joined($1) }
                let part = Call(name: name, evidence: sum, capabilities: call.capabilities)
                if case .built = builder.choice, accepted.accepts(Self.code) {
                    proposed.append(part)
                } else {
                    leftOut.append((part, .arguments(others.keys.sorted())))
                }
            } else if let deny = policy.seccomp.deny.first(where: { $0.value.name == name }) {
                leftOut.append((call, .denied(deny.place.label)))
            } else if Self.isAnswered(name, filter) {
                answered.append(call)
            } else if case .built = builder.choice {
                if accepted.accepts(Self.code) { proposed.append(call) } else { leftOut.append((call, .risk)) }
            } else {
                leftOut.append((call, .foreignFilter))
            }
        }
    }

    /// The values of a call's argument with which a filter does not allow it.
    private static func foreignArguments(
        of name: String,
        _ evidence: CallEvidence,
        _ filter: SeccompProfile
    ) -> [String: Evidence] {
        (evidence.arguments[name] ?? [:]).filter { text, _ in
            // What cannot be read may be anything.
            guard let value = CallArgument(text, of: name).value else {
                return filter.rules.contains { $0.names.contains(name) && !$0.arguments.isEmpty }
            }
            return filter.action(of: name, [value]) != .allow
        }
    }

    /// ENOSYS of include/uapi/asm-generic/errno.h.
    private static let noSuchCall = 38

    private static func isAnswered(_ name: String, _ filter: SeccompProfile) -> Bool {
        filter.rules.contains { $0.names.contains(name) && $0.action == .errno && $0.errno == noSuchCall }
    }

    /// The same with what a person chose of each that is proposed.
    func chosen(_ choices: some Sequence<Dialogue.Choice>) -> CallPlan {
        var result = self
        result.proposed = []
        for (call, choice) in zip(proposed, choices) {
            switch choice {
            case .accept: result.proposed.append(call)
            case .deny: result.denials.append(call)
            case .skip: result.leftOut.append((call, .skipped))
            }
        }
        return result
    }

    private static func capabilities(of name: String) -> [String] {
        SeccompBase.profile.rules.filter { $0.names.contains(name) && $0.action == .allow }
            .flatMap(\.includes.capabilities).uniqued()
    }

    /// The elements of `[seccomp]`, with the evidence above each.
    var additions: [DocumentAddition] {
        proposed.map { Self.addition($0, to: "allow", ["accepted risk \(Self.code): \($0.risk)"]) }
            + denials.map { Self.addition($0, to: "deny", []) }
    }

    private static func addition(_ call: Call, to list: String, _ comments: [String]) -> DocumentAddition {
        DocumentAddition(
            table: ["seccomp"],
            place: .element(of: list, kin: call.name),
            text: tomlQuoted(call.name),
            comments: ["learned: \(EvidenceText.summary(call.evidence))"] + comments
        )
    }
}

extension CallPlan.Call {
    /// What speaks against it.
    var risk: String {
        let other =
            capabilities.isEmpty ? "" : "; the capability \(capabilities.joined(separator: " or ")) brings it too"
        return "no container may make the call unless told so\(other)"
    }
}

extension CallPlan {
    /// For people; nothing where the log tells of no call.
    var text: String {
        if proposed.isEmpty, denials.isEmpty, leftOut.isEmpty, answered.isEmpty, met == 0, unknown == 0 { return "" }
        var lines = [
            "system calls: \(proposed.count) proposed, \(met) allowed already, \(leftOut.count) left out"
                + (denials.isEmpty ? "" : ", \(denials.count) denied")
                + (unknown > 0 ? "; \(unknown) events of calls that have no name here" : "")
        ]
        for (call, why) in leftOut.prefix(Self.most) {
            lines.append("  \(call.name) (\(EvidenceText.summary(call.evidence)))")
            switch why {
            case .denied(let place): lines.append("    denied by \(printable(place))")
            case .risk:
                lines.append("    \(Self.code): \(call.risk); to propose it all the same: --accept \(Self.code)")
            case .arguments(let values):
                lines.append(
                    "    \(Self.code): the filter allows the call with other arguments than "
                        + "\(values.prefix(3).map { $0.isEmpty ? "many" : printable($0) }.joined(separator: ", ")); "
                        + "to allow it with any: --accept \(Self.code)"
                )
            case .foreignFilter: lines.append("    the policy's filter does not come of [seccomp]")
            case .skipped: lines.append("    skipped")
            }
        }
        if leftOut.count > Self.most { lines.append("  and \(leftOut.count - Self.most) more") }
        for call in answered {
            lines.append("  \(call.name) (\(EvidenceText.summary(call.evidence)))")
            lines.append(
                "    the policy's filter answers ENOSYS, so that the C library takes an older call: nothing need be allowed"
            )
        }
        return lines.joined(separator: "\n")
    }

    private static let most = 40

    var json: JSONText {
        func told(_ call: Call) -> [(String, JSONText?)] {
            [
                ("call", .string(call.name)), ("events", .integer(call.evidence.count)),
                ("denied", .integer(call.evidence.denied)), ("trusted", .integer(call.evidence.trusted)),
                ("capabilities", .array(call.capabilities.map(JSONText.string))),
            ]
        }
        return .fields([
            ("proposed", .array(proposed.map { .fields(told($0)) })),
            ("denied", .array(denials.map { .fields(told($0)) })), ("met", .integer(met)),
            (
                "left_out",
                .array(
                    leftOut.map { call, why in
                        let word =
                            switch why {
                            case .denied: "denied"
                            case .risk: "risk"
                            case .arguments: "arguments"
                            case .foreignFilter: "foreign-filter"
                            case .skipped: "skipped"
                            }
                        return .fields(told(call) + [("why", .string(word))])
                    }
                )
            ),
            ("answered", .array(answered.map { .fields(told($0)) })), ("unknown_events", .integer(unknown)),
        ])
    }
}
