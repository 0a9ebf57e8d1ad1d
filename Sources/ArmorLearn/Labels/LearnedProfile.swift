package import ArmorAudit
import ArmorPolicy

/// One profile of a log and the policy that its events are learned for: which labels are the profile's, and what they are
/// called in the policy.
package struct LearnedProfile: Sendable {
    /// The profile as the log has it: `web`, `/usr/sbin/mysqld`, `:lxd-c1:web`, `web//helper`, or a whole stack.
    package let label: AuditLabel
    /// The policy's name.
    package let name: String
    /// The children that the log has events of: their names in the policy by those in the log.
    package private(set) var children: [String: String] = [:]
    /// Whether children that the policy does not have yet are given a name of their own and noted.
    private let addsChildren: Bool
    /// The names of the children that the policy has.
    private let known: Set<String>

    /// The most children that a new policy gets: a log that programs can write to may name any number.
    static let mostChildren = 64

    /// A profile that a new policy is made for.
    init(_ label: AuditLabel, name: String) {
        (self.label, self.name, addsChildren, known) = (label, name, true, [])
    }

    /// A profile whose events are learned for a policy that exists.
    package init(_ label: AuditLabel, policy name: String, children: [String] = []) {
        (self.label, self.name, addsChildren, known) = (label, name, false, Set(children))
    }

    /// Whether the policy has another name than the profile.
    package var isRenamed: Bool { !label.bytes.elementsEqual(name.utf8) }

    /// Whether the profile itself is the absence of one.
    private var isUnconfined: Bool { label.parts.allSatisfy(\.isUnconfined) }

    // MARK: Matching

    /// Whether a label is this profile's, or a child's.
    package func isOwn(_ label: AuditLabel) -> Bool { own(label) != nil }

    /// Returns the part of a label that is this profile's, without its namespace: itself or a child, with the programs that
    /// it executed without a rule. `nil` where none is.
    func own(_ other: AuditLabel) -> AuditLabel? {
        if other.bytes == label.bytes { return AuditLabel(name) }
        for part in other.parts {
            if let child = child(of: part) { return renamed(part, child: child) }
        }
        return nil
    }

    /// The child that a part of a label belongs to; an empty text for the profile itself, `nil` for another profile's.
    private func child(of part: AuditLabel) -> String? {
        guard part.namespace == label.namespace, label.parts.count == 1 else { return nil }
        if label.child != nil { return part.origin == label.origin ? "" : nil }
        return part.profile == label.profile ? part.childText ?? "" : nil
    }

    private func renamed(_ part: AuditLabel, child: String) -> AuditLabel {
        var text = name
        if !child.isEmpty { text += "//\(policyChild(child))" }
        return AuditLabel(Array(text.utf8) + part.nullChain.flatMap { Array("//null-".utf8) + $0 })
    }

    /// The name of a child in the policy.
    private func policyChild(_ child: String) -> String {
        children[child] ?? (known.contains(child) ? child : ProfileName.derivedChild(from: child))
    }

    // MARK: Renaming

    /// Returns an access with this profile's labels as the policy has them; `nil` for an access of another profile.
    package mutating func take(_ access: ObservedAccess) -> ObservedAccess? {
        guard let label = access.event.label, own(label) != nil else { return nil }
        if addsChildren, access.event.neglect == nil { note(label) }
        var event = access.event.mappingLabels { replaced($0) }
        event.label = own(label)
        return access.replacing(event: event)
    }

    /// Peers of the profile are peers of the policy: its processes run under its name. What has no profile has none still.
    private func replaced(_ peer: AuditLabel) -> AuditLabel {
        guard !isUnconfined else { return peer }
        let parts = peer.parts.map { part in child(of: part).map { renamed(part, child: $0) } ?? part }
        return AuditLabel(Array(parts.map(\.bytes).joined(separator: "//&".utf8)))
    }

    /// Gives a child that is new a name that no other child has.
    private mutating func note(_ label: AuditLabel) {
        for part in label.parts {
            guard let child = child(of: part), !child.isEmpty, children[child] == nil,
                children.count < Self.mostChildren
            else { continue }
            children[child] = ProfileName.derivedChild(from: child).distinct(from: Set(children.values))
        }
    }

    /// Whether the children are hats: mod_apparmor has one for requests of no other hat, under one of two names.
    package var hasHats: Bool {
        !children.keys.allSatisfy { $0 != "DEFAULT_URI" && $0 != "HANDLING_UNTRUSTED_INPUT" }
    }
}

extension String {
    /// The name itself, or with the first number that makes it another than all of these; at most 100 bytes.
    func distinct(from taken: Set<String>) -> String {
        guard taken.contains(self) else { return self }
        for number in 2...(taken.count + 2) {
            let other = "\(prefix(90))-\(number)"
            if !taken.contains(other) { return other }
        }
        return self
    }
}
