import ArmorGlob

/// Names that a library has made up, right in a folder for them: another in every run, so that one sample is enough.
enum TemporaryName {
    /// What is made up, with how many letters: mkstemp(3) and its like six, tempfile of Python eight with `_` among them,
    /// mktemp(1) ten.
    private static let lengths = [8, 6, 10]
    private static let letters = Bytes.alphanumeric.union("_".utf8)

    /// The glob of a component right in `/tmp` or `/var/tmp`, as a policy writes it; none where nothing in it looks made up:
    /// it must mix letters with digits or both cases, or be nothing that can be spoken, begin the name or stand behind a
    /// separator, and end it or be followed by an ending without digits.
    static func glob(_ names: [[UInt8]], _ index: Int) -> String? {
        guard
            index == 1 && names[0] == Array("tmp".utf8)
                || index == 2 && names[0] == Array("var".utf8) && names[1] == Array("tmp".utf8)
        else { return nil }
        let name = names[index]
        let point = name.lastIndex(of: UInt8(ascii: ".")) ?? name.endIndex
        let hasEnding = point > 0 && name.count - point <= 6 && !name[point...].contains(where: Bytes.digits.contains)
        let ends = hasEnding && point < name.endIndex ? [point, name.endIndex] : [name.endIndex]
        for end in ends {
            for length in lengths where length <= end && isMadeUp(name[(end - length)..<end]) {
                let start = end - length
                guard isStart(name[..<start]) else { continue }
                let any = String(repeating: length == 8 ? "[0-9A-Z_a-z]" : "[0-9A-Za-z]", count: length)
                return quotedLiteral(Array(name[..<start])) + any + quotedLiteral(Array(name[end...]))
            }
        }
        return nil
    }

    private static func isMadeUp(_ part: ArraySlice<UInt8>) -> Bool {
        guard part.allSatisfy(letters.contains) else { return false }
        if part.count == 8, isUnspeakable(part) { return true }
        let kinds = [Bytes.digits, Bytes.lower, Bytes.upper].count { part.contains(where: $0.contains) }
        // Two words with one capital each are words; a number behind a word is a counter.
        let turns = zip(part, part.dropFirst()).count { Bytes.digits.contains($0) != Bytes.digits.contains($1) }
        let capitals = part.dropFirst().count(where: Bytes.upper.contains)
        return kinds > 1 && (turns > 1 || capitals > 1)
    }

    /// Of Python's names, which have no capitals, one in five has no digit between letters. No word begins with one digit
    /// that letters follow, or has five consonants in a row.
    private static func isUnspeakable(_ part: ArraySlice<UInt8>) -> Bool {
        guard !part.contains(where: Bytes.upper.contains) else { return false }
        let start = part.prefix(2).map { Bytes.digits.contains($0) }
        if start == [true, false] { return true }
        return part.split(whereSeparator: { !consonants.contains($0) }).contains { $0.count > 4 }
    }

    private static let consonants = Set("bcdfghjklmnpqrstvwxz".utf8)

    /// Python writes `tmp` before what it makes up, others nothing or a word and a separator.
    private static func isStart(_ head: ArraySlice<UInt8>) -> Bool {
        guard let last = head.last else { return true }
        return !Bytes.alphanumeric.contains(last) || head.elementsEqual("tmp".utf8)
    }
}
