package import ArmorAudit
import ArmorSource

/// What a log holds besides the events that are learned: how many events, of which kind and which profiles.
package struct LogContents: Sendable {
    /// Why an event is not learned.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// It is of a profile that was not asked for.
        case otherProfile = "other-profile"
        /// It is of a profile in another policy namespace: of a container with an AppArmor of its own.
        case otherNamespace = "other-namespace"
        /// A program without a profile was refused a user namespace.
        case unconfinedUserNamespace = "unconfined-user-namespace"
        /// It is of a program without a profile.
        case unconfined
        /// A program asked for a profile that is not loaded.
        case missingProfile = "missing-profile"
        /// It is about policy that was loaded, replaced or removed, or about AppArmor itself.
        case policyChange = "policy-change"
        /// A program wrote it, not the kernel.
        case forged
        /// It names no profile.
        case unlabelled
        /// A system call filter reported a call of another profile.
        case otherFilter = "other-filter"
        /// A system call filter reported a call and no profile.
        case unlabelledFilter = "unlabelled-filter"
    }

    /// Events of one kind.
    package struct Tally: Sendable {
        package private(set) var events = 0
        /// Events by the profile's label, or by the name that the message is about; of the first 100 names.
        package private(set) var names: [String: Int] = [:]

        static let mostNames = 100

        mutating func add(_ name: String?, _ count: Int) {
            events = events.addingReportingOverflow(count).overflow ? .max : events + count
            guard let name, names[name] != nil || names.count < Self.mostNames else { return }
            let sum = names[name, default: 0].addingReportingOverflow(count)
            names[name] = sum.overflow ? .max : sum.partialValue
        }

        /// The names, the most frequent first.
        package var sorted: [(name: String, events: Int)] {
            names.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (name: $0.key, events: $0.value) }
        }
    }

    package private(set) var tallies: [Kind: Tally] = [:]

    package init() {}

    package var isEmpty: Bool { tallies.isEmpty }

    /// Events in all.
    package var events: Int {
        tallies.values.reduce(0) { $0.addingReportingOverflow($1.events).overflow ? .max : $0 + $1.events }
    }

    /// Counts an access that is not learned.
    package mutating func add(_ access: ObservedAccess) {
        let (kind, name) = Self.classified(access.event, access.comms.first)
        tallies[kind, default: Tally()].add(name, Int(access.count))
    }

    /// Counts the calls that a filter reported of other profiles than the ones that are learned.
    ///
    /// - Parameter isLearned: whether the calls of a label are learned.
    package mutating func add(_ calls: SeccompCalls, unless isLearned: (AuditLabel?) -> Bool) {
        for (key, count) in calls.counts where !isLearned(key.label) {
            guard let label = key.label else {
                tallies[.unlabelledFilter, default: Tally()].add(nil, count.events)
                continue
            }
            let kind: Kind = label.parts.allSatisfy(\.isUnconfined) ? .unlabelledFilter : .otherFilter
            tallies[kind, default: Tally()].add(kind == .otherFilter ? Self.shown(label) : nil, count.events)
        }
    }

    private static func classified(_ event: AuditEvent, _ comm: [UInt8]?) -> (Kind, String?) {
        if event.objection == .noAccess {
            if case .status(let change) = event.detail {
                return (.policyChange, change.name.map { String(decoding: $0.bytes, as: UTF8.self) })
            }
            return (.policyChange, nil)
        }
        if event.isTrusted == nil, event.trust.doubt == .userRecord || event.trust.doubt == .foreignFacility {
            return (.forged, event.label.map(shown))
        }
        if case .changeProfile(let change) = event.detail, let info = event.info,
            String(decoding: info, as: UTF8.self).contains(text: "not found")
        {
            return (.missingProfile, change.goal.map { String(decoding: $0.bytes, as: UTF8.self) })
        }
        guard let label = event.label else { return (.unlabelled, nil) }
        if label.parts.allSatisfy(\.isUnconfined) {
            let program = comm.map { String(decoding: $0, as: UTF8.self) }
            if case .userns = event.detail { return (.unconfinedUserNamespace, program) }
            return (.unconfined, program)
        }
        let own = label.parts.first { $0.namespace == nil && !$0.isUnconfined }
        return (own == nil ? .otherNamespace : .otherProfile, shown(label))
    }

    /// The profile of a label that is not "unconfined", in the log reader's namespace where one is.
    private static func shown(_ label: AuditLabel) -> String {
        let confined = label.parts.filter { !$0.isUnconfined }
        return (confined.first { $0.namespace == nil } ?? confined.first ?? label).profileText
    }

    /// The profile that most of the events are of and that `learn --profile` takes; `nil` where no event is of a profile.
    package var mostFrequentProfile: String? {
        for kind in [Kind.otherProfile, .otherFilter, .otherNamespace] {
            if let name = tallies[kind]?.sorted.first?.name { return name }
        }
        return tallies[.unconfined] == nil ? nil : "unconfined"
    }
}
