/// Words of a POSIX shell's command line (XCU 2.2, quoting).
package enum ShellWord {
    /// A text as one word: as it is where no byte of it means anything to a shell, else in single quotes, in which every byte
    /// stands for itself. No argument of a program can hold a NUL: the word ends there, as it would in execve(2).
    package static func quoted(_ text: String) -> String {
        let bytes = text.utf8.prefix { $0 != 0 }
        if !bytes.isEmpty, bytes.allSatisfy(isPlain) { return String(decoding: bytes, as: UTF8.self) }
        var result = "'"
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar == "'" { result += "'\\''" } else { result.unicodeScalars.append(scalar) }
        }
        return result + "'"
    }

    /// Whether a byte means nothing to a shell wherever it stands. `~` and `{` mean something to some, `#` at the beginning.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "/._-+=:,@%".utf8.contains(byte)
    }
}
