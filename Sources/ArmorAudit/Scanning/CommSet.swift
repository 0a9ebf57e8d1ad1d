/// Three programs by number, those whose names come first; whether there were more.
///
/// Names are compared and not times: which three are kept is the same in whatever order logs are read.
struct CommSet: Sendable {
    /// In the order of their names; 0 where there is none.
    private var numbers: (UInt16, UInt16, UInt16) = (0, 0, 0)
    private(set) var hasMore = false

    static let limit = 3

    @inline(__always)
    func contains(_ number: UInt16) -> Bool { numbers.0 == number || numbers.1 == number || numbers.2 == number }

    /// Adds a number above 0.
    mutating func insert(_ number: UInt16, _ names: borrowing ByteTable) {
        if !contains(number) { place(number, names) }
    }

    private mutating func place(_ number: UInt16, _ names: borrowing ByteTable) {
        func precedes(_ left: UInt16, _ right: UInt16) -> Bool {
            right == 0 || names.precedes(Int(left) - 1, Int(right) - 1)
        }
        if numbers.2 != 0 { hasMore = true }
        if precedes(number, numbers.0) {
            numbers = (number, numbers.0, numbers.1)
        } else if precedes(number, numbers.1) {
            numbers = (numbers.0, number, numbers.1)
        } else if precedes(number, numbers.2) {
            numbers.2 = number
        }
    }

    mutating func noteMore() { hasMore = true }

    var all: [UInt16] { [numbers.0, numbers.1, numbers.2].filter { $0 != 0 } }

    @inline(__always)
    func forEach(_ body: (UInt16) -> Void) {
        if numbers.0 != 0 { body(numbers.0) }
        if numbers.1 != 0 { body(numbers.1) }
        if numbers.2 != 0 { body(numbers.2) }
    }
}
