/// Cuts a text that comes in chunks where no record goes on, so that each part can be read by itself.
///
/// Of every part some lines around it are kept, in which the other half of a record of the journal may be.
struct TextBlocks: Sendable {
    /// Whole lines to read, and the bytes around them.
    struct Part: Sendable {
        let text: [UInt8]
        let lines: Range<Int>
    }

    private var pending: [UInt8] = []
    /// Where in the pending bytes those begin that are still to be read.
    private var start = 0

    /// Where no line ends a record for so long, any line does.
    private static let mostPending = 1 << 16
    /// Lines that are longer come in parts.
    private static let longestLine = 1 << 22

    /// The parts that are whole with the next bytes.
    mutating func feed(_ chunk: [UInt8]) -> [Part] {
        guard chunk.count > Self.mostPending * 2 else {
            pending += chunk
            return chunk.contains(UInt8(ascii: "\n")) || pending.count > Self.longestLine ? cutPending() : []
        }
        guard let cut = firstCut(chunk) else {
            pending += chunk
            return cutPending()
        }
        let after = Self.end(of: chunk, from: cut)
        let seam = Part(text: pending + chunk[..<after], lines: start..<pending.count + cut)
        let hold = lastCut(chunk, from: cut)
        keep(chunk, from: hold)
        return [seam, Part(text: chunk, lines: cut..<hold)].filter { !$0.lines.isEmpty }
    }

    /// What is left; `nil` where nothing is.
    mutating func end() -> Part? {
        defer { (pending, start) = ([], 0) }
        return start < pending.count ? Part(text: pending, lines: start..<pending.count) : nil
    }

    /// The lines that are whole so far, without waiting for one that might go on with the last.
    mutating func flush() -> Part? {
        guard let newline = pending.lastIndex(of: UInt8(ascii: "\n")), newline >= start else { return nil }
        let part = Part(text: pending, lines: start..<newline + 1)
        keep(pending, from: newline + 1)
        return part
    }

    /// The end of the lines after a place that are looked at with those before it.
    private static func end(of text: [UInt8], from place: Int) -> Int {
        let most = min(text.count, place + JournalPairs.mostBytes)
        var end = place
        for _ in 0...JournalPairs.mostLines {
            guard let newline = text.span.position(of: UInt8(ascii: "\n"), in: end..<most) else { return most }
            end = newline + 1
        }
        return end
    }

    private mutating func cutPending() -> [Part] {
        let text = pending
        var hold = lastCut(text, from: start)
        if hold == start, text.count - start > Self.longestLine {
            // JSON on one line: between two values where one can be found.
            let window = text[max(start, text.count - Self.mostPending)...]
            hold =
                (window.lastIndex(of: UInt8(ascii: "}")) ?? window.lastIndex(of: UInt8(ascii: ",")) ?? text.count - 1)
                + 1
        }
        guard hold > start else { return [] }
        let part = Part(text: text, lines: start..<hold)
        keep(text, from: hold)
        return [part]
    }

    /// Keeps what comes from a place on, and some lines before it.
    private mutating func keep(_ text: [UInt8], from place: Int) {
        let window = max(0, place - JournalPairs.mostBytes)..<place
        var first = place
        for _ in 0...JournalPairs.mostLines where first > window.lowerBound {
            let newline = text.span.lastPosition(of: UInt8(ascii: "\n"), in: window.lowerBound..<first - 1)
            guard let newline else {
                first = window.lowerBound == 0 ? 0 : first
                break
            }
            first = newline + 1
        }
        pending = Array(text[first...])
        start = place - first
    }

    /// Where in a chunk's beginning a line begins that goes on with no other, after enough lines for its other half.
    private func firstCut(_ chunk: [UInt8]) -> Int? {
        var (count, position) = (0, 0)
        var last: Int?
        while let newline = chunk.span.position(of: UInt8(ascii: "\n"), in: position..<chunk.count) {
            position = newline + 1
            count += 1
            guard count > JournalPairs.mostLines + 1 || position > JournalPairs.mostBytes * 2 else { continue }
            last = position
            if position > Self.mostPending || isCut(chunk, position) { break }
        }
        return last
    }

    /// Where the last line begins that goes on with no other, from a place on, and that has enough lines after it.
    private func lastCut(_ text: [UInt8], from start: Int) -> Int {
        var newline = text.count
        let near = max(start, text.count - JournalPairs.mostBytes)
        for _ in 0...JournalPairs.mostLines {
            guard let before = text.span.lastPosition(of: UInt8(ascii: "\n"), in: near..<newline) else { break }
            newline = before
        }
        if newline == text.count {
            guard let last = text.span.lastPosition(of: UInt8(ascii: "\n"), in: start..<text.count) else {
                return start
            }
            newline = last
        }
        let least = max(start, newline - Self.mostPending)
        var end = newline
        var last: Int?
        while end > least {
            guard let before = text.span.lastPosition(of: UInt8(ascii: "\n"), in: least..<end) else { break }
            if last == nil { last = before + 1 }
            if isCut(text, before + 1) { return before + 1 }
            end = before
        }
        // Nothing is cut where all pending lines may belong together and are few.
        return least == start ? start : last ?? newline + 1
    }

    private func isCut(_ text: [UInt8], _ line: Int) -> Bool {
        let end = text.span.position(of: UInt8(ascii: "\n"), in: line..<text.count) ?? text.count
        if WrappedRecord.mayContinue(text, line..<end) { return false }
        // The line before may be the record's first.
        let content = WrappedRecord.content(text, line..<end)
        return !text.span.starts(with: "apparmor", in: content)
    }
}
