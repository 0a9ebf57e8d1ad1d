/// Where each key of a table or an object stands, found in constant time; keys are told apart byte by byte.
///
/// Most have a handful of keys, so the dictionary is made only when there are more.
package struct KeyIndex: Sendable {
    private static let scanned = 8
    private var names: [String] = []
    private var positions: [ExactKey: Int] = [:]

    package init() {}

    /// The place of a name in the order of ``append(_:)``; nil if it was never appended.
    package func position(of name: String) -> Int? {
        guard names.count <= Self.scanned else { return positions[ExactKey(name: name)] }
        return names.firstIndex { ExactKey(name: $0) == ExactKey(name: name) }
    }

    /// Adds a name that is not there yet.
    package mutating func append(_ name: String) {
        names.append(name)
        if names.count == Self.scanned + 1 {
            for (position, name) in names.enumerated() { positions[ExactKey(name: name)] = position }
        } else if names.count > Self.scanned {
            positions[ExactKey(name: name)] = names.count - 1
        }
    }
}

/// A name that equals another only byte for byte; Swift's strings are equal when Unicode calls them equivalent, and
/// then two different keys would be one.
private struct ExactKey: Hashable {
    let name: String

    static func == (left: Self, right: Self) -> Bool { left.name.utf8.elementsEqual(right.name.utf8) }

    func hash(into hasher: inout Hasher) {
        for byte in name.utf8 { hasher.combine(byte) }
    }
}
