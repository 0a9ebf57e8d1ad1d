/// How much a text may ask of its reader.
package struct JSONLimits: Sendable {
    /// Bytes of the text. Memory grows with it: a value of one byte costs some dozens.
    package var bytes: Int
    /// Arrays and objects within each other; bounds the recursion of all who read or walk the values.
    package var depth: Int
    /// Values of the text, the outermost counted, keys not.
    package var values: Int

    package init(bytes: Int = 16 << 20, depth: Int = 64, values: Int = 1_000_000) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
    }
}
