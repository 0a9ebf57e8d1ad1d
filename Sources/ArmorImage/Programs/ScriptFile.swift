/// What a script says: who runs it, and which words stand in it.
package struct ScriptFile: Sendable, Equatable {
    /// The interpreter's path, and the one argument that it may have.
    package let interpreter: [UInt8]
    package let argument: [UInt8]?

    /// The kernel reads so many bytes of a program's first line (`BINPRM_BUF_SIZE`, linux/binfmts.h).
    static let lineLimit = 256
    /// Of a script so many bytes are looked at for names of programs.
    package static let textLimit = 1 << 20

    /// Reads the first line, as execve(2) does; none where it does not begin with `#!`.
    package init?(_ beginning: [UInt8]) {
        guard beginning.starts(with: "#!".utf8) else { return nil }
        let line = beginning.dropFirst(2).prefix(Self.lineLimit - 2).prefix { $0 != 0x0A && $0 != 0 }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        let rest = line.drop(while: isBlank)
        interpreter = Array(rest.prefix { !isBlank($0) })
        let argument = rest.dropFirst(interpreter.count).drop(while: isBlank)
        let end = argument.lastIndex { !isBlank($0) }.map { argument.index(after: $0) } ?? argument.startIndex
        self.argument = end > argument.startIndex ? Array(argument[..<end]) : nil
        if interpreter.isEmpty { return nil }
    }

    /// The programs that the argument of `env` names: the first word that is no option and no `NAME=VALUE` (env(1)).
    var programOfEnvironment: [UInt8]? {
        let words = (argument ?? []).split { $0 == 0x20 || $0 == 0x09 }
        return words.first { $0.first != UInt8(ascii: "-") && !$0.contains(UInt8(ascii: "=")) }.map(Array.init)
    }

    /// The words of a text that could be names of programs or files: letters, digits and `/ . _ + -`, each once, in
    /// their order. Where a shell would see something else than a word is not known: this is a guess, and an
    /// over-estimate. What stands in a comment is left out.
    package static func words(_ text: [UInt8], limit: Int = 20_000) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var seen: Set<[UInt8]> = []
        for line in text.split(separator: 0x0A) {
            if line.drop(while: { $0 == 0x20 || $0 == 0x09 }).first == UInt8(ascii: "#") { continue }
            for word in line.split(whereSeparator: { !isWord($0) }) where word.count <= 255 {
                guard words.count < limit else { return words }
                if seen.insert(Array(word)).inserted { words.append(Array(word)) }
            }
        }
        return words
    }

    /// The absolute paths behind `>` and `>>` of a shell script.
    static func redirections(_ text: [UInt8]) -> [(path: [UInt8], isWhole: Bool)] {
        var result: [(path: [UInt8], isWhole: Bool)] = []
        var rest = text[...]
        while let place = rest.firstIndex(of: UInt8(ascii: ">")) {
            rest = rest[place...].drop { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "|") }
            let word = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
            guard word.first == UInt8(ascii: "/") else { continue }
            let path = word.prefix(255).prefix(while: isWord)
            let next = word.dropFirst(path.count).first
            result.append((Array(path), next != UInt8(ascii: "$") && next != UInt8(ascii: "*")))
        }
        return result
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), 0x80...0xFF:
            true
        default: false
        }
    }
}
