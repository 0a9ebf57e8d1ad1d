package import ArmorAudit
import ArmorPolicy
import ArmorSource

/// Chooses the events that are learned, and renames their labels to those of the policies that they are learned for.
package struct LabelNaming: Sendable {
    /// The events that are learned.
    package enum Scope: Sendable {
        /// Those of every profile in the namespace of the log's reader, each for a new policy. The name is derived from
        /// the label where `nil`.
        case all(name: String?)
        /// Those of one profile, for a new policy. The name is derived from the label where `nil`.
        case one(AuditLabel, name: String?)
        /// Those of one profile, for a policy that exists.
        case policy(name: String, children: [String], AuditLabel)
    }

    /// The profiles in the order in which the log has them.
    package private(set) var profiles: [LearnedProfile] = []
    private var places: [String: Int] = [:]
    private let discovers: Bool
    private let name: String?
    private let limit: Int

    /// - Parameter limit: the most profiles that are learned at once.
    package init(_ scope: Scope, limit: Int = EvidenceLimits().profiles) {
        self.limit = limit
        switch scope {
        case .all(let name): (discovers, self.name) = (true, name)
        case .one(let label, let name):
            (discovers, self.name) = (false, name)
            profiles = [LearnedProfile(label, name: name ?? Self.derived(from: label))]
        case .policy(let name, let children, let label):
            (discovers, self.name) = (false, name)
            profiles = [LearnedProfile(label, policy: name, children: children)]
        }
    }

    /// Returns an access with the labels of the policy that it is learned for; `nil` where it is not learned.
    package mutating func take(_ access: ObservedAccess) -> ObservedAccess? {
        guard discovers else {
            guard !profiles.isEmpty else { return nil }
            return profiles[0].take(access)
        }
        guard access.event.objection != .noAccess, let index = place(access.event.label) else { return nil }
        return profiles[index].take(access)
    }

    /// Notes the profiles of calls that a filter of system calls met.
    package mutating func take(_ calls: SeccompCalls) {
        guard discovers else { return }
        // The order of a dictionary differs from run to run, names must not.
        let labels = Set(calls.counts.keys.compactMap(\.label)).sorted { $0.profileText < $1.profileText }
        for label in labels { _ = place(label) }
    }

    /// Whether the events of a label are learned.
    package func isLearned(_ label: AuditLabel) -> Bool { profiles.contains { $0.own(label) != nil } }

    /// The place of the profile that a label belongs to, which is noted where it is new.
    private mutating func place(_ label: AuditLabel?) -> Int? {
        guard let part = label?.parts.first(where: { $0.namespace == nil && !$0.isUnconfined && !$0.profile.isEmpty })
        else { return nil }
        let text = part.profileText
        if let place = places[text] { return place }
        guard profiles.count < limit else { return nil }
        let own = AuditLabel(part.profile)
        let derived = name ?? Self.derived(from: own).distinct(from: Set(profiles.map(\.name)))
        places[text] = profiles.count
        profiles.append(LearnedProfile(own, name: derived))
        return profiles.count - 1
    }

    private static func derived(from label: AuditLabel) -> String {
        ProfileName.derived(from: String(decoding: label.name, as: UTF8.self))
    }
}

extension LabelNaming.Scope {
    /// The profile of the log that is learned; `nil` for every profile.
    package var label: AuditLabel? {
        switch self {
        case .all: nil
        case .one(let label, _), .policy(_, _, let label): label
        }
    }

    /// The name of the policy that exists; `nil` for new policies.
    package var policy: String? { if case .policy(let name, _, _) = self { name } else { nil } }

    /// `of "web"`, with a blank before it; nothing for every profile.
    package var whose: String { label.map { " of \"\(printable(String(decoding: $0.bytes, as: UTF8.self)))\"" } ?? "" }
}
