/// A file that a profile includes.
package struct Include: Sendable, Hashable {
    /// Whether the include precedes the profile: tunables define variables.
    package let isPreamble: Bool
    /// Whether a missing file is accepted (`include if exists`).
    package let isOptional: Bool
    /// The file's name below the parser's own folder, or its absolute path.
    package let path: String

    /// Reads an include as a policy lists it: `abstractions/base`, `if exists local/web` or `/etc/apparmor.d/local/web`.
    ///
    /// - Returns: `nil` for a name with `..`, a blank, or a byte that AppArmor's own files do not use, and for an absolute path
    ///   that is not below a folder of AppArmor.
    package init?(_ text: String) {
        let prefix = "if exists "
        isOptional = text.hasPrefix(prefix)
        path = isOptional ? String(text.dropFirst(prefix.count)) : text
        let isAbsolute = path.hasPrefix("/")
        let parts = (isAbsolute ? path.dropFirst() : path[...]).split(separator: "/", omittingEmptySubsequences: false)
        // A lone word is more often an abstraction without its folder than a file like `apache2.d`.
        guard path.utf8.count <= 1_000, parts.count > 1 || isAbsolute || path.utf8.contains(UInt8(ascii: ".")),
            parts.allSatisfy(Self.isComponent),
            // What a parser prints of a file that is not a profile could disclose the file.
            !isAbsolute || parts.dropLast().contains(where: { $0.hasPrefix("apparmor") })
        else { return nil }
        isPreamble = parts.dropLast().contains("tunables")
    }

    /// The include as a policy lists it.
    package var text: String { (isOptional ? "if exists " : "") + path }

    /// The include as a profile has it.
    package var statement: String {
        "include \(isOptional ? "if exists " : "")\(path.hasPrefix("/") ? "\"\(path)\"" : "<\(path)>")"
    }

    private static func isComponent(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
            return false
        }
        return part.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_.+@-".utf8.contains(byte)
            }
        }
    }
}
