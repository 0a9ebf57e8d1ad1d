import ArmorGlob
import ArmorPolicy
import ArmorSource

/// What the rules of a policy, its own and its children's, ask of the runtime.
///
/// A runtime's limits hold for the whole container, so what any profile in it may do counts.
struct Grants {
    /// Something that the policy grants, and where.
    struct Found {
        let what: String
        let place: Place?
    }

    /// Kinds of profile that let through what no rule names.
    private static let permissive: Set<ProfileSettings.Mode> = [.defaultAllow, .unconfined]

    private let bodies: [[Rule]]
    private let hats: [Located<String>]
    private let isPermissive: Bool
    private let includes: [Located<Include>]
    private let isBane: Bool

    init(_ policy: Policy) {
        let children = policy.main.children
        bodies = ([policy.main] + children.map(\.body)).map { $0.rules.map(RawReading.interpreted) }
        hats = children.filter(\.isHat).map(\.name)
        isPermissive = policy.main.settings.mode.map { Self.permissive.contains($0.value) } ?? false
        isBane = policy.isBane
        includes = ([policy.main] + children.map(\.body)).flatMap(\.settings.includes).filter { !$0.value.isPreamble }
    }

    // MARK: Capabilities

    var capabilities: ContainerSpec.Decided<ContainerSpec.Capabilities> {
        if isPermissive { return ContainerSpec.Decided(.runtimes(but: []), at: nil) }
        let general = bodies.joined().filter { $0.action == .allow && grantsEveryCapability($0) }
        let allowed = CapabilityRule.all.filter { name in bodies.contains { Self.allows(name, $0) } }
        guard let first = general.first else {
            let place = bodies.joined().first { $0.value is CapabilityRule }?.origin?.place
            return ContainerSpec.Decided(.only(allowed), at: place)
        }
        let denied = CapabilityRule.all.filter { !allowed.contains($0) }
        // A preset that grants all of them means that the runtime is to choose, as docker-default does, and so does bane.
        if isBane || general.allSatisfy({ $0.origin?.layer.isPreset == true }) {
            return ContainerSpec.Decided(.runtimes(but: denied), at: first.origin?.place)
        }
        return ContainerSpec.Decided(.allBut(denied), at: first.origin?.place)
    }

    private func grantsEveryCapability(_ rule: Rule) -> Bool {
        if rule.value is AllRule { return true }
        return (rule.value as? CapabilityRule).map { $0.name == nil } ?? false
    }

    private static func allows(_ name: String, _ rules: [Rule]) -> Bool {
        let concerned = rules.filter { rule in
            rule.value is AllRule || (rule.value as? CapabilityRule).map { $0.name == nil || $0.name == name } ?? false
        }
        return allows(concerned)
    }

    /// Whether one of the rules that allow stands above all that deny (apparmor.d(5), priority).
    private static func allows(_ rules: [Rule]) -> Bool {
        let deny = rules.filter { $0.action == .deny }.map(\.rank).max()
        return rules.contains { $0.action == .allow && $0.rank > deny ?? .min }
    }

    // MARK: Network

    /// The families that a socket may be of.
    var families: [String] {
        if isPermissive { return NetworkRule.families.sorted() }
        let allowed = NetworkRule.families.filter { family in bodies.contains { Self.allows(family: family, $0) } }
        return allowed.sorted()
    }

    /// Whether nothing but unix sockets can be made, as far as the rules tell.
    var isWithoutNetwork: Bool { includes.isEmpty && !hasUnreadRules && Set(families).isSubset(of: ["unix"]) }

    private static func allows(family: String, _ rules: [Rule]) -> Bool {
        let concerned = rules.filter { rule in
            switch rule.value {
            case is AllRule: true
            case let network as NetworkRule:
                // A rule that denies a part of a family leaves the family.
                (network.family == nil || network.family == family) && (rule.action == .allow || network.type == nil)
            case is UnixRule: family == "unix" && rule.action == .allow
            default: false
            }
        }
        return allows(concerned)
    }

    // MARK: Files

    /// A grant of writing that a read-only root file system would break; none if there is none. `tmpfs` are the paths that
    /// stay writable beside the runtime's own.
    func writeOutside(_ tmpfs: [String]) -> Found? {
        if isPermissive { return Found(what: "everything", place: nil) }
        if let include = includes.first { return Found(what: "what \(include.value.path) says", place: include.place) }
        let free = (["/dev", "/proc", "/sys"] + tmpfs).flatMap { folder in
            let name = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
            return [try? Glob.parse("\(name)/**"), try? Glob.parse("\(name)/")].compactMap(\.self)
        }
        for rule in bodies.joined() where rule.action == .allow {
            if rule.value is AllRule { return Found(what: "everything", place: rule.origin?.place) }
            if rule.value is RawRule { return Found(what: "a raw rule", place: rule.origin?.place) }
            guard let file = rule.value as? FileRule, file.writes else { continue }
            guard let path = file.path else { return Found(what: "writing every file", place: rule.origin?.place) }
            guard let plain = try? path.expandedVariables else {
                return Found(what: "writing \(path.text)", place: rule.origin?.place)
            }
            switch covered(plain, by: free) {
            case .covered, .empty: continue
            case .notCovered, .undecided:
                return Found(what: "writing \(path.text)", place: rule.origin?.place)
            }
        }
        return nil
    }

    // MARK: Privileges

    /// What no_new_privs would break (prctl(2), PR_SET_NO_NEW_PRIVS): with it an execution neither enters another profile nor
    /// gains what a set-uid file gives.
    var needsNewPrivileges: Found? {
        if isPermissive { return Found(what: "the profile lets everything be run", place: nil) }
        for rule in bodies.joined() where rule.action == .allow {
            if rule.value is ChangeProfileRule {
                return Found(what: "the policy changes to another profile", place: rule.origin?.place)
            }
            if rule.value is AllRule { return Found(what: "everything is granted", place: rule.origin?.place) }
            if case .mode(let mode)? = (rule.value as? FileRule)?.execute, mode.transition != .inherit {
                return Found(what: "a program is run under another profile", place: rule.origin?.place)
            }
        }
        if let hat = hats.first { return Found(what: "the hat \"\(hat.value)\" is entered", place: hat.place) }
        for rules in bodies {
            let access = EffectiveAccess(rules)
            for path in Self.setUID {
                guard let index = access.granting(.execute, on: Array(path.utf8), to: .other).first else { continue }
                return Found(what: "\(path), which is set-uid, may be run", place: rules[index].origin?.place)
            }
        }
        return nil
    }

    /// The programs that Debian and Alpine install set-uid, set-gid or with file capabilities, and that servers' images
    /// call.
    private static let setUID = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].flatMap { folder in
        [
            "su", "sudo", "doas", "pkexec", "mount", "umount", "passwd", "newgrp", "gpasswd", "chsh", "chfn",
            "newuidmap",
            "newgidmap", "fusermount", "fusermount3", "ping", "crontab", "bwrap",
        ].map { "\(folder)/\($0)" }
    }

    // MARK: What is not read

    private var hasUnreadRules: Bool { bodies.joined().contains { $0.value is RawRule } }

    /// What the rules say and this reading does not see, and what it concluded of the capabilities.
    var notes: [Diagnostic] {
        let capabilities = capabilities
        var notes: [Diagnostic] = []
        if case .runtimes = capabilities.value {
            let why =
                isPermissive
                ? "the profile's mode lets everything through"
                : isBane ? "a bane file asks for none" : "a preset grants all of them"
            notes.append(
                .decided("the runtime's own capabilities stay, without those denied: \(why)", at: capabilities.place)
            )
        }
        notes += includes.map {
            .leftOut("\($0.value.path) is not read: capabilities that it grants are not given", at: $0.place)
        }
        notes += bodies.joined().filter { $0.value is RawRule }.map {
            .leftOut(
                "the raw rule \"\($0.text)\" is not read: a capability that it grants is not given",
                at: $0.origin?.place
            )
        }
        return notes
    }
}

extension FileRule {
    /// Whether it speaks of anything that changes a file or a folder.
    var writes: Bool { [.write, .append, .link].contains(where: names) }
}
