package import ArmorAudit
package import ArmorSource

extension LogContents {
    private static let mostNames = 10

    /// One line for each kind and name, for people: how many events, of what, and what to do about them.
    package var lines: [String] {
        Kind.allCases.flatMap { kind -> [String] in
            guard let tally = tallies[kind] else { return [] }
            let named = tally.sorted
            guard kind.isPerName, !named.isEmpty else {
                let names = named.prefix(Self.mostNames).map { "\"\(printable($0.name))\"" }.joined(separator: ", ")
                return [Self.line(kind, tally.events, names)]
            }
            var lines = named.prefix(Self.mostNames).map { Self.line(kind, $0.events, printable($0.name)) }
            let rest = tally.events - named.prefix(Self.mostNames).reduce(0) { $0 + $1.events }
            if rest > 0 { lines.append("\(Self.events(rest)) of \(kind.others)") }
            return lines
        }
    }

    private static func events(_ count: Int) -> String { "\(count) \(count == 1 ? "event" : "events")" }

    /// - Parameter name: one name, or several as a list.
    private static func line(_ kind: Kind, _ count: Int, _ name: String) -> String {
        let of = name.isEmpty ? "" : ": \(name)"
        switch kind {
        case .otherProfile: return "\(events(count)) of the profile \"\(name)\""
        case .otherNamespace:
            let label = AuditLabel(name)
            let namespace = label.namespace.map { String(decoding: $0, as: UTF8.self) } ?? ""
            let profile = String(decoding: label.profile, as: UTF8.self)
            return
                "\(events(count)) of the profile \"\(profile)\" in the namespace \"\(namespace)\", which has policies of its own, as in a container of LXD"
        case .unconfinedUserNamespace:
            return
                "\(events(count)) of programs without a profile (\"unconfined\") that must not create a user namespace on this host\(of); give the program a profile with [namespaces] allow = [\"user\"]"
        case .unconfined: return "\(events(count)) of programs without a profile (\"unconfined\")\(of)"
        case .missingProfile:
            return
                "\(events(count)) of a profile that is not loaded\(of); load it, or correct the name that is asked for"
        case .policyChange:
            return "\(count) \(count == 1 ? "message" : "messages") about profiles being loaded or removed\(of)"
        case .forged:
            return "\(events(count)) written by a program and not by the kernel\(of); nothing is learned from them"
        case .unlabelled: return "\(events(count)) without a profile's name"
        case .otherFilter: return "\(events(count)) of a system call filter, of the profile \"\(name)\""
        case .unlabelledFilter:
            return
                "\(count) \(count == 1 ? "record" : "records") of a system call filter that \(count == 1 ? "names" : "name") no profile; --unlabelled takes them as the policy's"
        }
    }

    package var json: JSONText {
        .array(
            Kind.allCases.compactMap { kind in
                guard let tally = tallies[kind] else { return nil }
                return .fields([
                    ("kind", .string(kind.rawValue)), ("events", .integer(tally.events)),
                    (
                        "names",
                        .array(
                            tally.sorted.map {
                                .fields([("name", .string($0.name)), ("events", .integer($0.events))])
                            }
                        )
                    ),
                ])
            }
        )
    }
}

extension LogContents.Kind {
    /// Whether each name has a line of its own.
    fileprivate var isPerName: Bool {
        switch self {
        case .otherProfile, .otherNamespace, .otherFilter: true
        case .unconfinedUserNamespace, .unconfined, .missingProfile, .policyChange, .forged, .unlabelled,
            .unlabelledFilter:
            false
        }
    }

    fileprivate var others: String {
        self == .otherNamespace ? "other profiles of other namespaces" : "other profiles"
    }
}

extension Completeness {
    /// One line for each reason why records could not be read.
    package var unreadableLines: [String] {
        malformed.sorted { $0.key.rawValue < $1.key.rawValue }.map { reason, count in
            let lines = count == 1 ? "1 line" : "\(count) lines"
            switch reason.rawValue {
            case "cut": return "\(lines) cannot be read: the end is missing; the kernel's own log has whole lines"
            case "too-long": return "\(lines) cannot be read: more than 64 KiB"
            case "bad-json": return "\(lines) cannot be read: not valid JSON"
            case "unknown-status": return "\(lines) cannot be read: apparmor= has an unknown value"
            case "no-operation": return "\(lines) cannot be read: operation= is missing"
            default: return "\(lines) cannot be read (\(reason.rawValue))"
            }
        }
    }
}
