/// How the lines of one shape are made up: what is the same in each of them, and the holes between. A line that fits has the
/// shape, without being taken apart field by field.
///
/// Fitting is exact. What stands between the holes is the same, byte for byte; a quoted hole ends at the first quote and a
/// number with its last digit, as ``FieldScanner`` ends them: so the fields are the same, and ``LineShape`` would be too.
struct LineLayout: Sendable {
    enum Hole: Sendable {
        case name, comm
        /// Digits, at most so many.
        case number(Int)
    }

    /// A hole, and where in the cache's text ends what stands in front of it.
    struct Step: Sendable {
        let end: Int
        let hole: Hole
    }

    /// Where in the cache's text stands what is in front of each hole, one after another, and behind the last.
    fileprivate let text: Range<Int>
    /// Its steps among the cache's.
    fileprivate let steps: Range<Int>
    fileprivate let envelope: Envelope
    fileprivate let doubt: Doubt?
    fileprivate let shape: Int
    fileprivate let hash: UInt64

    /// What a line has in the holes, and the number of the shape, and its hash.
    struct Fit {
        var name = 0..<0
        var comm = 0..<0
        let shape: Int
        let hash: UInt64
    }
}

/// The layouts that were met last, found by how lines begin and end.
///
/// The texts and steps of all stand in two arrays: to look at one of its own for each line would count references.
struct LayoutCache: Sendable {
    private var layouts: [LineLayout?] = Array(repeating: nil, count: 256)
    private var text: [UInt8] = []
    private var steps: [LineLayout.Step] = []

    /// Of more text all layouts are forgotten: who writes a log can bring a new one with each line.
    private static let mostText = 1 << 18

    /// Where the layout of a line would be; none for a line that is too short.
    @inline(__always)
    func place(_ line: Span<UInt8>, _ body: Range<Int>) -> Int? {
        guard body.count >= 64 else { return nil }
        let (start, end) = (body.lowerBound, body.upperBound)
        var key = line.word(at: start) ^ line.word(at: start + 8) &* 3
        key ^= line.word(at: start + 16) &* 5 ^ line.word(at: start + 24) &* 7
        // Masks and owners stand at the end.
        key ^= line.word(at: end - 8) &* 11 ^ line.word(at: end - 16) &* 13
        key ^= line.word(at: end - 24) &* 17 ^ line.word(at: end - 32) &* 19
        return Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 56)
    }

    /// What a line has in the holes of a layout; none where it does not fit.
    @inline(__always)
    func fit(_ place: Int, _ line: Span<UInt8>, _ frame: LineFrame) -> LineLayout.Fit? {
        guard let layout = layouts[place], frame.envelope == layout.envelope, frame.doubt == layout.doubt,
            frame.obsoleteStatus == nil
        else { return nil }
        let (text, steps) = (text.span, steps.span)
        var fit = LineLayout.Fit(shape: layout.shape, hash: layout.hash)
        var position = frame.body.lowerBound
        let limit = frame.body.upperBound
        var start = layout.text.lowerBound
        for index in layout.steps {
            let step = steps[index]
            let next = position + step.end - start
            guard next <= limit, text.equals(start..<step.end, line, at: position) else { return nil }
            start = step.end
            switch step.hole {
            case .number(let most):
                position = next
                while position < limit, line[position] &- 0x30 < 10 { position += 1 }
                if position == next || position - next > most { return nil }
            case .name, .comm:
                guard let quote = line.position(of: UInt8(ascii: "\""), in: next..<limit) else { return nil }
                if case .name = step.hole { fit.name = next..<quote } else { fit.comm = next..<quote }
                position = quote
            }
        }
        let rest = start..<layout.text.upperBound
        guard limit - position == rest.count, text.equals(rest, line, at: position) else { return nil }
        return fit
    }

    /// Keeps the layout of a line; of a shape with holes that are rare there is none.
    mutating func keep(
        _ line: Span<UInt8>,
        _ frame: LineFrame,
        _ shape: borrowing LineShape,
        number: Int,
        hash: UInt64,
        at place: Int
    ) {
        layouts[place] = nil
        guard frame.obsoleteStatus == nil, !shape.isRare, frame.body.count <= Self.mostText else { return }
        if text.count + frame.body.count > Self.mostText { forget() }
        let (firstText, firstStep) = (text.count, steps.count)
        var start = frame.body.lowerBound
        for (range, hole) in shape.holes {
            text.append(line, start..<range.lowerBound)
            steps.append(LineLayout.Step(end: text.count, hole: hole))
            start = range.upperBound
        }
        text.append(line, start..<frame.body.upperBound)
        layouts[place] = LineLayout(
            text: firstText..<text.count,
            steps: firstStep..<steps.count,
            envelope: frame.envelope,
            doubt: frame.doubt,
            shape: number,
            hash: hash
        )
    }

    private mutating func forget() {
        layouts = Array(repeating: nil, count: layouts.count)
        text.removeAll(keepingCapacity: true)
        steps.removeAll(keepingCapacity: true)
    }
}
