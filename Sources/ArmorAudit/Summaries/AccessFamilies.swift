/// The texts of a table's shapes. Most shapes differ from others only in values that are copied (``CopiedValue``): such
/// shapes are a family, and one record of each family is read.
struct AccessFamilies {
    /// What a shape is in a summary, but for the text.
    private struct Member: Sendable {
        let text: AccessText
        let hasName: Bool
        let fixedName: [UInt8]?

        init(_ access: CanonicalAccess) {
            (text, hasName, fixedName) = (access.text, access.hasName, access.fixedName)
        }
    }

    /// The text of a shape, in a buffer, and what else the shape is in a summary.
    struct Written {
        /// What comes up to the profile.
        let head: Range<Int>
        let end: Range<Int>
        let hasName: Bool
        let fixedName: [UInt8]?
    }

    /// What is known of a shape or of a family.
    private enum State {
        /// Not an event.
        case noEvent
        /// The number of the family's member that has the text.
        case member(Int)
        /// The number of a shape that was read by itself.
        case single(Int)
        /// A value of a family's shapes is not copied as it is, or there is no family: each shape is read by itself.
        case mixed
    }

    private let table: AccessTable
    private let heads: RecordPatterns
    private let rests: RecordPatterns
    private let tails: RecordPatterns
    private var members: [Member] = []
    private var singles: [Member] = []
    private var families: [ShapeTable.Key: State] = [:]
    /// The shapes that were read last, and what is known of each.
    private var shapes = 0..<0
    private var states: [State] = []

    private let limit: Int

    /// Shapes that one processor reads at once.
    private static let stretch = 128

    /// - Parameter limit: after so many families, some hundred bytes each, all are forgotten and read again.
    init(_ table: AccessTable, limit: Int = 1 << 14) {
        self.table = table
        self.limit = limit
        let patterns = sideBySide(3) { [shapes = table.shapes] number in
            switch number {
            case 0: RecordPatterns(shapes.heads) { $0 }
            case 1: RecordPatterns(shapes.rests) { $0 }
            // A shape is read with other values instead of those that its tail leaves out.
            default: RecordPatterns(shapes.tails) { RecordTail.filled($0) }
            }
        }
        (heads, rests, tails) = (patterns[0], patterns[1], patterns[2])
    }

    /// Reads what ``write(_:to:)`` needs of some shapes.
    mutating func read(_ shapes: Range<Int>) {
        if members.count > limit { (members, families) = ([], [:]) }
        let keys = shapes.map { family($0) }
        var new: [(shape: Int, family: ShapeTable.Key)] = []
        for case (let shape, let key?) in zip(shapes, keys) where families[key] == nil {
            families[key] = .noEvent
            new.append((shape, key))
        }
        for ((shape, family), member) in zip(new, members(of: new.map(\.shape))) {
            guard let member else { continue }
            if isCopied(member, shape) {
                families[family] = .member(members.count)
                members.append(member)
            } else {
                families[family] = .mixed
            }
        }
        self.shapes = shapes
        states = keys.map { $0.flatMap { families[$0] } ?? .mixed }
        readSingles()
    }

    /// Reads the shapes of no family.
    private mutating func readSingles() {
        singles.removeAll(keepingCapacity: true)
        let places = states.indices.filter { if case .mixed = states[$0] { true } else { false } }
        for (place, member) in zip(places, members(of: places.map { shapes.lowerBound + $0 })) {
            states[place] = member == nil ? .noEvent : .single(singles.count)
            if let member { singles.append(member) }
        }
    }

    /// Adds the text of one of the shapes that were read last; `nil` for a shape that is not an event.
    func write(_ shape: Int, to text: inout ByteText) -> Written? {
        let start = text.count
        let key = table.shapes.keys[shape]
        let headLength: Int
        let member: Member
        switch states[shape - shapes.lowerBound] {
        case .member(let number):
            member = members[number]
            headLength =
                ShapeTable.isUsual(key.context.form)
                ? member.text.write(key, heads, rests, to: &text) : member.text.write(key, heads, tails, to: &text)
        case .single(let number):
            member = singles[number]
            headLength = member.text.write(to: &text)
        case .noEvent, .mixed: return nil
        }
        return Written(
            head: start..<start + headLength,
            end: start + headLength..<text.count,
            hasName: member.hasName,
            fixedName: member.fixedName
        )
    }

    private func members(of shapes: [Int]) -> [Member?] {
        let stretches = (shapes.count + Self.stretch - 1) / Self.stretch
        let members = sideBySide(stretches) { [table] number in
            let first = number * Self.stretch
            return shapes[first..<min(first + Self.stretch, shapes.count)].map { shape in
                table.template(shape).map { Member(CanonicalAccess($0)) }
            }
        }
        return Array(members.joined())
    }

    /// The key of the family of a shape: its own with the patterns instead of its parts. `nil` for a shape that is
    /// not a record, or whose parts have no pattern.
    private func family(_ shape: Int) -> ShapeTable.Key? {
        let key = table.shapes.keys[shape]
        let (head, tail) = (
            heads.numbers[key.head],
            ShapeTable.isUsual(key.context.form) ? rests.numbers[key.tail] : tails.numbers[key.tail]
        )
        guard key.context.form != .summary, head != RecordPatterns.none, tail != RecordPatterns.none else { return nil }
        return ShapeTable.Key(head: Int(head), tail: Int(tail), key.context)
    }

    /// Whether each value that is left out is in the text of its shape, as it is.
    private func isCopied(_ member: Member, _ shape: Int) -> Bool {
        let key = table.shapes.keys[shape]
        let tails = ShapeTable.isUsual(key.context.form) ? rests : tails
        let hasProfile = heads.haveProfile[key.head] || tails.haveProfile[key.tail]
        let parts = [(heads, heads[key.head]), (tails, tails[key.tail])]
        let values = parts.flatMap { $0.1.map(\.value) }
        return parts.allSatisfy { patterns, copies in
            copies.allSatisfy { copy in
                if copy.value == .label, hasProfile { return false }
                return values.count { $0 == copy.value } == 1 && member.text.has(copy, of: patterns)
            }
        }
    }
}
