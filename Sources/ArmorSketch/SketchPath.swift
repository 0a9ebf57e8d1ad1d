import ArmorGlob
import ArmorPolicy
import ArmorTOML

/// Paths of an image as a policy writes them: every byte stands for itself, whatever an enemy called his files.
struct SketchPath: Hashable, Comparable {
    /// The text of the glob, not yet quoted.
    let text: String

    /// Exactly this file; none where it is no path that a kernel asks about.
    init?(_ path: [UInt8]) { self.init(path, suffix: "") }

    /// This folder and all that is in it.
    init?(folder path: [UInt8]) { self.init(path, suffix: "/{,**}") }

    /// A file or folder of this name, whichever it becomes, and all that is in it.
    init?(anything path: [UInt8]) { self.init(path, suffix: "{,/,/**}") }

    /// The path with AppArmor's own syntax behind it.
    init?(_ path: [UInt8], suffix: String) {
        guard path.count <= 1_024, let literal = try? Glob.literal(path),
            let glob = try? Glob.parse(literal.text + suffix)
        else { return nil }
        text = PatternText(variables: VariableTable()).text(glob)
    }

    static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
}

/// An element of a list of a policy, and why it is there.
struct SketchEntry {
    let text: String
    let reason: String

    init(_ text: String, _ reason: String) { (self.text, self.reason) = (text, reason) }

    /// A path in a list that is called after its one permission.
    init(_ path: SketchPath, _ reason: String) { self.init(tomlQuoted(path.text), reason) }

    /// A path with what is granted or denied of it.
    init(_ path: SketchPath, _ access: [String], owner: Bool = false, _ reason: String) {
        let words = access.map(tomlQuoted).joined(separator: ", ")
        self.init("{ path = \(tomlQuoted(path.text)), access = [\(words)]\(owner ? ", owner = true" : "") }", reason)
    }
}
