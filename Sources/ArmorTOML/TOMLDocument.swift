package import ArmorSource

/// A TOML 1.0 text, read: its values, each with its place, and everything that is wrong with it.
package struct TOMLDocument: Sendable {
    package let source: SourceFile
    /// What could be read; complete only if there is no diagnostic.
    package let root: TOMLTable
    /// All of them errors, in the order of the text; at most 100, then one that says that there are more.
    package let diagnostics: [Diagnostic]

    /// Reads any bytes at all, in time linear in their number, and never fails: what is wrong is in ``diagnostics``.
    ///
    /// A text over 16 MiB is refused, as is nesting beyond 128 levels, a key of more than 64 parts and more than a
    /// million values.
    package static func parse(_ source: SourceFile) -> TOMLDocument {
        var parser = Parser(source)
        parser.document()
        return TOMLDocument(source: source, root: parser.tables.freeze(), diagnostics: parser.report.sorted)
    }
}
