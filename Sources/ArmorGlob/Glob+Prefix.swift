extension Glob {
    /// The bytes that every name of this glob begins with: a quick test before an exact question.
    package var literalPrefix: [UInt8] { program.prefix }

    /// Whether the two may have a name in common, as far as their beginnings say; false is certain.
    package func mayMeet(_ other: Glob) -> Bool { zip(literalPrefix, other.literalPrefix).allSatisfy(==) }
}
