package import ArmorAudit
import ArmorCompiled
import ArmorProof

/// Reads logs of a profile that logs each use of what it allows (`apparmor="AUDIT"`), and keeps who used what, and when.
///
///     var recorder = UseRecorder(profile: "web")
///     recorder.begin()                            // once for each file, oldest first
///     recorder.feed(bytes)                        // as often as there are bytes
///     let record = recorder.finish()
package struct UseRecorder: Sendable {
    private let profile: [UInt8]
    private let limits: EvidenceLimits
    private let window: ClosedRange<UInt64>?
    private var record = UseRecord()
    private var runs = RunFinder()
    private var bytes = 0

    private var stream = EventStream()

    /// A recorder that keeps what lies within the window, in milliseconds since 1970, and what has no time.
    package init(
        profile: String,
        window: ClosedRange<UInt64>? = nil,
        limits: EvidenceLimits = EvidenceLimits()
    ) {
        (self.profile, self.window, self.limits) = (Array(profile.utf8), window, limits)
    }

    /// Begins another source, whose form is told by its beginning where it is not given.
    package mutating func begin(_ source: SourceForm? = nil) {
        for event in stream.begin(source) { take(event) }
    }

    /// Takes the bytes that follow.
    package mutating func feed(_ chunk: [UInt8]) {
        for event in stream.feed(chunk) { take(event) }
    }

    /// Ends the reading.
    package mutating func finish() -> UseRecord {
        for event in stream.end() { take(event) }
        record.runs = runs.count
        for (need, use) in record.uses { record.uses[need] = closed(use) }
        return record
    }

    // MARK: Events

    /// Takes one event, where somebody else reads the logs; in their order.
    package mutating func take(_ event: AuditEvent) {
        if let window, let time = event.time, !window.contains(time) { return }
        if case .status(let change) = event.detail { return noteLoad(event, change) }
        guard event.status == .audit, let part = part(event) else { return }
        switch event.neglect {
        case nil: break
        // What a program wrote is no use; what no kernel writes so may have been one.
        case .irregular: return record.unknown += 1
        default: return
        }
        record.events += 1
        let run = runs.note(event)
        extend(run, to: event.time)
        if event.operation == "getattr" { return record.looks += 1 }
        let accesses = accesses(event)
        if accesses.isEmpty { record.unknown += 1 }
        let child = part.child.map { String(decoding: $0, as: UTF8.self) }
        for access in accesses { note(Need(child: child, access), event, run) }
    }

    /// A policy that is the same as before is not loaded by the kernel, whatever was asked of it.
    private mutating func noteLoad(_ event: AuditEvent, _ change: PolicyChange) {
        let isLoad = event.operation == "profile_load" || event.operation == "profile_replace"
        guard isLoad, record.events == 0, event.neglect == .noAccess, event.error == nil, event.info == nil,
            change.name?.bytes == profile
        else { return }
        record.hasLoad = true
    }

    /// The part of an event's label that is the profile's; none where it is another's.
    private func part(_ event: AuditEvent) -> AuditLabel? {
        event.label?.parts.first { $0.namespace == nil && $0.profile == profile }
    }

    /// What was asked for, one permission each; of an execution that enters another profile too.
    private func accesses(_ event: AuditEvent) -> [Access] {
        switch event.wants {
        case .success(let accesses): accesses
        case .failure(.unknown): []
        case .failure(.transition):
            if case .exec(let exec) = event.detail { [.file(exec.name, .execute)] } else { [] }
        }
    }

    private mutating func note(_ need: Need, _ event: AuditEvent, _ run: Int) {
        let size = 300 + (need.path?.count ?? 200)
        if record.uses[need] == nil {
            guard record.uses.count < limits.ofProfile, bytes + size <= limits.bytes else { return record.dropped += 1 }
            bytes += size
        }
        var use = record.uses.removeValue(forKey: need) ?? Use()
        if use.runs.last.map(Int.init) != run {
            use = closed(use)
            use.runs.append(UInt16(clamping: run))
            use.firstInRun = event.time
        }
        use.evidence.note(event)
        use.evidence.runs = use.runs.count
        let begin = record.spans[run]?.lowerBound
        let isEarly = begin.flatMap { begin in event.time.map { $0 - min($0, begin) <= Use.phase } } ?? false
        if !isEarly { use.isOfStart = false }
        record.uses[need] = use
    }

    // MARK: Runs

    private mutating func extend(_ run: Int, to time: UInt64?) {
        while record.spans.count <= run { record.spans.append(nil) }
        guard let time else { return }
        let span = record.spans[run]
        record.spans[run] = min(span?.lowerBound ?? time, time)...max(span?.upperBound ?? time, time)
    }

    /// A use whose last run is over: whether it was only then that it came.
    private func closed(_ use: Use) -> Use {
        guard let run = use.runs.last, use.isOfEnd else { return use }
        var use = use
        let end = record.spans.indices.contains(Int(run)) ? record.spans[Int(run)]?.upperBound : nil
        use.isOfEnd = end.flatMap { end in use.firstInRun.map { end - min(end, $0) <= Use.phase } } ?? false
        return use
    }
}

extension Evidence {
    fileprivate mutating func note(_ event: AuditEvent) {
        count += 1
        if event.isTrusted == true { trusted += 1 }
        if event.isOwner == true { asOwner += 1 }
        first = [first, event.time].compactMap(\.self).min()
        last = [last, event.time].compactMap(\.self).max()
        if let comm = event.comm { note(comm: comm) }
    }
}
