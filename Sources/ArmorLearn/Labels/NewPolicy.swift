import ArmorAudit
import ArmorGlob
import ArmorPolicy
import ArmorTOML

/// The text of a policy that is made for a profile of a log, before anything is learned: its name, what it extends, the
/// programs that it attaches to, and its children.
package struct NewPolicy: Sendable {
    package let profile: LearnedProfile
    /// The profile's name without its namespace.
    private let label: String
    private let reservation: ReservedName?
    /// The programs that the profile attaches to, as a glob; `nil` where its name is not a path.
    private let attachment: String?

    package init(_ profile: LearnedProfile) {
        self.profile = profile
        label = String(decoding: profile.label.origin, as: UTF8.self)
        reservation = ReservedName(label)
        let isPath = profile.label.parts.count == 1 && profile.label.child == nil && label.hasPrefix("/")
        attachment = isPath && (try? Glob.parse(Array(label.utf8), kind: .path) { _ in nil }) != nil ? label : nil
    }

    /// The preset that the policy extends: the one that allows what an engine's profile allows, since a denial under
    /// that profile shows only what is missing from it.
    private var preset: String { reservation?.preset ?? "container" }

    package var text: String {
        var text = """
            name = \(tomlQuoted(profile.name))
            summary = "learned from audit logs: read each line before you trust it"
            extends = [\(tomlQuoted(preset))]

            """
        if let attachment { text += "\n[profile]\nattach = \(tomlQuoted(attachment))\n" }
        for (label, child) in children {
            text += "\n[children.\(tomlKey(child))]\n"
            if label != child { text += "summary = \(tomlQuoted("learned from the child \(label) of the profile"))\n" }
            if profile.hasHats { text += "hat = true\n" }
        }
        return text
    }

    private var children: [(label: String, name: String)] {
        profile.children.sorted { $0.value < $1.value }.map { (label: $0.key, name: $0.value) }
    }

    /// What differs from the profile of the log, for people: one line for the name, one for each child.
    package var notes: [String] {
        (profile.isRenamed ? [nameNote] : []) + children.map(childNote)
    }

    private var nameNote: String {
        let shown = String(decoding: profile.label.bytes, as: UTF8.self)
        let policy = "the policy is named \"\(profile.name)\""
        let other = "(--name NAME for another name)"
        if let reservation {
            let base =
                reservation.preset.map { "extends the preset \"\($0)\", which allows the same" }
                ?? "extends \"container\", because no preset allows what that profile allows"
            return "\"\(shown)\" \(reservation.reason): \(policy) and \(base) \(other)"
        }
        let attached = attachment.map { " and attached to \($0)" } ?? ""
        return "the profile of the log is \"\(shown)\": \(policy)\(attached) \(other)"
    }

    private func childNote(_ label: String, _ child: String) -> String {
        let named = label == child ? "" : " for the child \"\(label)\" of the log"
        guard !profile.hasHats else { return "[children.\(tomlKey(child))] is a hat\(named)" }
        return
            "[children.\(tomlKey(child))] is new\(named): to enter it, write execute = [{ path = \"…\", transition = \"child\", profile = \(tomlQuoted(child)) }]"
    }
}
