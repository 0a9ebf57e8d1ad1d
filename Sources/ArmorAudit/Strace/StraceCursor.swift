/// Walks over a line of strace: one pass, no looking back.
struct StraceCursor {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }
    var rest: [UInt8] { Array(bytes[min(position, bytes.count)...]) }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func starts(with text: StaticString) -> Bool { bytes.span.starts(with: text, in: position..<bytes.count) }

    mutating func take(_ text: StaticString) -> Bool {
        guard starts(with: text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    mutating func skipBlanks() { while next == 0x20 { position += 1 } }

    private mutating func digits() -> UInt64? {
        guard let read = bytes.span.number(at: position, end: bytes.count) else { return nil }
        position = read.end
        return read.value
    }

    /// `[pid 77] ` or `77 `, which stand there with -f; 0 where neither does.
    mutating func process() -> UInt32 {
        let start = position
        if take("[pid ") {
            skipBlanks()
            if let number = digits(), take("] ") { return UInt32(clamping: number) }
        } else if let number = digits(), next == 0x20 {
            skipBlanks()
            return UInt32(clamping: number)
        }
        position = start
        return 0
    }

    /// The times of -r, -t, -tt and -ttt: words of digits, points and colons.
    mutating func skipTimes() {
        skipBlanks()
        while let byte = next, byte &- 0x30 < 10 {
            while let byte = next, byte &- 0x30 < 10 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") {
                position += 1
            }
            skipBlanks()
        }
    }

    /// A system call's name.
    mutating func name() -> String? {
        let start = position
        while let byte = next, byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_") { position += 1 }
        guard position > start, position - start <= 64 else { return nil }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// `ENOENT` of `ENOENT (No such file or directory)`.
    mutating func errorName() -> String? {
        let start = position
        while let byte = next, byte &- 0x41 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_") { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    /// The most arguments that are read; no call has as many.
    private static let mostArguments = 32

    /// All up to the closing parenthesis; none where it is not there.
    mutating func arguments() -> [StraceCall.Argument]? {
        var arguments: [StraceCall.Argument] = []
        while arguments.count < Self.mostArguments {
            skipBlanks()
            if take(")") { return arguments }
            guard let argument = argument(), !isAtEnd else { return nil }
            arguments.append(argument)
            if take(",") { continue }
            return take(")") ? arguments : nil
        }
        return nil
    }

    /// One argument, or a result: up to a comma or a closing bracket that stand in no brackets and no string. Of `7 /* note */`
    /// and `A => B` the text is what stands before the blank, with which a result ends.
    mutating func argument(isResult: Bool = false) -> StraceCall.Argument? {
        let start = position
        var depth = 0
        var end: Int?
        var string: [UInt8]?
        var path: [UInt8]?
        loop: while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let isFirst = position == start
                guard let read = quoted() else { return nil }
                // What -s cut off is no name.
                if isFirst, !starts(with: "...") { string = read }
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                position += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 { break loop }
                depth -= 1
                position += 1
            case UInt8(ascii: "<") where isDescriptor(start):
                guard let read = bracketed() else { return nil }
                if depth == 0 { path = read }
            case UInt8(ascii: "/") where starts(with: "/* "):
                guard let end = bytes.span.position(of: "*/", in: position..<bytes.count) else { return nil }
                position = end + 2
            case UInt8(ascii: ",") where depth == 0: break loop
            case 0x20 where depth == 0:
                if isResult { break loop }
                end = end ?? position
                position += 1
            default: position += 1
            }
        }
        let text = Array(bytes[start..<(end ?? position)])
        return text.isEmpty ? nil : StraceCall.Argument(text: text, string: string, path: path)
    }

    /// Whether a descriptor stands before this place: digits, or `AT_FDCWD`.
    private func isDescriptor(_ start: Int) -> Bool {
        guard position > start else { return false }
        let last = bytes[position - 1]
        return last &- 0x30 < 10 || last == UInt8(ascii: "D")
    }

    /// What stands in `<…>` before what strace adds in brackets of its own, as in `</dev/null<char 1:3>>`; it writes those of
    /// a path as `\74` and `\76`. The arrow of `<TCP:[127.0.0.1:7->127.0.0.1:80]>` ends nothing.
    private mutating func bracketed() -> [UInt8]? {
        let start = position + 1
        var end: Int?
        var depth = 0
        for index in position..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "<"):
                depth += 1
                if depth == 2 { end = end ?? index }
            case UInt8(ascii: ">") where bytes[index - 1] != UInt8(ascii: "-"):
                depth -= 1
                guard depth == 0 else { continue }
                position = index + 1
                return Self.unescaped(Array(bytes[start..<(end ?? index)]))
            default: continue
            }
        }
        return nil
    }

    /// The bytes of a string in quotes; none where it has no end.
    private mutating func quoted() -> [UInt8]? {
        var index = position + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "\""):
                let inner = Array(bytes[position + 1..<index])
                position = index + 1
                return Self.unescaped(inner)
            default: index += 1
            }
        }
        return nil
    }

    /// Undoes C's escapes, as strace writes them: letters, one to three octal digits, two hexadecimal ones.
    private static func unescaped(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(UInt8(ascii: "\\")) else { return text }
        let letters: [UInt8: UInt8] = [
            UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "v"): 11,
            UInt8(ascii: "f"): 12,
        ]
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
                result.append(text[index])
                index += 1
                continue
            }
            index += 1
            let byte = text[index]
            if byte == UInt8(ascii: "x"), index + 2 < text.count,
                let high = HexName.digit(text[index + 1], lower: true),
                let low = HexName.digit(text[index + 2], lower: true)
            {
                result.append(high << 4 | low)
                index += 3
            } else if byte &- 0x30 < 8 {
                var value: UInt16 = 0
                let end = min(index + 3, text.count)
                while index < end, text[index] &- 0x30 < 8 {
                    value = value * 8 + UInt16(text[index] &- 0x30)
                    index += 1
                }
                result.append(UInt8(truncatingIfNeeded: value))
            } else {
                result.append(letters[byte] ?? byte)
                index += 1
            }
        }
        return result
    }
}
