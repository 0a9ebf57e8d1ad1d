/// The text of a profile out of a file that somebody else may have written, made fit to be compiled.
///
/// apparmor_parser runs as whoever makes the report, often as root. A profile can make it read any file, by `include` and by
/// `abi`, so that neither reaches it: comments go, since what looks like one may be no comment to the parser; an include is
/// refused, and an `abi` that is not a release's name. What is looked at is what is compiled.
package enum FormerProfile {
    package enum Refusal: Error, Sendable, Equatable {
        case includes
        case abi

        package var message: String {
            switch self {
            case .includes:
                "its profile includes other files, which a report does not hold: name the former policy instead"
            case .abi: "its profile names an ABI that is none of AppArmor's: name the former policy instead"
            }
        }
    }

    /// The text without comment lines.
    package static func checked(_ text: String) throws(Refusal) -> String {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).filter { line in
            // Also `#include`, which the parser takes for an include and a reader for a comment: it is gone either way.
            line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } != UInt8(ascii: "#")
        }
        let kept = Array(lines.joined(separator: CollectionOfOne(UInt8(ascii: "\n"))))
        try refuseIncludes(kept)
        try refuseForeignABIs(kept)
        return String(decoding: kept, as: UTF8.self)
    }

    /// The word, unless it is a part of a path: `/usr/include/** r,`.
    private static func refuseIncludes(_ text: [UInt8]) throws(Refusal) {
        for start in places(of: "include", in: text) {
            let isCommented = start > 0 && text[start - 1] == UInt8(ascii: "#")
            if isCommented || isWord(start, 7, text) { throw .includes }
        }
    }

    private static func refuseForeignABIs(_ text: [UInt8]) throws(Refusal) {
        for start in places(of: "abi", in: text) where isWord(start, 3, text) {
            let rest = text[(start + 3)...].drop(while: isBlank)
            guard rest.starts(with: "<abi/".utf8) else { throw .abi }
            let name = rest.dropFirst(5).prefix { $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") }
            guard !name.isEmpty, text[name.endIndex...].starts(with: ">,".utf8) else { throw .abi }
        }
    }

    /// Whether a word stands by itself: no letter of a path before it, a blank or the end of a text behind it.
    private static func isWord(_ start: Int, _ length: Int, _ text: [UInt8]) -> Bool {
        let isPart = start > 0 && isOfPath(text[start - 1])
        let end = start + length
        return !isPart
            && (end >= text.count || isBlank(text[end]) || !isOfPath(text[end]) && !isOfAlternation(text[end]))
    }

    /// What stands behind an alternative: `/usr/{lib,include}/**`.
    private static func isOfAlternation(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// What goes on a word or a path in apparmor.d(5), as far as armor writes it.
    private static func isOfPath(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "\\"):
            true
        default: false
        }
    }

    private static func places(of word: StaticString, in text: [UInt8]) -> [Int] {
        let word = Array(word.description.utf8)
        var places: [Int] = []
        var start = 0
        while let next = text[start...].firstIndex(of: word[0]) {
            if text[next...].starts(with: word) { places.append(next) }
            start = next + 1
        }
        return places
    }
}
