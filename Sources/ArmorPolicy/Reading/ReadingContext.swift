package import ArmorGlob
package import ArmorSource
import ArmorTOML

/// Where the mistakes of one layer gather while it is read.
///
/// A class: the readers of tables and elements share it, and none of them outlives the reading.
package final class ReadingContext {
    package let layer: Layer
    package let variables: VariableTable
    /// Whether a name may be somebody else's profile, because the caller means to replace it.
    let acceptsReservedNames: Bool
    package private(set) var diagnostics: [Diagnostic] = []

    package init(layer: Layer, variables: VariableTable, acceptsReservedNames: Bool = false) {
        self.layer = layer
        self.variables = variables
        self.acceptsReservedNames = acceptsReservedNames
    }

    /// Why a profile must not have a name here; none if it may.
    func reservation(_ name: String) -> String? {
        acceptsReservedNames && ProfileName.isReplaceable(name) ? nil : ProfileName.reservation(name)
    }

    /// A stretch of this layer's text.
    package func place(_ range: ByteRange) -> Place { Place(layer.source, range) }

    package func error(
        _ code: String,
        _ message: String,
        at range: ByteRange,
        notes: [Diagnostic.Note] = [],
        help: String? = nil
    ) {
        diagnostics.append(Diagnostic(.error, code, message, at: place(range), notes: notes, help: help))
    }

    /// What a reader makes of an element; nothing if it found an error in it: what is left of a rule may say more than
    /// was meant, and must not be held against others.
    package func sound<Item>(_ read: () -> [Item]) -> [Item] {
        let before = diagnostics.count
        let items = read()
        return diagnostics.hasErrors(from: before) ? [] : items
    }

    /// Takes over what another reader found.
    func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    package func warning(
        _ code: String,
        _ message: String,
        at range: ByteRange,
        notes: [Diagnostic.Note] = [],
        help: String? = nil
    ) {
        diagnostics.append(Diagnostic(.warning, code, message, at: place(range), notes: notes, help: help))
    }

    package func note(_ code: String, _ message: String, at range: ByteRange, help: String? = nil) {
        diagnostics.append(Diagnostic(.note, code, message, at: place(range), help: help))
    }

    /// Refuses a word that is not one of those known, with the nearest of them.
    package func unknown(_ code: String, _ what: String, _ word: String, among known: [String], at range: ByteRange) {
        let help =
            nearest(to: word, in: known).map { "did you mean \"\($0)\"?" }
            ?? ((1...32).contains(known.count) ? "known: \(known.joined(separator: ", "))" : nil)
        error(code, "unknown \(what) \"\(word)\"", at: range, help: help)
    }

    /// Reads a glob; what is wrong with it is said at its place.
    package func glob(_ text: String, _ kind: GlobKind, at range: ByteRange) -> Glob? {
        glob(Array(text.utf8), kind, at: range)
    }

    package func glob(_ bytes: [UInt8], _ kind: GlobKind, at range: ByteRange) -> Glob? {
        glob(bytes, kind, at: range, variables: variables.lookup)
    }

    /// Reads a glob that may name variables which only an included file defines. Only its text is of use: what it matches
    /// is not known.
    func globOfAnyVariables(_ text: String, _ kind: GlobKind, at range: ByteRange) -> Glob? {
        glob(Array(text.utf8), kind, at: range) { variables.lookup($0) ?? [text.hasPrefix("@") ? "/x" : "x"] }
    }

    private func glob(
        _ bytes: [UInt8],
        _ kind: GlobKind,
        at range: ByteRange,
        variables: (String) -> [String]?
    ) -> Glob? {
        do throws(GlobError) {
            return try Glob.parse(bytes, kind: kind, variables: variables)
        } catch {
            let what = kind == .path ? "path" : "pattern"
            let code = error.code == "unknown-variable" ? "unknown-variable" : "bad-\(what)"
            self.error(
                code,
                "\(error.message) in \"\(String(decoding: bytes, as: UTF8.self))\"",
                at: range,
                help: near(bytes, error) ?? error.help
            )
            return nil
        }
    }

    /// The known variable that is nearest to the one that a glob names and that is not known.
    private func near(_ bytes: [UInt8], _ error: GlobError) -> String? {
        guard error.code == "unknown-variable", error.offset < bytes.count else { return nil }
        let name = bytes[error.offset...].drop { "@{".utf8.contains($0) }.prefix { $0 != UInt8(ascii: "}") }
        let found = nearest(to: String(decoding: name, as: UTF8.self), in: variables.names)
        return found.map { "did you mean \"@{\($0)}\"?" }
    }
}
