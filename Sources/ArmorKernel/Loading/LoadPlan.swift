import ArmorCompiled

/// A profile that is ready to be loaded.
package struct NewProfile: Sendable {
    package let name: String
    /// As it is kept, with armor's header.
    package let text: String
    /// What apparmor_parser compiled from the text, for this kernel.
    package let binary: [UInt8]

    package init(name: String, text: String, binary: [UInt8]) {
        self.name = name
        self.text = text
        self.binary = binary
    }
}

/// Several profiles that are loaded as one.
struct LoadPlan {
    let profiles: [NewProfile]
    /// Everything in one set.
    let policy: CompiledPolicy
    /// By full name.
    let members: [String: CompiledProfile]
    /// A name with its children, by that name.
    private let families: [String: [CompiledProfile]]

    private init(profiles: [NewProfile], policy: CompiledPolicy) {
        self.profiles = profiles
        self.policy = policy
        members = Dictionary(policy.profiles.map { ($0.name, $0) }) { first, _ in first }
        families = Dictionary(grouping: policy.profiles) { String(decoding: $0.familyName, as: UTF8.self) }
    }

    var names: Set<String> { Set(profiles.map(\.name)) }

    /// The profiles of a name's family: it and its children.
    func family(_ name: String) -> [CompiledProfile] { families[name] ?? [] }

    /// Refuses what a kernel must not be given: a name twice, profiles that nobody asked for, other namespaces, none.
    static func make(_ profiles: [NewProfile]) throws(LoadFailure) -> LoadPlan {
        var refusals: [LoadRefusal] = []
        var seen: Set<String> = []
        for profile in profiles {
            guard seen.insert(profile.name).inserted else {
                refusals.append(LoadRefusal(profile.name, .duplicate))
                continue
            }
            refusals += problem(profile).map { [LoadRefusal(profile.name, $0)] } ?? []
        }
        guard refusals.isEmpty else { throw .refused(refusals) }
        do {
            return LoadPlan(profiles: profiles, policy: try CompiledPolicy.read(profiles.flatMap(\.binary)))
        } catch { throw .refused([LoadRefusal(profiles.first?.name ?? "", .damaged(error.message))]) }
    }

    private static func problem(_ profile: NewProfile) -> LoadRefusal.Reason? {
        let policy: CompiledPolicy
        do { policy = try CompiledPolicy.read(profile.binary) } catch { return .damaged(error.message) }
        let strange = policy.profiles.filter {
            $0.namespace != nil || $0.name != profile.name && !$0.name.hasPrefix("\(profile.name)//")
        }
        if !strange.isEmpty { return .otherNames(strange.map(\.name)) }
        if let long = policy.profiles.first(where: isTooLong) { return .tooLong(long.name) }
        return policy.profile(named: profile.name) == nil ? .damaged("it does not define it") : nil
    }

    /// The kernel names a folder after the last part of a name, with a number behind it, and wedges where that has more
    /// than 255 bytes. A raw rule may hold such a child.
    private static func isTooLong(_ profile: CompiledProfile) -> Bool {
        profile.nameBytes.split(separator: UInt8(ascii: "/")).contains { $0.count > longestPart }
    }

    /// In bytes; 55 are left for the number.
    private static let longestPart = 200
}
