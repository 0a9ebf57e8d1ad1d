import ArmorGlob

/// What several names that stand in one place of a path have in common, beside their beginning and end.
///
/// A class says no more than its samples show: their lengths, their letters. Each is a glob within one component.
enum NameClass: String, Sendable, CaseIterable {
    /// RFC 9562, in lower or upper case.
    case uuid
    /// Hexadecimal digits, eight or more: hashes, identifiers of containers.
    case hash
    /// A day, as `2026-11-21` or `20261121`.
    case date
    /// A counter of fixed width, a time: digits at the same places, the rest equal. What shows the width is a zero in front,
    /// a separator, or that there are many; `61` and `67` are any numbers.
    case digits
    /// A counter, a process number, the version of a library.
    case number
    /// Several numbers or hashes with separators between them.
    case pieces
    /// As mkstemp(3) and its like make them: letters and digits of one length, none like another.
    case random
    /// Nothing but a folder, and perhaps a beginning and an end: there are too many to name.
    case siblings

    /// From how many samples on it is inferred.
    var fewest: Int {
        switch self {
        case .uuid, .date, .hash, .digits, .number, .pieces: 2
        case .random: 3
        case .siblings: 10
        }
    }

    /// In words, for the report.
    var text: String {
        switch self {
        case .uuid: "UUIDs"
        case .hash: "hashes"
        case .date: "dates"
        case .digits: "digits in fixed places"
        case .number: "numbers"
        case .pieces: "numbers and hashes"
        case .random: "random names"
        case .siblings: "many names"
        }
    }
}

/// The glob of one component that a number of names come from.
struct NamePattern: Sendable, Equatable {
    let nameClass: NameClass
    /// What all names begin with, as bytes.
    let prefix: [UInt8]
    /// The glob between.
    let middle: String
    /// What all names end with.
    let suffix: [UInt8]

    /// As a policy writes it.
    var text: String { quotedLiteral(prefix) + middle + quotedLiteral(suffix) }

    /// The narrowest class that all of the names are of; none where they have nothing in common, or are too few.
    ///
    /// - Parameter allowsSiblings: whether many names may stand for all in their folder.
    static func infer(_ names: [[UInt8]], allowsSiblings: Bool) -> NamePattern? {
        guard names.count >= 2, let first = names.first else { return nil }
        let tests: [(movable: Set<UInt8>, infer: (Frame) -> NamePattern?)] = [
            (Bytes.hex.union([Bytes.dash]), uuid), (Bytes.digits.union([Bytes.dash]), date), (Bytes.digits, digits),
            (Bytes.version, number), (Bytes.hex, hash), ([], random),
        ]
        for (movable, infer) in tests {
            let frame = Frame(names, first: first, movable: movable)
            if let pattern = infer(frame), names.count >= pattern.nameClass.fewest { return pattern }
        }
        if let pattern = NamePieces.pattern(names) { return pattern }
        guard allowsSiblings, names.count >= NameClass.siblings.fewest else { return nil }
        return Frame(names, first: first, movable: []).pattern(.siblings, "*")
    }

    // MARK: Classes

    private static func uuid(_ frame: Frame) -> NamePattern? {
        let groups = [8, 4, 4, 4, 12]
        let fits = frame.middles.allSatisfy { middle in
            let parts = middle.split(separator: Bytes.dash, omittingEmptySubsequences: false)
            return parts.map(\.count) == groups && parts.joined().allSatisfy(Bytes.hex.contains)
        }
        let text = groups.map { String(repeating: "[0-9A-Fa-f]", count: $0) }.joined(separator: "-")
        return fits ? frame.pattern(.uuid, text) : nil
    }

    /// Days of this century, whole: the year is another one in time, though no two samples may show it.
    private static func date(_ frame: Frame) -> NamePattern? {
        let fits = frame.middles.allSatisfy { middle in
            let parts = middle.split(separator: Bytes.dash, omittingEmptySubsequences: false).map(\.count)
            return middle.starts(with: "20".utf8) && (parts == [4, 2, 2] || parts == [8])
        }
        return fits ? columns(frame).map { frame.pattern(.date, $0.middle) } : nil
    }

    /// From how many digits on a number of the same width in all samples keeps it: seconds since 1970 have ten.
    private static let fixedWidth = 8

    private static func digits(_ frame: Frame) -> NamePattern? {
        let hasWidth = frame.middles.contains { middle in
            middle.count >= fixedWidth || middle.count > 1 && middle.first == UInt8(ascii: "0")
                || !middle.allSatisfy(Bytes.version.contains)
        }
        return hasWidth ? columns(frame) : nil
    }

    /// Names of one length that differ in digits alone.
    private static func columns(_ frame: Frame) -> NamePattern? {
        guard let first = frame.middles.first, first.count <= 32,
            frame.middles.allSatisfy({ $0.count == first.count })
        else { return nil }
        var text = ""
        for index in 0..<first.count {
            let column = frame.middles.map { $0[$0.startIndex + index] }
            if column.allSatisfy(Bytes.digits.contains) {
                text += "[0-9]"
            } else if Set(column).count == 1, let byte = column.first, Bytes.plain.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                return nil
            }
        }
        return text.isEmpty ? nil : frame.pattern(.digits, text)
    }

    /// Digits with points between them, of any length.
    private static func number(_ frame: Frame) -> NamePattern? {
        let fits = frame.middles.allSatisfy { middle in
            guard let first = middle.first, Bytes.digits.contains(first), middle.count <= 20 else { return false }
            return middle.allSatisfy(Bytes.version.contains)
        }
        return fits ? frame.pattern(.number, "[0-9]*") : nil
    }

    private static func hash(_ frame: Frame) -> NamePattern? {
        guard let length = frame.oneLength, length >= 8,
            frame.middles.allSatisfy({ middle in
                middle.allSatisfy(Bytes.hex.contains) && middle.contains(where: Bytes.digits.contains)
            })
        else { return nil }
        let text = length <= 16 ? String(repeating: "[0-9A-Fa-f]", count: length) : "[0-9A-Fa-f]*"
        return frame.pattern(.hash, text)
    }

    /// Words of a language are no random names: most must mix cases or have digits, and no two may share their beginning.
    private static func random(_ frame: Frame) -> NamePattern? {
        guard let length = frame.oneLength, (6...16).contains(length),
            frame.middles.allSatisfy({ $0.allSatisfy(Bytes.alphanumeric.contains) })
        else { return nil }
        let mixed = frame.middles.count { middle in
            let kinds = [Bytes.digits, Bytes.lower, Bytes.upper].count { middle.contains(where: $0.contains) }
            return kinds > 1
        }
        let beginnings = Set(frame.middles.map { Array($0.prefix(3)) })
        guard mixed * 3 >= frame.middles.count * 2, beginnings.count * 10 >= frame.middles.count * 9 else { return nil }
        return frame.pattern(.random, String(repeating: "[0-9A-Za-z]", count: length))
    }
}

/// Names without what all of them begin and end with.
private struct Frame {
    let prefix: [UInt8]
    let suffix: [UInt8]
    let middles: [ArraySlice<UInt8>]

    /// - Parameter movable: bytes that go with what differs: in `log-10` and `log-11` the `1` is part of a number.
    init(_ names: [[UInt8]], first: [UInt8], movable: Set<UInt8>) {
        var head = first.count
        var tail = first.count
        var shortest = first.count
        for name in names {
            head = min(head, zip(first, name).prefix { $0 == $1 }.count)
            tail = min(tail, zip(first.reversed(), name.reversed()).prefix { $0 == $1 }.count)
            shortest = min(shortest, name.count)
        }
        tail = min(tail, shortest - head)
        let common = (head: head, tail: tail)
        while head > 0, movable.contains(first[head - 1]) { head -= 1 }
        while tail > 0, movable.contains(first[first.count - tail]) { tail -= 1 }
        // What is between words belongs to neither.
        while head < common.head, !Bytes.alphanumeric.contains(first[head]) { head += 1 }
        while tail < common.tail, !Bytes.alphanumeric.contains(first[first.count - tail - 1]) { tail += 1 }
        prefix = Array(first.prefix(head))
        suffix = Array(first.suffix(tail))
        middles = names.map { $0[head..<($0.count - tail)] }
    }

    /// The length of all; none where they differ.
    var oneLength: Int? {
        guard let first = middles.first?.count, middles.allSatisfy({ $0.count == first }) else { return nil }
        return first
    }

    func pattern(_ nameClass: NameClass, _ middle: String) -> NamePattern {
        NamePattern(nameClass: nameClass, prefix: prefix, middle: middle, suffix: suffix)
    }
}

/// Sets of bytes that names are told apart by.
enum Bytes {
    static let slash = UInt8(ascii: "/")
    static let dash = UInt8(ascii: "-")
    static let digits = Set("0123456789".utf8)
    static let version = digits.union(".".utf8)
    static let lower = Set("abcdefghijklmnopqrstuvwxyz".utf8)
    static let upper = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    static let lowerHex = digits.union("abcdef".utf8)
    static let upperHex = digits.union("ABCDEF".utf8)
    static let hex = digits.union("abcdefABCDEF".utf8)
    static let alphanumeric = digits.union(lower).union(upper)
    /// What means nothing in a glob.
    static let plain = alphanumeric.union("._-:+=~".utf8)
}
