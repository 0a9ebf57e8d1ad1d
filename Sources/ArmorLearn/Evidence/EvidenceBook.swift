package import ArmorAudit
import ArmorCompiled

/// What logs tell of the needs of profiles: events gathered by distinct access.
package struct EvidenceBook: Sendable {
    /// The profile that is learned; none for each that is seen.
    private let profile: String?
    private let limits: EvidenceLimits
    private var runs = RunCounter()
    /// By the name of the profile.
    package private(set) var profiles: [String: ProfileEvidence] = [:]
    /// Events of others, and of more profiles than are kept.
    package private(set) var others = 0

    package init(profile: String?, limits: EvidenceLimits = EvidenceLimits()) {
        (self.profile, self.limits) = (profile, limits)
    }

    /// How many times the machine was started, as far as the records tell; 1 where they tell nothing.
    package var runCount: Int { runs.count }

    package mutating func add(_ event: AuditEvent) {
        guard let (name, child) = owner(of: event) else {
            others += 1
            return
        }
        guard profiles[name] != nil || profiles.count < limits.profiles else {
            others += 1
            return
        }
        let run = runs.run(of: event)
        profiles[name, default: ProfileEvidence(limits: limits)].add(event, child: child, run: run)
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
    /// Folders with more names than are kept, and how many events named one.
    package private(set) var floods: [[UInt8]: Int] = [:]
    /// Events that were evidence.
    package private(set) var events = 0

    private let limits: EvidenceLimits
    private var folders: [[UInt8]: Int] = [:]
    private var bytes = 0

    init(limits: EvidenceLimits) { self.limits = limits }

    mutating func add(_ event: AuditEvent, child: String?, run: Int) {
        if let reason = event.neglect { return neglected[reason, default: 0] += 1 }
        switch event.accesses() {
        case .failure(.transition): neglected[.transition, default: 0] += 1
        case .failure(.unknown): neglected[.unknown, default: 0] += 1
        case .success(let accesses):
            var isKept = false
            for access in accesses where note(Need(child: child, access), event, run) { isKept = true }
            if isKept { events += 1 } else { neglected[.flooded, default: 0] += 1 }
        }
    }

    /// Whether the need is kept.
    private mutating func note(_ need: Need, _ event: AuditEvent, _ run: Int) -> Bool {
        if needs[need] == nil, !makeRoom(for: need) { return false }
        needs[need, default: Evidence()].note(event, run: run)
        return true
    }

    private mutating func makeRoom(for need: Need) -> Bool {
        let size = need.size
        let folder = need.folder
        if let folder, let flood = floods[folder] {
            floods[folder] = flood + 1
            return false
        }
        guard needs.count < limits.ofProfile, bytes + size <= limits.bytes else { return false }
        if let folder {
            guard folders[folder, default: 0] < limits.inFolder else {
                drop(folder)
                return false
            }
            folders[folder, default: 0] += 1
        }
        bytes += size
        return true
    }

    /// Takes what was kept of a folder away: the names in it are an enemy's, or too many to be named.
    private mutating func drop(_ folder: [UInt8]) {
        var count = 1
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
    fileprivate mutating func note(_ event: AuditEvent, run: Int) {
        count += 1
        if event.isTrusted == true { trusted += 1 }
        if event.isOwner == true { asOwner += 1 }
        if event.status == .denied { denied += 1 }
        if let time = event.time {
            first = min(first ?? time, time)
            last = max(last ?? time, time)
        }
        if let comm = event.comm { note(comm: comm) }
        if runs.count < Self.mostRuns { runs.insert(run) }
    }
}

extension Need {
    /// The path, where the need is one of a file.
    package var path: [UInt8]? { if case .file(let path, _) = access { path } else { nil } }

    /// The folder that a file is in, with its slash; of a folder the one above it.
    fileprivate var folder: [UInt8]? {
        guard let path else { return nil }
        let end = path.dropLast().lastIndex(of: UInt8(ascii: "/")) ?? 0
        return Array(path[...end])
    }

    /// Bytes, about.
    fileprivate var size: Int { 200 + (path?.count ?? 200) }
}

/// Tells runs of the machine apart: the numbers of records begin again with each.
struct RunCounter: Sendable {
    private(set) var count = 1
    private var last: [[UInt8]: UInt64] = [:]

    /// Records of several processors may be out of order by a little.
    private static let slack: UInt64 = 1_000
    private static let mostNodes = 1_000

    mutating func run(of event: AuditEvent) -> Int {
        guard let serial = event.serial else { return count }
        let node = event.node ?? []
        if let before = last[node], serial + Self.slack < before {
            count += 1
            last[node] = serial
        } else if last[node] != nil || last.count < Self.mostNodes {
            last[node] = max(last[node] ?? 0, serial)
        }
        return count
    }
}
