/// How much an enemy's file may ask of us. Each is far beyond what a policy needs.
enum Limits {
    /// Bytes of a file; a longer one is refused unread.
    static let fileSize = 16 << 20
    /// Errors of one file, after which reading stops.
    static let diagnostics = 100
    /// Arrays and inline tables within each other, dotted keys within them counted; bounds the recursion of all who
    /// walk the values.
    static let nesting = 128
    /// Parts of one dotted key or header.
    static let keyParts = 64
    /// Values of one document: each costs some hundred bytes of memory but may be written in two.
    static let values = 1_000_000
}
