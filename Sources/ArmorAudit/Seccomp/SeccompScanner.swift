/// Finds records of filters in logs of any size.
package struct SeccompScanner: Sendable {
    package private(set) var calls = SeccompCalls()

    private let window: ClosedRange<UInt64>?
    private var source: SourceForm?
    private var carry: [UInt8] = []
    private var isSkipping = false

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
            if end - start <= LineReader.longest { take(Array(chunk[start..<end])) } else { calls.noteMalformed() }
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
            if isRecord { calls.noteMalformed() }
            return
        }
        if let window, let time = event.time, !window.contains(time) { return }
        calls.note(event)
    }
}
