import ArmorSource

/// Lays a document out in the one canonical way, for `armor fmt`.
///
/// Comments, the order of everything, and what each value is stay; reading the result gives the same values with the
/// same comments, and formatting it again changes nothing. One blank line stands before each header, and no more than
/// one anywhere; blanks at the begin and end of lines go; an array is on one line if it fits there and holds no
/// comment, else has one element a line; strings of one line are in quotes, or in apostrophes where that spares
/// escapes; line ends are LF.
package struct TOMLFormatter: Sendable {
    /// The columns that an array on one line may reach.
    package var width = 100

    package init() {}

    /// The text in its canonical layout; nil if the document has errors, because then nobody knows what it means.
    package func formatted(_ document: TOMLDocument) -> [UInt8]? {
        guard document.diagnostics.isEmpty else { return nil }
        var reader = LayoutReader(document.source)
        let lines = reader.lines()
        var writer = LayoutWriter(width: width)
        writer.write(lines)
        return writer.bytes
    }
}

/// The text in its canonical layout; nil if the document has errors. See ``TOMLFormatter``.
package func formatted(_ document: TOMLDocument) -> [UInt8]? { TOMLFormatter().formatted(document) }
