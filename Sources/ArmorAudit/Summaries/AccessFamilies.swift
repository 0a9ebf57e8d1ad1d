/// The texts of a table's shapes. Most shapes differ from others only in values that are copied (``CopiedValue``): such
/// shapes are a family, and one record of each family is read.
struct AccessFamilies {
    /// What a shape is in a summary, but for the text.
    struct Member: Sendable {
        fileprivate let text: AccessText
        let hasName: Bool
        let fixedName: [UInt8]?

        fileprivate init(_ access: CanonicalAccess) {
            (text, hasName, fixedName) = (access.text, access.hasName, access.fixedName)
        }
    }

    private enum Family {
        /// Its shapes are not events.
        case noEvent
        case member(Member)
        /// A value of its shapes is not copied as it is: each is read.
        case mixed
    }

    private let table: AccessTable
    /// Of each head and each rest the pattern.
    private let heads: [RecordPattern?]
    private let rests: [RecordPattern?]
    private var families: [ShapeTable.Key: Family] = [:]
    /// Shapes of no family that were read and not written yet.
    private var single: [Int: Member?] = [:]

    /// Shapes that one processor reads at once.
    private static let stretch = 128

    init(_ table: AccessTable) {
        self.table = table
        let hash = ByteHash()
        let shapes = table.shapes
        var patterns = ByteTable(hash, limit: ShapeTable.mostParts)
        heads = (0..<shapes.heads.count).map { RecordPattern(shapes.heads.bytes($0), from: 0, &patterns) }
        patterns = ByteTable(hash, limit: ShapeTable.mostParts)
        rests = (0..<shapes.rests.count).map { number in
            let rest = shapes.rests.bytes(number)
            // It begins with the end of a quote where the program was in quotes.
            return RecordPattern(rest, from: rest.first == UInt8(ascii: "\"") ? 1 : 0, &patterns)
        }
    }

    /// Reads what ``write(_:to:)`` needs of some shapes.
    mutating func read(_ shapes: Range<Int>) {
        single.removeAll(keepingCapacity: true)
        var new: [(shape: Int, family: ShapeTable.Key?)] = []
        var met: Set<ShapeTable.Key> = []
        for shape in shapes {
            let key = key(shape)
            switch key.map({ families[$0] }) {
            case .some(nil): if let key, met.insert(key).inserted { new.append((shape, key)) }
            case nil, .mixed: new.append((shape, nil))
            case .noEvent, .member: break
            }
        }
        let stretches = (new.count + Self.stretch - 1) / Self.stretch
        let members = sideBySide(stretches) { [table, new] number in
            let first = number * Self.stretch
            return new[first..<min(first + Self.stretch, new.count)].map { Self.member(table, $0.shape) }
        }
        for ((shape, family), member) in zip(new, members.joined()) {
            if let family {
                families[family] = member.map { isCopied($0, shape) ? .member($0) : .mixed } ?? .noEvent
            } else {
                single[shape] = member
            }
        }
    }

    /// Writes the text of a shape. Returns how many bytes come up to the profile, and what else the shape is in a summary;
    /// `nil` for a shape that is not an event.
    func write(_ shape: Int, to text: inout ByteText) -> (headLength: Int, member: Member)? {
        text.clear()
        switch key(shape).flatMap({ families[$0] }) {
        case .member(let member): return (member.text.write(with: copies(shape), to: &text), member)
        case .noEvent: return nil
        case .mixed, nil: break
        }
        guard let member = single[shape] ?? Self.member(table, shape) else { return nil }
        return (member.text.write(with: [], to: &text), member)
    }

    private static func member(_ table: AccessTable, _ shape: Int) -> Member? {
        table.template(shape).map { Member(CanonicalAccess($0)) }
    }

    /// The key of the family of a shape: its own with the patterns instead of its head and its rest. `nil` for a shape that is
    /// not a record, or whose parts have no pattern.
    private func key(_ shape: Int) -> ShapeTable.Key? {
        let key = table.shapes.keys[shape]
        guard key.context.form != .summary, let head = heads[key.head] else { return nil }
        if !ShapeTable.isUsual(key.context.form) {
            return ShapeTable.Key(head: head.number, tail: key.tail, key.context)
        }
        return rests[key.tail].map { ShapeTable.Key(head: head.number, tail: $0.number, key.context) }
    }

    /// The values that the patterns of a shape leave out.
    private func copies(_ shape: Int) -> [RecordPattern.Copy] {
        let key = table.shapes.keys[shape]
        let copies = heads[key.head]?.copies ?? []
        return ShapeTable.isUsual(key.context.form) ? copies + (rests[key.tail]?.copies ?? []) : copies
    }

    /// Whether each value that is left out is in the text of its shape, as it is.
    private func isCopied(_ member: Member, _ shape: Int) -> Bool {
        let copies = copies(shape)
        return copies.allSatisfy { copy in
            copies.count { $0.value == copy.value } == 1 && member.text.has(copy)
        }
    }
}
