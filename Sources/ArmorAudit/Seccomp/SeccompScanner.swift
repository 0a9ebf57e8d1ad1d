/// Finds records of filters in logs of any size, counted by profile, call and what was done; memory is bounded.
package struct SeccompScanner: Sendable {
    /// What makes two events the same.
    package struct Key: Sendable, Hashable {
        /// As ``AuditLabel`` has it; none where the kernel says none.
        package let label: AuditLabel?
        package let arch: UInt32
        package let number: UInt32
        package let action: SeccompEvent.Action
        package let comm: [UInt8]
    }

    package struct Count: Sendable, Hashable {
        package var events = 0
        package var trusted = 0
        /// Milliseconds since 1970.
        package var first: UInt64?
        package var last: UInt64?
    }

    package private(set) var counts: [Key: Count] = [:]
    /// Lines that look like such records and cannot be read.
    package private(set) var malformed = 0
    /// Events for which there was no room.
    package private(set) var dropped = 0

    private let window: ClosedRange<UInt64>?
    private var source: SourceForm?
    private var carry: [UInt8] = []
    private var isSkipping = false

    /// Distinct keys; names of programs are an enemy's, and each has at most 15 bytes in a kernel.
    private static let most = 20_000

    package init(window: ClosedRange<UInt64>? = nil) { self.window = window }

    /// Begins another source, whose form is told by its beginning where it is not given.
    package mutating func begin(_ source: SourceForm? = nil) {
        end()
        self.source = source
    }

    /// Takes the bytes that follow.
    package mutating func feed(_ chunk: [UInt8]) {
        if source == nil, !chunk.isEmpty {
            source = SourceForm.of(beginning: chunk.span.extracting(0..<min(chunk.count, 1 << 16)))
        }
        let span = chunk.span
        let all = 0..<chunk.count
        guard let first = span.position(of: UInt8(ascii: "\n"), in: all),
            let last = span.lastPosition(of: UInt8(ascii: "\n"), in: all)
        else { return extend(chunk[...]) }
        extend(chunk[..<first])
        take(carry)
        (carry, isSkipping) = ([], false)
        // No other record has this field, so that most stretches are passed over at once.
        let lines = first + 1..<last + 1
        var position = lines.lowerBound
        while let mark = span.position(of: " compat=", in: position..<lines.upperBound) {
            let start = span.lastPosition(of: UInt8(ascii: "\n"), in: position..<mark).map { $0 + 1 } ?? position
            let end = span.position(of: UInt8(ascii: "\n"), in: mark..<lines.upperBound) ?? last
            if end - start <= LineReader.longest { take(Array(chunk[start..<end])) } else { malformed += 1 }
            position = end + 1
        }
        extend(chunk[(last + 1)...])
    }

    /// Ends the reading.
    package mutating func end() {
        take(carry)
        (carry, isSkipping) = ([], false)
    }

    private mutating func extend(_ piece: ArraySlice<UInt8>) {
        if isSkipping { return }
        carry += piece.prefix(LineReader.longest + 1 - carry.count)
        isSkipping = carry.count > LineReader.longest
    }

    private mutating func take(_ line: [UInt8]) {
        guard line.count <= LineReader.longest, line.span.position(of: " compat=", in: 0..<line.count) != nil else {
            return
        }
        guard let event = SeccompRecord.read(line, source ?? .text) else {
            let isRecord = ["type=SECCOMP ", "type=1326 "].contains { (mark: StaticString) in
                line.span.position(of: mark, in: 0..<line.count) != nil
            }
            if isRecord { malformed += 1 }
            return
        }
        if let window, let time = event.time, !window.contains(time) { return }
        let key = Key(
            label: event.label,
            arch: event.arch,
            number: event.number,
            action: event.action,
            comm: event.comm
        )
        guard counts[key] != nil || counts.count < Self.most else { return dropped += 1 }
        counts[key, default: Count()].note(event)
    }
}

extension SeccompScanner.Count {
    fileprivate mutating func note(_ event: SeccompEvent) {
        events += 1
        if event.trust == .kernel { trusted += 1 }
        first = [first, event.time].compactMap(\.self).min()
        last = [last, event.time].compactMap(\.self).max()
    }
}
