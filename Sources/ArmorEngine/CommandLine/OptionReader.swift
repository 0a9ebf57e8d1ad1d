/// Steps over the options of a command line to the first word that is none, as pflag does, which docker, podman and
/// nerdctl all use.
struct OptionReader {
    private let words: [String]
    private(set) var position: Int

    init(_ words: [String], from position: Int) {
        self.words = words
        self.position = position
    }

    /// The word here; none at the end.
    var word: String? { position < words.count ? words[position] : nil }

    mutating func advance() { position += 1 }

    /// Moves behind the options, and behind a `--` that ends them.
    ///
    /// - Parameters:
    ///   - values: names of options that take a value, long and short.
    ///   - switches: names of options that take none.
    ///   - each: is given the name and value of each option; a switch that says none has `true`.
    mutating func skipOptions(
        values: Set<String>,
        switches: Set<String>,
        _ each: (_ name: String, _ value: String) -> Void
    ) throws(EngineCommandLine.Failure) {
        while let word, word.hasPrefix("-"), word != "-" {
            advance()
            if word == "--" { return }
            if word.hasPrefix("--") {
                try long(String(word.dropFirst(2)), values, switches, each)
            } else {
                try short(word.dropFirst(), values, switches, each)
            }
        }
    }

    /// `--name=value`, `--name value` and `--name`.
    private mutating func long(
        _ text: String,
        _ values: Set<String>,
        _ switches: Set<String>,
        _ each: (String, String) -> Void
    ) throws(EngineCommandLine.Failure) {
        if let equals = text.firstIndex(of: "=") {
            each(String(text[..<equals]), String(text[text.index(after: equals)...]))
        } else if values.contains(text) {
            each(text, try value(of: "--\(text)"))
        } else if switches.contains(text) {
            each(text, "true")
        } else {
            throw .unknownOption("--\(text)")
        }
    }

    /// `-n value`, `-nvalue`, `-n=value` and `-xyz`, of which only the last may take a value.
    private mutating func short(
        _ letters: Substring,
        _ values: Set<String>,
        _ switches: Set<String>,
        _ each: (String, String) -> Void
    ) throws(EngineCommandLine.Failure) {
        var rest = letters
        while let letter = rest.popFirst() {
            let name = String(letter)
            let isGiven = rest.first == "="
            if values.contains(name) {
                each(name, rest.isEmpty ? try value(of: "-\(name)") : String(isGiven ? rest.dropFirst() : rest))
                return
            }
            guard switches.contains(name) else { throw .unknownOption("-\(name)") }
            each(name, isGiven ? String(rest.dropFirst()) : "true")
            if isGiven { return }
        }
    }

    private mutating func value(of option: String) throws(EngineCommandLine.Failure) -> String {
        guard let word else { throw .missingValue(option) }
        advance()
        return word
    }
}
