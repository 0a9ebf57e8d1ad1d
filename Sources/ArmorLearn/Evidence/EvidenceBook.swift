package import ArmorAudit
import ArmorCompiled
import ArmorPolicy

/// What logs tell of the needs of profiles: events gathered by distinct access.
package struct EvidenceBook: Sendable {
    /// The profile that is learned; none for each that is seen.
    private let profile: String?
    private let limits: EvidenceLimits
    /// By the name of the profile.
    package private(set) var profiles: [String: ProfileEvidence] = [:]
    /// Events of others, and of more profiles than are kept.
    package private(set) var others = 0

    package init(profile: String?, limits: EvidenceLimits = EvidenceLimits()) {
        (self.profile, self.limits) = (profile, limits)
    }

    /// Takes an access that a scan saw.
    package mutating func add(_ observed: ObservedAccess) {
        guard let (name, child) = owner(of: observed.event),
            profiles[name] != nil || profiles.count < limits.profiles
        else {
            others += Int(observed.count)
            return
        }
        profiles[name, default: ProfileEvidence(limits: limits)].add(observed, child: child)
    }

    /// The profile that an event is of, and the child in it.
    private func owner(of event: AuditEvent) -> (profile: String, child: String?)? {
        for part in event.label?.parts ?? [] where part.namespace == nil {
            guard let name = String(validating: part.profile, as: UTF8.self) else { continue }
            guard profile.map({ $0 == name }) ?? (name != "unconfined") else { continue }
            let child = part.child.map { String(decoding: $0, as: UTF8.self) }
            return (name, child)
        }
        return nil
    }
}

/// What logs tell of one profile.
package struct ProfileEvidence: Sendable {
    package private(set) var needs: [Need: Evidence] = [:]
    /// Events that are no evidence, by why.
    package private(set) var neglected: [Neglect: Int] = [:]
    /// Some of the names that these events are about: profiles and paths.
    package private(set) var neglectedNames: [Neglect: [[UInt8]]] = [:]
    /// Needs of paths outside of the root that the process sees, as a profile with the flag `attach_disconnected` is asked
    /// about them: with "/" in front.
    private var disconnected: [Need: Evidence] = [:]
    /// Folders with more names than are kept, and how many events named one.
    package private(set) var floods: [[UInt8]: Int] = [:]
    /// Events that were evidence.
    package private(set) var events = 0
    /// Those of them under a profile that the kernel made, because no rule allows what was executed: it mediates less than
    /// a profile of the parser's. Kernel 6.1 tells nothing of the network there (`aa_new_learning_profile` of
    /// `security/apparmor/policy.c` makes it without rules for it).
    package private(set) var underNullProfiles = 0

    private let limits: EvidenceLimits
    private var folders: [[UInt8]: Int] = [:]
    private var bytes = 0

    package init(limits: EvidenceLimits = EvidenceLimits()) { self.limits = limits }

    mutating func add(_ observed: ObservedAccess, child: String?) {
        let count = Int(observed.count)
        if let reason = observed.event.neglect { return neglect(observed, reason, child) }
        switch observed.event.wants {
        case .failure(.transition): neglected[.transition, default: 0] += count
        case .failure(.unknown): neglected[.unknown, default: 0] += count
        case .success(let accesses):
            var isKept = false
            for access in accesses where note(Need(child: child, access), observed) { isKept = true }
            guard isKept else { return neglected[.flooded, default: 0] += count }
            events += count
            if observed.event.label?.isNull == true { underNullProfiles += count }
        }
    }

    private mutating func neglect(_ observed: ObservedAccess, _ reason: Neglect, _ child: String?) {
        neglected[reason, default: 0] += Int(observed.count)
        if let name = observed.event.neglectedName(reason) { note(name, reason) }
        guard reason == .disconnected, let event = observed.event.attached,
            case .success(let accesses) = event.wants
        else { return }
        for access in accesses {
            let need = Need(child: child, access)
            guard disconnected[need] != nil || disconnected.count < limits.inFolder else { return }
            disconnected[need, default: Evidence()].note(observed)
        }
    }

    private mutating func note(_ name: [UInt8], _ reason: Neglect) {
        var names = neglectedNames[reason] ?? []
        guard names.count < Self.mostNames, !names.contains(name) else { return }
        names.append(name)
        neglectedNames[reason] = names
    }

    private static let mostNames = 3

    /// The evidence for a policy: where its profile has the flag `attach_disconnected`, paths outside of the root are needs.
    func resolved(for policy: Policy) -> ProfileEvidence {
        var result = self
        var resolved = 0
        for (need, evidence) in disconnected {
            guard let prefix = policy.body(need.child)?.disconnectedPrefix else { continue }
            var attached = need
            if case .file(let path, let permission) = need.access { attached.access = .file(prefix + path, permission) }
            result.needs[attached] = result.needs[attached]?.joined(evidence) ?? evidence
            result.disconnected[need] = nil
            resolved += evidence.count
        }
        // One event may be of several needs.
        guard result.disconnected.isEmpty, resolved > 0 else { return result }
        result.events += neglected[.disconnected] ?? 0
        result.neglected[.disconnected] = nil
        result.neglectedNames[.disconnected] = nil
        return result
    }

    /// Whether the need is kept.
    private mutating func note(_ need: Need, _ observed: ObservedAccess) -> Bool {
        if needs[need] == nil, !makeRoom(for: need, Int(observed.count)) { return false }
        needs[need, default: Evidence()].note(observed)
        return true
    }

    private mutating func makeRoom(for need: Need, _ count: Int) -> Bool {
        let size = need.size
        let folder = need.folder
        if let folder, let flood = floods[folder] {
            floods[folder] = flood + count
            return false
        }
        guard needs.count < limits.ofProfile, bytes + size <= limits.bytes else { return false }
        if let folder {
            guard folders[folder, default: 0] < limits.inFolder else {
                drop(folder, count)
                return false
            }
            folders[folder, default: 0] += 1
        }
        bytes += size
        return true
    }

    /// Takes what was kept of a folder away: the names in it are an enemy's, or too many to be named.
    private mutating func drop(_ folder: [UInt8], _ first: Int) {
        var count = first
        for (need, evidence) in needs where need.folder == folder {
            count += evidence.count
            bytes -= need.size
            needs[need] = nil
            neglected[.flooded, default: 0] += evidence.count
        }
        folders[folder] = nil
        floods[folder] = count
    }
}

extension Evidence {
    /// Operations by which the kernel asks about the file of a unix socket (security/apparmor/net.c and af_unix.c).
    private static let socketOperations: Set = ["connect", "sendmsg"]

    fileprivate mutating func note(_ observed: ObservedAccess) {
        let event = observed.event
        let number = Int(observed.count)
        count += number
        if event.isTrusted == true { trusted += number }
        if event.isOwner == true { asOwner += number }
        if event.fsuid == 0 { asRoot += number }
        if Self.socketOperations.contains(event.operation) { asSocket += number }
        if case .rename(let rename) = event.detail, rename.side == .source { renamed += number }
        if event.status == .denied { denied += number }
        if event.status == .denied, event.trust.doubt != .traced {
            enforced += number
            for comm in observed.comms { if let named = Interpreter(comm) { note(interpreter: named) } }
        }
        first = [first, observed.first].compactMap(\.self).min()
        last = [last, observed.last].compactMap(\.self).max()
        for comm in observed.comms { note(comm: comm) }
        runs = max(runs, Int(observed.runs))
    }
}

extension Need {
    /// The path, where the need is one of a file.
    package var path: [UInt8]? { if case .file(let path, _) = access { path } else { nil } }

    /// Whether a file is written, made or removed.
    var isWriting: Bool {
        if case .file(_, let permission) = access { permission == .write || permission == .append } else { false }
    }

    /// The folder that a file is in, with its slash; of a folder the one above it.
    fileprivate var folder: [UInt8]? {
        guard let path else { return nil }
        let end = path.dropLast().lastIndex(of: UInt8(ascii: "/")) ?? 0
        return Array(path[...end])
    }

    /// Bytes, about.
    fileprivate var size: Int { 200 + (path?.count ?? 200) }
}
