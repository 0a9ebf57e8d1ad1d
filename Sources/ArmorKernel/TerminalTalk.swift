import Glibc
import SystemPackage

/// Questions to a person at the terminal, and the lines that come back: whole lines, as the terminal's own editing gives
/// them, without control of cursor or colours.
package struct TerminalTalk: ~Copyable {
    /// The terminal that was opened; none where standard input is it.
    private let own: Descriptor?
    private let input: CInt
    private let output: CInt
    private var pending: [UInt8] = []

    /// The longest line that is taken; of a longer one the beginning.
    package static let longest = 4_096

    /// Standard input where it is a terminal, else the terminal that the process belongs to (tty(4)).
    package init() throws(FileError) {
        if isatty(STDIN_FILENO) == 1 {
            own = nil
            input = STDIN_FILENO
            // Standard error goes to the same terminal, as a rule; where not, the input is open for both, as a rule.
            output = isatty(STDERR_FILENO) == 1 ? STDERR_FILENO : STDIN_FILENO
            return
        }
        let path = "/dev/tty"
        do throws(Errno) {
            let terminal = try SystemCall.open(path, O_RDWR | O_NOCTTY)
            input = terminal.number
            output = terminal.number
            own = consume terminal
        } catch { throw FileError(path, .notReadable(error)) }
    }

    package func say(_ text: String) throws(FileError) {
        do throws(Errno) {
            try SystemCall.writeAll(output, Array(text.utf8))
        } catch { throw FileError("/dev/tty", .notWritable(error)) }
    }

    /// A line that is not shown while it is typed, after a prompt; none where no more comes. The terminal is as before
    /// afterwards; where the program is ended meanwhile, `stty echo` makes it so.
    package mutating func secret(_ prompt: String) throws(FileError) -> [UInt8]? {
        // Before the prompt: what is typed in between would be shown, or dropped.
        let isHidden = SystemCall.setEcho(input, false)
        defer { if isHidden { _ = SystemCall.setEcho(input, true) } }
        try say(prompt)
        let line = try line()
        // The end of the line was not shown either.
        try say("\n")
        return line.map { Array($0.utf8) }
    }

    /// The next line, without its end; none where no more come. What is no UTF-8 is replaced.
    package mutating func line() throws(FileError) -> String? {
        while !pending.contains(UInt8(ascii: "\n")) {
            let more: [UInt8]
            do throws(Errno) {
                more = try SystemCall.readSome(input, limit: Self.longest)
            } catch { throw FileError("/dev/tty", .notReadable(error)) }
            if more.isEmpty { return nil }
            pending += more
            if pending.count > Self.longest { pending = Array(pending.prefix(Self.longest)) + [UInt8(ascii: "\n")] }
        }
        let end = pending.firstIndex(of: UInt8(ascii: "\n")) ?? pending.endIndex
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeFirst(min(end + 1, pending.count))
        return line
    }
}
