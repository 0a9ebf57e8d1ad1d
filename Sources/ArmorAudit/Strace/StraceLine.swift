/// One line of strace(1): a call with its arguments and what came of it, the first or the second half of one, or something else.
///
/// Names in it are a program's: strings are read to their own end and never beyond, brackets in them count for nothing.
enum StraceLine: Equatable {
    case call(StraceCall)
    /// The call goes on in a later line of the process; the text so far, without process and time.
    case unfinished(process: UInt32, text: [UInt8])
    /// The rest of the text of such a call.
    case resumed(process: UInt32, name: String, text: [UInt8])
    /// A signal, an end, a message of strace's own.
    case other
    case malformed

    init(_ line: [UInt8]) {
        var cursor = StraceCursor(line)
        let process = cursor.process()
        cursor.skipTimes()
        if cursor.isAtEnd || cursor.starts(with: "+++ ") || cursor.starts(with: "--- ")
            || cursor.starts(with: "strace: ")
        {
            self = .other
            return
        }
        if cursor.take("<... ") {
            guard let name = cursor.name(), cursor.take(" resumed>") else {
                self = .malformed
                return
            }
            self = .resumed(process: process, name: name, text: cursor.rest)
            return
        }
        let text = cursor.rest
        let mark = Array("<unfinished ...>".utf8)
        if text.count >= mark.count, text.suffix(mark.count).elementsEqual(mark) {
            self = .unfinished(process: process, text: Array(text.dropLast(mark.count)))
            return
        }
        self = StraceCall(text, process: process).map(StraceLine.call) ?? .malformed
    }
}

/// A system call that strace saw from its beginning to its end.
struct StraceCall: Equatable {
    /// An argument as it is written, and as a string where it is one.
    struct Argument: Equatable {
        let text: [UInt8]
        /// The bytes of a string that is whole.
        let string: [UInt8]?
        /// The path that `-y` tells of a descriptor.
        let path: [UInt8]?

        /// The words of `A|B|C`.
        var flags: Set<String> {
            Set(text.split(separator: UInt8(ascii: "|")).map { String(decoding: $0, as: UTF8.self) })
        }

        var word: String { String(decoding: text, as: UTF8.self) }

        /// The number that it begins with, where a descriptor can have it.
        var descriptor: UInt32? {
            let digits = text.prefix { $0 &- 0x30 < 10 }
            return digits.isEmpty ? nil : UInt32(String(decoding: digits, as: UTF8.self))
        }
    }

    let process: UInt32
    let name: String
    let arguments: [Argument]
    /// The name of the error; none where the call did its work.
    let error: String?
    /// What the result is a descriptor of, where `-y` tells.
    let path: [UInt8]?
    /// The result, where it is a number that a descriptor can have.
    let descriptor: UInt32?

    /// Reads `name(arguments) = result`, without process and time before it.
    init?(_ text: [UInt8], process: UInt32) {
        var cursor = StraceCursor(text)
        guard let name = cursor.name(), cursor.take("("), let arguments = cursor.arguments() else { return nil }
        cursor.skipBlanks()
        guard cursor.take("= ") else { return nil }
        (self.process, self.name, self.arguments) = (process, name, arguments)
        let result = cursor.argument(isResult: true)
        path = result?.path
        descriptor = result?.descriptor
        cursor.skipBlanks()
        let isFailure = result?.text.first == UInt8(ascii: "-") || result?.text.first == UInt8(ascii: "?")
        // A call that a signal broke off, or that ended the process, has no error of its own.
        error = isFailure ? cursor.errorName() ?? "?" : nil
    }
}
