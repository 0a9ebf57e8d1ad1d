/// One token of a glob.
enum Token: Sendable, Hashable {
    /// Exactly this byte.
    case byte(UInt8)
    /// `?`, or a bracket expression: one of these bytes.
    case set(ByteSet)
    /// `*`, or `**` where `deep`.
    case star(deep: Bool)
    /// `{`
    case open
    /// `,` between alternatives.
    case comma
    /// `}`
    case close
    /// `@{NAME}`
    case variable(String)
}

/// What a glob names, which decides what is demanded of its text.
package enum GlobKind: Sendable, Hashable {
    /// A path: begins with `/` or a variable, slashes are collapsed, questions are about canonical paths.
    case path
    /// The label of a peer, or a profile's name.
    case label
    /// Any other string: a mount source, a socket's address.
    case name
}
