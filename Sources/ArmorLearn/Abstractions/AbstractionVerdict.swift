import ArmorPolicy
import ArmorSource

/// Why an abstraction whose group is used as a whole is not proposed: the names stay.
package struct AbstractionVerdict: Sendable {
    package enum Why: Error, Sendable {
        /// There is no such file or folder on this host.
        case absent(String)
        /// It is not read, or apparmor_parser does not take it.
        case refused(String)
        /// Rules that allow more than reading what is public, beyond what was seen.
        case rules([String])
        /// The same, of what the policy compiles to.
        case widens([String])
        /// What a lint finds, or a way out that it opens.
        case risk(Risk)
        /// It allows what is left out.
        case leftOut(Need)
        /// The policy would allow less of something.
        case takesAway(String)
        /// Without lines that programs can write, the group is not used as a whole.
        case untrusted
        /// The policy's text has no place for it.
        case noPlace(String)
    }

    /// As `includes` has it.
    package let include: String
    package let child: String?
    /// How many lines of the proposal it would have taken the place of.
    package let lines: Int
    package let why: Why

    /// One line.
    package var text: String {
        let inside = child.map { " in \(printable($0))" } ?? ""
        return "\(include)\(inside) in the place of \(lines) lines: \(why.text)"
    }
}

extension AbstractionVerdict.Why {
    var text: String {
        switch self {
        case .absent(let path): "there is no \(printable(path)) on this host"
        case .refused(let message): "it cannot be used here: \(printable(message))"
        case .rules(let rules): "beyond what was seen it has \(Self.listed(rules))"
        case .widens(let lines): "beyond what was seen it allows \(Self.listed(lines))"
        case .risk(let risk): "\(risk.code): \(printable(risk.message))"
        case .leftOut(let need): "it allows what is left out: \(LearnReport.text(need))"
        case .takesAway(let line): "it takes away: \(printable(line))"
        case .untrusted: "only lines that programs can write make a group of what was seen"
        case .noPlace(let message): "the policy has no place for it: \(printable(message))"
        }
    }

    var word: String {
        switch self {
        case .absent: "absent"
        case .refused: "refused"
        case .rules, .widens: "widens"
        case .risk: "risk"
        case .leftOut: "left-out"
        case .takesAway: "takes-away"
        case .untrusted: "untrusted"
        case .noPlace: "no-place"
        }
    }

    private static let most = 3

    private static func listed(_ things: [String]) -> String {
        let shown = things.prefix(most).map { printable($0) }.joined(separator: "; ")
        return things.count > most ? "\(shown); and \(things.count - most) more" : shown
    }
}
