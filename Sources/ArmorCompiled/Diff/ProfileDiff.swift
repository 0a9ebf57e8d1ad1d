/// A kind of question that two profiles are compared by.
package enum ComparedKind: String, Sendable, CaseIterable {
    case file, link, changeProfile, onExec, signal, ptrace, mount, mountData, umount, pivotRoot, mqueue, userns, ioUring
    case dbus, dbusBind, dbusEavesdrop
    /// Unix sockets where their addresses are looked at: making one, what it does by itself, with a peer, and so on.
    case unixCreate, unixLocal, unixPeer, unixListen, unixOption
}

/// In what one kind of rules differs.
package struct KindDiff: Sendable {
    package let kind: ComparedKind
    /// The type of the sockets that it is about, for unix sockets alone.
    package var socketType: UInt16?
    package let difference: Difference
}

/// All in which two profiles differ.
package struct ProfileDiff: Sendable {
    /// The kinds of rules that differ, or of which that was not decided.
    package var kinds: [KindDiff] = []
    /// Capabilities by number, each with its changes.
    package var capabilities: [(number: Int, changes: [Change])] = []
    /// Sockets by family and type, each with its changes.
    package var network: [(family: UInt16, type: UInt16, changes: [Change])] = []
    /// Limits by number; none where there is no limit.
    package var limits: [(number: Int, old: UInt64?, new: UInt64?)] = []
    package var modes: (old: CompiledProfile.Mode, new: CompiledProfile.Mode)?
    package var attachments: AttachmentDiff?
    package var flags: (old: CompiledProfile.PathFlags, new: CompiledProfile.PathFlags)?
    /// Settings of the profile that have no part above, each by its name.
    package var settings: [SettingDiff] = []

    package var isEmpty: Bool {
        kinds.isEmpty && capabilities.isEmpty && network.isEmpty && limits.isEmpty && modes == nil && flags == nil
            && attachments == nil && settings.isEmpty
    }

    /// Whether some question was too large to be answered.
    package var isUndecided: Bool { kinds.contains { $0.difference == .undecided } }

    /// Whether new permits anything that old did not.
    package var isWider: Bool {
        let groups = kinds.flatMap { entry -> [ChangeGroup] in
            if case .differs(let groups) = entry.difference { groups } else { [] }
        }
        let changes = groups.flatMap(\.changes) + capabilities.flatMap(\.changes) + network.flatMap(\.changes)
        if changes.contains(where: \.isWider) { return true }
        if limits.contains(where: { limit in limit.old.map { old in limit.new.map { $0 > old } ?? true } ?? false }) {
            return true
        }
        if hasWiderMode || attachments?.frees == true || settings.contains(where: \.isWider) { return true }
        // A path that cannot be reached is refused without the flag.
        return flags.map { !$0.new.subtracting($0.old).isEmpty } ?? false
    }

    /// Whether the new mode lets more happen that rules do not allow.
    package var hasWiderMode: Bool { modes.map { Self.leniency($0.new) > Self.leniency($0.old) } ?? false }

    /// How much a mode lets happen that rules do not allow.
    private static func leniency(_ mode: CompiledProfile.Mode) -> Int {
        switch mode {
        case .kill: 0
        case .enforce: 1
        case .prompt: 2
        case .complain: 3
        case .unconfined: 4
        }
    }
}

extension CompiledProfile {
    /// Compares this profile with a newer one, each as the kernel reads it that it was compiled for. Exact within the limits,
    /// which hold for each kind; a kind that exceeds them is `undecided`.
    package func difference(
        to new: CompiledProfile,
        _ oldKernel: KernelDialect,
        _ newKernel: KernelDialect,
        _ bounds: ProductLimits = ProductLimits()
    ) -> ProfileDiff {
        var diff = ProfileDiff()
        if effectiveMode != new.effectiveMode { diff.modes = (effectiveMode, new.effectiveMode) }
        diff.attachments = AttachmentDiff(self, new, (oldKernel, newKernel), bounds)
        if pathFlags != new.pathFlags { diff.flags = (pathFlags, new.pathFlags) }
        diff.settings = SettingDiff.all(self, new)
        diff.capabilities = (0..<Self.capabilityCount).compactMap { number in
            let changes = Comparable.changes(capability(number), new.capability(number), nil)
            return changes.isEmpty ? nil : (number, changes)
        }
        let looksAtAddresses = fineUnixMediation(oldKernel) != nil || new.fineUnixMediation(newKernel) != nil
        // Most sockets are answered as the one before.
        var last: (old: Comparable, new: Comparable, changes: [Change])?
        for family in Self.families where family != Self.unix || !looksAtAddresses {
            for type in Self.socketTypes where type != Self.dccp || Self.internet.contains(family) {
                let sides = (socket(family, type, oldKernel), new.socket(family, type, newKernel))
                let known = last.flatMap { ($0.old, $0.new) == sides ? $0.changes : nil }
                let changes = known ?? Comparable.changes(sides.0, sides.1, nil)
                last = (sides.0, sides.1, changes)
                if !changes.isEmpty { diff.network.append((family, type, changes)) }
            }
        }
        for number in Set(limits.keys).union(new.limits.keys).sorted() where limits[number] != new.limits[number] {
            diff.limits.append((number, limits[number], new.limits[number]))
        }
        let readings = (Reading(profile: self, kernel: oldKernel), Reading(profile: new, kernel: newKernel))
        for kind in ComparedKind.allCases {
            for (type, comparison) in comparisons(kind, readings.0, readings.1) {
                let found = comparison.run(bounds)
                if found != .same { diff.kinds.append(KindDiff(kind: kind, socketType: type, difference: found)) }
            }
        }
        return diff
    }

    private static let unix: UInt16 = 1
    /// The families that have DCCP sockets: inet and inet6.
    private static let internet: Set<UInt16> = [2, 10]
    private static let dccp: UInt16 = 6

    /// The families that socket(2) can be asked for: 0 is AF_UNSPEC, 12 was DECnet, 46 and above do not exist
    /// (include/linux/socket.h). Rules that name no family cover such numbers in some policies and not in others.
    private static let families = (UInt16(1)..<46).filter { $0 != 12 }
    /// The types that exist (include/linux/net.h): 0 and 7 to 9 do not.
    private static let socketTypes: [UInt16] = [1, 2, 3, 4, 5, 6, 10]
    /// Linux has 41 capabilities; `capability,` sets the bits of numbers above them too, which nothing asks for.
    private static let capabilityCount = 41

    private func capability(_ number: Int) -> Comparable {
        let bit = UInt64(1) << UInt64(number)
        func word(_ bits: UInt64) -> UInt32 { bits & bit == 0 ? 0 : Permission.execute.rawValue }
        guard effectiveMode != .unconfined else { return Comparable(allow: .execute) }
        let words = AccessWords(
            allow: word(capabilities.allow),
            deny: 0,
            audit: word(capabilities.audit),
            quiet: word(capabilities.quiet)
        )
        return Comparable(StateMeaning(words: words), .execute, auditsAll: auditsAll)
    }

    /// What may be done with a socket of a family and type, whatever its protocol or address.
    private func socket(_ family: UInt16, _ type: UInt16, _ kernel: KernelDialect) -> Comparable {
        guard effectiveMode != .unconfined, let meaning = socketMeaning(family, type, kernel) else {
            return Comparable(allow: .ofSockets)
        }
        return Comparable(meaning, .ofSockets, auditsAll: auditsAll)
    }
}
