/// A notation of strings in which text holds a record, and how it is undone by one level.
enum TextNotation {
    /// Backslashes: strings of JSON, C, shells and logfmt.
    case backslashes
    /// CSV: a quote in a field is doubled.
    case doubledQuotes
    /// HTML and XML.
    case entities
    /// Mail: `=3D` for `=`.
    case quotedPrintable
    /// Addresses of web pages: `%22` for a quote.
    case percent

    /// The notation that the text after the letters `apparmor` is in; `nil` for plain text.
    ///
    /// - Parameter place: where that text begins.
    init?(_ text: [UInt8], after place: Int) {
        func has(_ word: String, _ start: Int) -> Bool { text[min(start, text.count)...].starts(with: word.utf8) }
        func hasAny(_ words: [String], _ start: Int) -> Bool { words.contains { has($0, start) } }
        if has("=3D", place) {
            self = .quotedPrintable
        } else if hasAny(["%3D", "%3d", "%253D", "=%22"], place) {
            self = .percent
        } else if hasAny(["=&", "&#61;", "&#x3d;", "&#x3D;", "&equals;", "&amp;"], place) {
            self = .entities
        } else if has("</", place)
            || has("=<", place) && place + 2 < text.count && (text[place + 2] | 0x20) &- 0x61 < 26
        {
            self = .entities
        } else if hasAny(["\\u003d", "\\u003D", "\\x3d", "\\x3D", "\\\\u003d"], place) {
            self = .backslashes
        } else if has("=\\", place) {
            let run = text[(place + 1)...].prefix { $0 == UInt8(ascii: "\\") }.count
            let quote = place + 1 + run
            if has("\"\"", quote) {
                self = .doubledQuotes
            } else if has("&", quote) {
                self = .entities
            } else if hasAny(["\"", "'", "u0022", "u0027", "u201", "x22", "x27", "042"], quote) {
                self = .backslashes
            } else {
                return nil
            }
        } else if has("=\"\"", place), place + 3 < text.count, text[place + 3] != 0x20 {
            self = .doubledQuotes
        } else {
            return nil
        }
    }

    /// Whether it is of strings within a line, and not of whole lines.
    var isOfStrings: Bool { self == .backslashes || self == .doubledQuotes }

    /// The part of a line that is in this notation, around a place, and the text that it stands for.
    func undone(_ line: [UInt8], around place: Int) -> (part: Range<Int>, text: [UInt8]) {
        switch self {
        case .backslashes:
            let part = BackslashNotation.string(line, around: place)
            return (part, BackslashNotation.undone(line[part]))
        case .doubledQuotes:
            let part = Self.field(line, around: place)
            return (part, Self.halvedQuotes(line[part]))
        case .entities: return (line.indices, EntityNotation.undone(line))
        case .quotedPrintable: return (line.indices, Self.hexadecimal(line, UInt8(ascii: "=")))
        case .percent: return (line.indices, Self.hexadecimal(line, UInt8(ascii: "%")))
        }
    }

    // MARK: Doubled quotes

    /// The field of CSV around a place: between quotes of which an odd number are next to each other.
    private static func field(_ line: [UInt8], around place: Int) -> Range<Int> {
        let quote = UInt8(ascii: "\"")
        var start = place
        while start > 0 {
            guard line[start - 1] == quote else {
                start -= 1
                continue
            }
            var run = start - 1
            while run > 0, line[run - 1] == quote { run -= 1 }
            if (start - run) % 2 == 1 { break }
            start = run
        }
        var end = place
        while end < line.count {
            guard line[end] == quote else {
                end += 1
                continue
            }
            var run = end
            while run < line.count, line[run] == quote { run += 1 }
            let count = run - end
            end = count % 2 == 1 ? run - 1 : run
            if count % 2 == 1 { break }
        }
        return start..<end
    }

    private static func halvedQuotes(_ field: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(field.count)
        var isSecond = false
        for byte in field {
            isSecond = byte == UInt8(ascii: "\"") && !isSecond
            if byte != UInt8(ascii: "\"") || isSecond { result.append(byte) }
        }
        return result
    }

    // MARK: Two digits for a byte

    private static func hexadecimal(_ line: [UInt8], _ sign: UInt8) -> [UInt8] {
        // Forms of web pages write a plus for a blank.
        let hasBlank = line.contains(0x20) || line.span.position(of: "%20", in: line.indices) != nil
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var index = 0
        while index < line.count {
            if line[index] == sign, index + 2 < line.count, let high = HexName.digit(line[index + 1], lower: true),
                let low = HexName.digit(line[index + 2], lower: true)
            {
                result.append(high << 4 | low)
                index += 3
                continue
            }
            let isPlus = sign == UInt8(ascii: "%") && line[index] == UInt8(ascii: "+") && !hasBlank
            result.append(isPlus ? 0x20 : line[index])
            index += 1
        }
        return result
    }
}

/// Strings with backslashes (RFC 8259, section 7; escapes of C and shells).
enum BackslashNotation {
    private static let backslash = UInt8(ascii: "\\")

    /// The string around a place: it ends at a quote with fewer backslashes before it than the quotes within have.
    static func string(_ line: [UInt8], around place: Int) -> Range<Int> {
        var sign = place
        while sign < line.count, line[sign] != backslash { sign += 1 }
        var level = 0
        while sign < line.count, line[sign] == backslash {
            level += 1
            sign += 1
        }
        let isSingle = sign < line.count && line[sign] == UInt8(ascii: "'")
        let quote = isSingle ? UInt8(ascii: "'") : UInt8(ascii: "\"")
        func isEnd(_ index: Int) -> Bool {
            guard line[index] == quote else { return false }
            var count = 0
            while count < level, index > count, line[index - 1 - count] == backslash { count += 1 }
            return count < level
        }
        let start = (0..<place).last(where: isEnd).map { $0 + 1 } ?? 0
        let end = (place..<line.count).first(where: isEnd) ?? line.count
        return start..<end
    }

    /// The text that a string stands for. Escapes that are not known stay as they are.
    static func undone(_ string: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(string.count)
        var rest = string
        while let byte = rest.popFirst() {
            guard byte == backslash, let letter = rest.first else {
                result.append(byte)
                continue
            }
            rest = rest.dropFirst()
            switch letter {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "/"), backslash: result.append(letter)
            case UInt8(ascii: "n"), UInt8(ascii: "r"): result.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"): result.append(0x20)
            case UInt8(ascii: "u"): unicode(&rest, &result)
            case UInt8(ascii: "x"):
                number(&rest, digits: 2, base: 16).map { result.append(UInt8($0)) }
                    ?? result.append(contentsOf: [backslash, letter])
            case UInt8(ascii: "0")...UInt8(ascii: "3"):
                var digits = string[(rest.startIndex - 1)...]
                if let value = number(&digits, digits: 3, base: 8), let octet = UInt8(exactly: value) {
                    result.append(octet)
                    rest = digits
                } else {
                    result += [backslash, letter]
                }
            default: result += [backslash, letter]
            }
        }
        return result
    }

    /// Four digits, or two such escapes for one character.
    private static func unicode(_ rest: inout ArraySlice<UInt8>, _ result: inout [UInt8]) {
        guard let unit = number(&rest, digits: 4, base: 16) else {
            result += [backslash, UInt8(ascii: "u")]
            return
        }
        var value = UInt32(unit)
        if 0xD800..<0xDC00 ~= value, rest.starts(with: "\\u".utf8) {
            var low = rest.dropFirst(2)
            if let second = number(&low, digits: 4, base: 16), 0xDC00..<0xE000 ~= second {
                value = 0x10000 + (value - 0xD800) << 10 + UInt32(second) - 0xDC00
                rest = low
            }
        }
        result += Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    }

    /// A number of so many digits, which are then passed; `nil` where there are fewer.
    private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int, base: UInt16) -> UInt16? {
        let word = rest.prefix(digits)
        guard word.count == digits else { return nil }
        var value: UInt16 = 0
        for byte in word {
            guard let digit = HexName.digit(byte, lower: true), UInt16(digit) < base else { return nil }
            value = value &* base &+ UInt16(digit)
        }
        rest = rest.dropFirst(digits)
        return value
    }
}

/// Character references and tags of HTML and XML.
enum EntityNotation {
    private static let names: [String: String] = [
        "quot": "\"", "apos": "'", "amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "ldquo": "\"", "rdquo": "\"",
        "lsquo": "'", "rsquo": "'", "equals": "=", "lowbar": "_", "sol": "/", "period": ".", "colon": ":",
    ]
    /// Tags within a line of text.
    private static let inline: Set<String> = [
        "b", "i", "em", "strong", "span", "mark", "font", "a", "u", "tt", "code", "wbr", "small", "kbd", "samp",
    ]

    /// The text without tags, one level of references undone. Other tags than those within lines end a line.
    static func undone(_ line: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var index = 0
        while index < line.count {
            if line[index] == UInt8(ascii: "<"), let end = tagEnd(line, index) {
                if !isInline(line[index..<end]) { result.append(UInt8(ascii: "\n")) }
                index = end
            } else if line[index] == UInt8(ascii: "&"), let (text, end) = reference(line, index) {
                result += text
                index = end
            } else {
                result.append(line[index])
                index += 1
            }
        }
        return result
    }

    private static func tagEnd(_ line: [UInt8], _ start: Int) -> Int? {
        guard start + 1 < line.count else { return nil }
        let first = line[start + 1]
        guard first == UInt8(ascii: "/") || first == UInt8(ascii: "!") || (first | 0x20) &- 0x61 < 26 else {
            return nil
        }
        let end = line[start..<min(line.count, start + 300)].firstIndex(of: UInt8(ascii: ">"))
        return end.map { $0 + 1 }
    }

    private static func isInline(_ tag: ArraySlice<UInt8>) -> Bool {
        let name = tag.dropFirst().drop { $0 == UInt8(ascii: "/") }.prefix { FieldScanner.isWord($0) }
        return inline.contains(String(decoding: name, as: UTF8.self).lowercased())
    }

    private static func reference(_ line: [UInt8], _ start: Int) -> (text: [UInt8], end: Int)? {
        let window = line[start..<min(line.count, start + 12)]
        guard let end = window.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let word = String(decoding: line[(start + 1)..<end], as: UTF8.self)
        if let text = names[word] { return (Array(text.utf8), end + 1) }
        guard word.first == "#" else { return nil }
        let digits = word.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let scalar = value.flatMap(Unicode.Scalar.init), scalar.value >= 0x20 || scalar.value == 9 else {
            return nil
        }
        return (Array(String(scalar).utf8), end + 1)
    }
}
