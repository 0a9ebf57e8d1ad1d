/// Reads the output of strace(1), with -f and whatever of -t, -y and -s, for one profile: accesses as audit events would tell of
/// them, and the calls that were made. Memory is bounded.
package struct StraceScanner: Sendable {
    /// How often something came.
    package struct Count: Sendable, Hashable {
        package var events = 0
        /// Of them those that the kernel refused with EACCES or EPERM.
        package var denied = 0
    }

    /// By the names that strace gives to calls.
    package private(set) var calls: [String: Count] = [:]
    /// Lines that are no call, no half of one and no message.
    package private(set) var malformed = 0
    /// Accesses whose path is not told: relative without -y, or cut off by -s.
    package private(set) var unresolved = 0
    /// Distinct accesses for which there was no room.
    package private(set) var dropped = 0
    /// Calls that were refused, by which a capability can be guessed and not known.
    package private(set) var refusals: [StraceRefusal: Int] = [:]
    /// Of calls that are allowed by an argument, how often each value of it came, as strace writes it. A call that has more
    /// values than are kept has the empty one.
    package private(set) var arguments: [String: [String: Count]] = [:]

    private struct Key: Hashable {
        let access: [UInt8]
        let mask: String
        let kind: UInt8
        let isDenied: Bool
        /// Whether a path is of a folder if the trace shows it to be one anywhere.
        var mayBeFolder = false
    }

    private var events: [Key: (event: AuditEvent, count: UInt32)] = [:]
    private let label: AuditLabel
    private var carry: [UInt8] = []
    private var isSkipping = false
    /// First halves of calls, by process.
    private var halves: [UInt32: [UInt8]] = [:]

    /// Where processes are, as far as -y tells.
    private var places: [UInt32: [UInt8]] = [:]
    private var folders = StraceFolders()

    private static let mostAccesses = 200_000
    private static let mostProcesses = 4_096
    private static let mostCalls = 2_048

    package init(profile: String) { label = AuditLabel(profile) }

    /// Takes the bytes that follow.
    package mutating func feed(_ chunk: [UInt8]) {
        var start = 0
        while let end = chunk.span.position(of: UInt8(ascii: "\n"), in: start..<chunk.count) {
            extend(chunk[start..<end])
            line()
            start = end + 1
        }
        extend(chunk[start...])
    }

    /// Ends a file: the processes of the next are others.
    package mutating func end() {
        line()
        (halves, places) = ([:], [:])
        folders.endProcesses()
    }

    /// The accesses, as logs have them; nothing in strace's output is the kernel's word.
    package var accesses: [ObservedAccess] {
        var all: [Key: (event: AuditEvent, count: UInt32)] = [:]
        for (key, value) in events {
            let isFolder = key.mayBeFolder && folders.contains(key.access)
            var plain = key
            plain.mayBeFolder = false
            var event = value.event
            if isFolder {
                plain = Key(access: key.access + [UInt8(ascii: "/")], mask: key.mask, kind: 0, isDenied: key.isDenied)
                event.detail = .file(FileAccess(name: plain.access))
            }
            let (sum, isOver) = (all[plain]?.count ?? 0).addingReportingOverflow(value.count)
            all[plain] = (event, isOver ? .max : sum)
        }
        return all.values.map { event, count in
            ObservedAccess(
                event: event,
                count: count,
                first: nil,
                last: nil,
                comms: [],
                hasMoreComms: false,
                runs: 1
            )
        }
    }

    private mutating func extend(_ piece: ArraySlice<UInt8>) {
        if isSkipping { return }
        carry += piece.prefix(LineReader.longest + 1 - carry.count)
        isSkipping = carry.count > LineReader.longest
    }

    private mutating func line() {
        defer { (carry, isSkipping) = ([], false) }
        if isSkipping { return malformed += 1 }
        if carry.isEmpty { return }
        switch StraceLine(carry) {
        case .other: break
        case .malformed: malformed += 1
        case .call(let call): take(call)
        case .unfinished(let process, let text):
            guard halves[process] != nil || halves.count < Self.mostProcesses else { return dropped += 1 }
            halves[process] = text
        case .resumed(let process, let name, let text):
            // Its beginning may lie before the log's.
            guard let half = halves.removeValue(forKey: process) else { return malformed += 1 }
            guard half.count + text.count <= 2 * LineReader.longest,
                let call = StraceCall(half + text, process: process),
                call.name == name
            else { return malformed += 1 }
            take(call)
        }
    }

    private mutating func take(_ call: StraceCall) {
        guard calls[call.name] != nil || calls.count < Self.mostCalls else { return dropped += 1 }
        calls[call.name, default: Count()].events += 1
        if call.isDenied { calls[call.name, default: Count()].denied += 1 }
        if let refusal = StraceRefusal(call), refusals[refusal] != nil || refusals.count < Self.mostCalls {
            refusals[refusal, default: 0] += 1
        }
        if let value = call.decidingArgument { note(value, of: call) }
        switch call.move {
        case .none: break
        case .unknown: places[call.process] = nil
        case .to(let path):
            if places[call.process] != nil || places.count < Self.mostProcesses { places[call.process] = path }
        }
        folders.take(call, in: places[call.process])
        for access in call.accesses(in: places[call.process]) { note(access, call.isDenied) }
    }

    private mutating func note(_ value: String, of call: StraceCall) {
        let known = arguments[call.name]?[value] != nil
        let hasRoom =
            known || (arguments[call.name]?.count ?? 0) < Self.mostValues && value.utf8.count <= Self.longestValue
        var count = arguments[call.name]?[hasRoom ? value : ""] ?? Count()
        count.events += 1
        if call.isDenied { count.denied += 1 }
        arguments[call.name, default: [:]][hasRoom ? value : ""] = count
    }

    private static let mostValues = 64
    /// Bytes; all flags of clone(2) together are shorter.
    private static let longestValue = 400

    private mutating func note(_ access: StraceAccess, _ isDenied: Bool) {
        let key: Key
        let event: AuditEvent
        switch access {
        case .unresolved: return unresolved += 1
        case .file(let path, let mask, let kind):
            folders.note(access: path)
            key = Key(access: path, mask: mask, kind: 0, isDenied: isDenied, mayBeFolder: kind == .unknown)
            event = self.event("open", .file(FileAccess(name: path)), mask, isDenied)
        case .execute(let path):
            folders.note(access: path)
            key = Key(access: path, mask: "x", kind: 1, isDenied: isDenied)
            event = self.event("exec", .exec(ExecAccess(name: path, target: nil)), "x", isDenied)
        case .link(let path, let target):
            key = Key(access: path + [0] + target, mask: "l", kind: 2, isDenied: isDenied)
            event = self.event("link", .link(LinkAccess(name: path, target: target)), "l", isDenied)
        case .network(let family, let type):
            key = Key(access: Array(family.utf8), mask: type, kind: 3, isDenied: isDenied)
            let socket = NetworkAccess(
                family: family,
                type: type,
                transport: nil,
                local: Endpoint(),
                foreign: Endpoint(),
                source: Endpoint(),
                destination: Endpoint()
            )
            event = self.event("create", .network(socket), "create", isDenied)
        }
        guard let known = events[key] else {
            guard events.count < Self.mostAccesses else { return dropped += 1 }
            return events[key] = (event, 1)
        }
        events[key] = (known.event, known.count == .max ? .max : known.count + 1)
    }

    private func event(_ operation: String, _ detail: EventDetail, _ mask: String, _ isDenied: Bool) -> AuditEvent {
        AuditEvent(
            envelope: .bare,
            node: nil,
            time: nil,
            serial: nil,
            trust: .untrusted(.traced),
            status: isDenied ? .denied : .allowed,
            operation: operation,
            mediation: nil,
            label: label,
            detail: detail,
            pid: nil,
            comm: nil,
            requested: mask,
            denied: isDenied ? mask : "",
            fsuid: nil,
            ouid: nil,
            error: nil,
            info: nil,
            others: []
        )
    }
}
