import ArmorGlob
import ArmorPolicy

/// Names that a library made up, in folders for temporary files: another one in every run.
enum TemporaryName {
    /// How many letters and digits are made up: by mkstemp(3) and its like six, by Python's tempfile eight with `_` among
    /// them, by mktemp(1) and Perl's File::Temp ten.
    private static let lengths = [8, 6, 10]
    private static let letters = Bytes.alphanumeric.union("_".utf8)

    /// What programs put before the six characters of mkstemp(3): PHP's uploads, MySQL's temporary files, sort(1), gcc(1),
    /// sed(1), zsh(1), APR.
    private static let prefixes = ["php", "ib", "ML", "MY", "sort", "cc", "sed", "zsh", "aprtmp"].map { Array($0.utf8) }

    // MARK: One sample

    /// The glob of a name in a folder for temporary files, as a policy writes it; `nil` where one sample does not show what
    /// was made up.
    static func glob(_ name: [UInt8]) -> String? {
        for end in ends(name) {
            for length in lengths where length <= end {
                let (head, part) = (name[..<(end - length)], name[(end - length)..<end])
                guard isMadeUp(part, after: head) else { continue }
                return quotedLiteral(Array(head)) + any([part]) + quotedLiteral(Array(name[end...]))
            }
        }
        return nil
    }

    /// The glob of parts of one length. Only Python's tempfile makes up `_`, and it makes up no capitals.
    private static func any(_ parts: [ArraySlice<UInt8>]) -> String {
        let length = parts.first?.count ?? 0
        let isPythons = length == 8 && !parts.joined().contains(where: Bytes.upper.contains)
        let hasUnderscore = isPythons || parts.joined().contains(UInt8(ascii: "_"))
        return String(repeating: hasUnderscore ? "[0-9A-Z_a-z]" : "[0-9A-Za-z]", count: length)
    }

    /// Where what was made up may end: before an ending without digits, and at the end of the name.
    private static func ends(_ name: [UInt8]) -> [Int] {
        let point = UInt8(ascii: ".")
        // SQLite puts its own endings after the one of the database.
        let companions = ["-journal", "-wal", "-shm"].map { Array($0.utf8) }
        let stem = companions.first { name.count > $0.count && name.suffix($0.count).elementsEqual($0) }
        let length = name.count - (stem?.count ?? 0)
        let dot = name[..<length].lastIndex(of: point) ?? length
        let hasEnding =
            dot > 0 && length - dot <= (stem == nil ? 6 : 8)
            && (stem != nil || !name[dot...].contains(where: Bytes.digits.contains))
        return (hasEnding ? [dot, length, name.count] : [length, name.count]).uniqued()
    }

    /// Whether a part of a name is made up, by what stands before it: nothing, a separator, a known word, or a word in lower
    /// case where the part could not be more of it.
    private static func isMadeUp(_ part: ArraySlice<UInt8>, after head: ArraySlice<UInt8>) -> Bool {
        guard let last = head.last else { return isMadeUp(part) && isWhole(part) }
        // Python writes `tmp` before what it makes up.
        if !Bytes.alphanumeric.contains(last) || head.elementsEqual("tmp".utf8) { return isMadeUp(part) }
        guard part.count == 6 else { return false }
        if prefixes.contains(where: head.elementsEqual) {
            return isMadeUp(part) || hasDigit(part) && part.contains(where: Bytes.upper.contains)
        }
        let isWord = head.allSatisfy { Bytes.lower.contains($0) || !Bytes.alphanumeric.contains($0) }
        return isWord && isMadeUp(part) && kinds(part) == 3
    }

    /// Whether all of a name is made up, rather than its last six characters after a prefix: `ibXYab12`. Python writes no
    /// capitals; of other names, the beginning must mix letters and digits, or cases.
    private static func isWhole(_ part: ArraySlice<UInt8>) -> Bool {
        part.count == 6 || !part.contains(where: Bytes.upper.contains) || kinds(part.dropLast(6)) > 1
    }

    /// Whether a part of a name mixes letters with digits, or cases, as no word does, or cannot be spoken.
    static func isMadeUp(_ part: ArraySlice<UInt8>) -> Bool {
        guard part.allSatisfy((part.count == 8 ? letters : Bytes.alphanumeric).contains) else { return false }
        if part.count == 8, isUnspeakable(part) { return true }
        // Two words with one capital each are words; a number after a word is a counter.
        let turns = zip(part, part.dropFirst()).count { Bytes.digits.contains($0) != Bytes.digits.contains($1) }
        let capitals = part.dropFirst().count(where: Bytes.upper.contains)
        return kinds(part) > 1 && (turns > 1 || capitals > 1)
    }

    /// How many of digits, small letters and capitals there are.
    private static func kinds(_ part: ArraySlice<UInt8>) -> Int {
        [Bytes.digits, Bytes.lower, Bytes.upper].count { part.contains(where: $0.contains) }
    }

    private static func hasDigit(_ part: ArraySlice<UInt8>) -> Bool { part.contains(where: Bytes.digits.contains) }

    /// Of Python's names, which have no capitals, one in five has no digit between letters. No word begins with one digit
    /// that letters follow, or has five consonants in a row.
    private static func isUnspeakable(_ part: ArraySlice<UInt8>) -> Bool {
        guard !part.contains(where: Bytes.upper.contains) else { return false }
        let start = part.prefix(2).map { Bytes.digits.contains($0) }
        if start == [true, false] { return true }
        return part.split(whereSeparator: { !consonants.contains($0) }).contains { $0.count > 4 }
    }

    private static let consonants = Set("bcdfghjklmnpqrstvwxz".utf8)

    // MARK: Several samples

    /// Names that have their beginning and their ending in common, and between them as many characters as a library makes up.
    struct Cluster {
        let pattern: NamePattern
        /// The numbers of the names.
        let members: [Int]
    }

    /// The clusters of names of one folder, each name in one at most. Two samples are enough: what they begin with must be
    /// all that they begin with in common, and most must look made up.
    ///
    /// - Parameter inTemporaryFolder: whether the folder is for temporary files; elsewhere a prefix must end in a separator.
    static func clusters(_ names: [[UInt8]], inTemporaryFolder: Bool) -> [Cluster] {
        struct Key: Hashable {
            let head: [UInt8]
            let ending: [UInt8]
        }
        var found: [Cluster] = []
        var taken: Set<Int> = []
        for length in [6, 8, 10] {
            var byKey: [Key: [Int]] = [:]
            var order: [Key] = []
            for (index, name) in names.enumerated() where !taken.contains(index) {
                for end in ends(name) where end >= length {
                    let key = Key(head: Array(name[..<(end - length)]), ending: Array(name[end...]))
                    let isSeparated = key.head.last.map { !Bytes.alphanumeric.contains($0) } ?? false
                    guard inTemporaryFolder || isSeparated else { continue }
                    if byKey[key] == nil { order.append(key) }
                    byKey[key, default: []].append(index)
                }
            }
            for key in order {
                let members = (byKey[key] ?? []).filter { !taken.contains($0) }
                let parts = members.map { names[$0][key.head.count..<(names[$0].count - key.ending.count)] }
                guard areMadeUp(parts) else { continue }
                taken.formUnion(members)
                let pattern = NamePattern(nameClass: .random, prefix: key.head, middle: any(parts), suffix: key.ending)
                found.append(Cluster(pattern: pattern, members: members))
            }
        }
        return found
    }

    private static func areMadeUp(_ parts: [ArraySlice<UInt8>]) -> Bool {
        guard parts.count > 1, let first = parts.first,
            parts.allSatisfy({ $0.allSatisfy((first.count == 8 ? letters : Bytes.alphanumeric).contains) })
        else { return false }
        // Whatever all of them begin or end with belongs to the name.
        guard Set(parts.map(\.first)).count > 1, Set(parts.map(\.last)).count > 1 else { return false }
        let count = parts.count { part in
            isMadeUp(part) || hasDigit(part) && part.contains(where: Bytes.upper.contains)
        }
        if count * 2 > parts.count { return true }
        // One that is made up shows what the others are, where capitals within each leave no word.
        return count > 0 && parts.allSatisfy { $0.dropFirst().contains(where: Bytes.upper.contains) }
    }
}
