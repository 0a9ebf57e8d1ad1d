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

    /// What stands in front of each hole, one after another, and behind the last.
    private let text: [UInt8]
    /// Where in that text what is in front of a hole ends, and the hole.
    private let steps: [(end: Int, hole: Hole)]
    private let envelope: Envelope
    private let doubt: Doubt?
    private let shape: Int
    private let hash: UInt64

    /// What a line has in the holes, and the number of the shape, and its hash.
    struct Fit {
        var name = 0..<0
        var comm = 0..<0
        let shape: Int
        let hash: UInt64
    }

    /// None for a shape with holes that are rare.
    init?(_ line: Span<UInt8>, _ frame: LineFrame, _ shape: borrowing LineShape, number: Int, hash: UInt64) {
        guard frame.obsoleteStatus == nil, !shape.isRare else { return nil }
        var text: [UInt8] = []
        var steps: [(end: Int, hole: Hole)] = []
        var start = frame.body.lowerBound
        for (range, hole) in shape.holes {
            text.append(line, start..<range.lowerBound)
            steps.append((text.count, hole))
            start = range.upperBound
        }
        text.append(line, start..<frame.body.upperBound)
        (self.text, self.steps) = (text, steps)
        (envelope, doubt) = (frame.envelope, frame.doubt)
        (self.shape, self.hash) = (number, hash)
    }

    /// What a line has in the holes; none where it does not fit.
    @inline(__always)
    func fit(_ line: Span<UInt8>, _ frame: LineFrame) -> Fit? {
        guard frame.envelope == envelope, frame.doubt == doubt, frame.obsoleteStatus == nil else { return nil }
        var fit = Fit(shape: shape, hash: hash)
        var position = frame.body.lowerBound
        let limit = frame.body.upperBound
        var start = 0
        for index in 0..<steps.count {
            let step = steps[index]
            let next = position + step.end - start
            guard next <= limit, text.equals(start..<step.end, line, position..<next) else { return nil }
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
        guard limit - position == text.count - start, text.equals(start..<text.count, line, position..<limit) else {
            return nil
        }
        return fit
    }
}

/// The layouts that were met last, found by how lines begin and end.
struct LayoutCache: Sendable {
    private var layouts: [LineLayout?] = Array(repeating: nil, count: 256)

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
        layouts.span[place]?.fit(line, frame)
    }

    mutating func keep(_ layout: LineLayout?, at place: Int) { layouts[place] = layout }
}
