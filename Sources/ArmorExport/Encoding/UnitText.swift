/// A unit file of systemd, or one of Quadlet's, which has the same syntax (systemd.syntax(7)).
struct UnitText {
    private var lines: [String] = []

    /// What has been written.
    var text: String { lines.joined(separator: "\n") + "\n" }

    /// Begins a section, an empty line before it where it is not the first.
    mutating func section(_ name: String) {
        if !lines.isEmpty { lines.append("") }
        lines.append("[\(name)]")
    }

    /// A setting of one word; false, and nothing written, where no word can say it.
    mutating func set(_ key: String, _ value: String) -> Bool { set(key, [value]) }

    /// A setting of several words; false, and nothing written, where one of them cannot be said.
    mutating func set(_ key: String, _ values: [String]) -> Bool {
        let words = values.map(Self.word)
        guard !words.contains(nil) else { return false }
        lines.append("\(key)=\(words.compactMap(\.self).joined(separator: " "))")
        return true
    }

    mutating func set(_ key: String, _ value: Bool) { lines.append("\(key)=\(value ? "yes" : "no")") }

    /// A setting whose value is made of words of tables alone.
    mutating func line(_ key: String, _ value: String) { lines.append("\(key)=\(value)") }

    /// A text as one word that systemd and Quadlet read back as it was; none where not all settings could.
    ///
    /// Settings differ in whether they undo quotes and escapes. What every one of them reads alike is text without both, in
    /// which a percent sign, the beginning of a specifier (systemd.unit(5)), is doubled.
    static func word(_ text: String) -> String? {
        guard !text.isEmpty, text.utf8.allSatisfy(isPlain) else { return nil }
        return text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "/._-+=:,@%~".utf8.contains(byte)
    }
}
