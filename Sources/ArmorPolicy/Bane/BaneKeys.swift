import ArmorSource
import ArmorTOML

/// The keys of a table in a bane policy, in any spelling that bane accepts.
///
/// bane's TOML library (BurntSushi/toml) compares the names of keys without regard to case, as Go's `strings.EqualFold`
/// does, and ignores keys that it does not know.
enum BaneKeys {
    static let top = ["Name", "Imports", "InnerImports", "Filesystem", "Network", "Capabilities"]
    static let filesystem = ["ReadOnlyPaths", "LogOnWritePaths", "WritablePaths", "AllowExec", "DenyExec"]
    static let network = ["Raw", "Packet", "Protocols"]
    static let capabilities = ["Allow", "Deny"]

    /// Keys that only bane has, which show the language of a file even in lower case.
    private static let unmistakable = filesystem + ["Protocols", "Imports", "InnerImports"]

    /// Whether a document is in bane's language.
    ///
    /// One key that is bane's and not armor's is enough, so that a mixture of both is refused and not guessed. In a file
    /// that has all of bane's sections in lower case, which are armor's too, a key inside them decides.
    static func describe(_ root: TOMLTable) -> Bool {
        root.entries.contains { entry in
            guard let name = match(entry.key, among: top) else { return false }
            if !isArmors(entry.key, in: PolicySchema.keys) { return true }
            guard case .table(let table) = entry.value.kind, !["Name"].contains(name) else { return false }
            return !root.entries.contains { isArmorsAlone($0.key) }
                && table.entries.contains { match($0.key, among: unmistakable) != nil }
        }
    }

    /// Returns a table with bane's own spelling of its keys.
    ///
    /// A key that is spelled as bane documents it wins over other spellings of it. What bane ignores gets a warning, and
    /// a key of armor's language an error: the file mixes both.
    static func reader(
        _ context: ReadingContext,
        _ table: TOMLTable,
        keys: [String],
        armors: [KeySchema]
    ) -> TableReader {
        var first: [String: TOMLEntry] = [:]
        for key in keys { first[key] = table[key] }
        let renamed = table.renamingKeys { entry in
            guard let key = match(entry.key, among: keys) else {
                report(entry, context, keys: keys, armors: armors)
                return nil
            }
            if let other = first[key], other.keyRange != entry.keyRange {
                reportRepeated(entry, as: key, other, context)
                return nil
            }
            first[key] = entry
            if entry.key != key { note(entry, as: key, context) }
            return key
        }
        return TableReader(context, renamed)
    }

    // MARK: Matching

    private static func match(_ key: String, among keys: [String]) -> String? {
        let folded = fold(key)
        return keys.first { fold($0) == folded }
    }

    /// Simple case folding as far as it leads to ASCII: besides A to Z, the long s and the Kelvin sign.
    private static func fold(_ key: String) -> [Unicode.Scalar] {
        key.unicodeScalars.map { scalar in
            switch scalar {
            case "A"..."Z": Unicode.Scalar(UInt8(ascii: scalar) | 0x20)
            case "\u{17F}": "s"
            case "\u{212A}": "k"
            default: scalar
            }
        }
    }

    private static func isArmors(_ key: String, in schema: [KeySchema]) -> Bool { schema.contains { $0.name == key } }

    /// Whether a key at the top is armor's and not bane's in lower case.
    private static func isArmorsAlone(_ key: String) -> Bool {
        isArmors(key, in: PolicySchema.keys) && match(key, among: top) == nil
    }

    // MARK: Messages

    private static func note(_ entry: TOMLEntry, as key: String, _ context: ReadingContext) {
        context.note(
            "bane-key-case",
            "\"\(entry.key)\" is read as \"\(key)\": bane ignores the case of keys",
            at: entry.keyRange,
            help: "write \"\(key)\""
        )
    }

    private static func reportRepeated(
        _ entry: TOMLEntry,
        as key: String,
        _ other: TOMLEntry,
        _ context: ReadingContext
    ) {
        let isExact = other.key == key
        let notes = [Diagnostic.Note("\"\(other.key)\" is here", at: context.place(other.keyRange))]
        let message = "\"\(entry.key)\" and \"\(other.key)\" are the same key to bane"
        if isExact {
            let help = "\"\(key)\" is used; move the values there and delete \"\(entry.key)\""
            context.warning("bane-key-case", message, at: entry.keyRange, notes: notes, help: help)
        } else {
            let help = "keep one of the two, spelled \"\(key)\""
            context.error("bane-key-case", message, at: entry.keyRange, notes: notes, help: help)
        }
    }

    private static func report(_ entry: TOMLEntry, _ context: ReadingContext, keys: [String], armors: [KeySchema]) {
        guard !isArmors(entry.key, in: armors) else {
            context.error(
                "mixed-schema",
                "\"\(entry.key)\" is a key of armor's policies, and this is a bane file",
                at: entry.keyRange,
                help: "convert the file with \"armor import\" and add the key to the result"
            )
            return
        }
        let known = nearest(to: entry.key, in: keys).map { "did you mean \"\($0)\"?" }
        context.warning(
            "unknown-key",
            "unknown key \"\(entry.key)\", which bane ignores",
            at: entry.keyRange,
            help: known ?? "delete it; known here: \(keys.joined(separator: ", "))"
        )
    }
}
