/// Sets of numbers, each kept once: in which runs an access came is the same for most accesses.
///
/// A set keeps the ``limit`` pieces that come first in an order that does not depend on how logs were split: so the union
/// of sets is the same in whatever order and grouping it is made.
struct RunSets: Sendable {
    /// Of one set.
    static let limit = 32
    /// Different ones, some hundred bytes each. Further ones stay as they are: the access came in more runs than is told.
    private static let mostSets = 1 << 19
    /// The empty set.
    static let empty: UInt32 = 0

    private var sets: [[UInt32]] = [[]]
    private var numbers: [[UInt32]: UInt32] = [[]: 0]
    /// Answers that were found before.
    private var known: [UInt64: UInt32] = [:]
    private static let mostKnown = 1 << 16

    subscript(set: UInt32) -> [UInt32] { sets[Int(set)] }

    /// The set with one number more.
    mutating func adding(_ number: UInt32, to set: UInt32, _ pieces: borrowing PieceBook) -> UInt32 {
        let key = UInt64(set) << 32 | UInt64(number)
        if let answer = known[key] { return answer }
        if known.count >= Self.mostKnown { known = [:] }
        let answer = find(inserting(number, sets[Int(set)], pieces)) ?? set
        known[key] = answer
        return answer
    }

    /// The set with all of these numbers more.
    mutating func adding(all members: [UInt32], to set: UInt32, _ pieces: borrowing PieceBook) -> UInt32 {
        if members.count == 1 { return adding(members[0], to: set, pieces) }
        var union = sets[Int(set)]
        for member in members { union = inserting(member, union, pieces) }
        return find(union) ?? set
    }

    private func inserting(_ number: UInt32, _ set: [UInt32], _ pieces: borrowing PieceBook) -> [UInt32] {
        if set.contains(number) { return set }
        var place = 0
        while place < set.count, pieces.precedes(set[place], number) { place += 1 }
        if place >= Self.limit { return set }
        var members = set
        members.insert(number, at: place)
        return Array(members.prefix(Self.limit))
    }

    /// None where it is new and there is no room.
    private mutating func find(_ members: [UInt32]) -> UInt32? {
        if let number = numbers[members] { return number }
        guard sets.count < Self.mostSets else { return nil }
        sets.append(members)
        numbers[members] = UInt32(sets.count - 1)
        return UInt32(sets.count - 1)
    }
}
