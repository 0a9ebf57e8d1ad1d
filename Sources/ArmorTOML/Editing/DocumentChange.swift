package import ArmorSource

/// A change of one element of an array, or of one table of an array of tables such as `[[signals]]`.
package struct DocumentChange: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// It goes, with the comments right above and beside it; the last of a list takes the list's key along.
        case remove
        /// Values that stand in its place, in words of TOML, with comments of one line each above the first. A table under
        /// a header has no values to be replaced by.
        case replace(with: [String], comments: [String] = [])
        /// Other values of keys that the element has as a table.
        case set([String: String], comments: [String] = [])
    }

    /// Where the element is: exactly the ``TOMLValue/range`` of its value.
    package let element: ByteRange
    package let kind: Kind

    package init(_ element: ByteRange, _ kind: Kind) {
        self.element = element
        self.kind = kind
    }
}
