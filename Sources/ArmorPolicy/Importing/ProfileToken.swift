import ArmorSource

/// A piece of a profile's text that means something by itself.
struct ProfileToken: Sendable {
    enum Kind: Sendable {
        /// A word outside quotes, as it is written.
        case word
        /// A string; the range of its inside is one byte shorter at both ends.
        case quoted
        /// `<abi/3.0>`
        case angled
        /// `->`
        case arrow
        /// `=` behind the word that is its key
        case equals
        /// `<=`
        case atMost
        /// `(`
        case opening
        /// `)`
        case closing
        /// `,` between the members of a list
        case separator
    }

    let kind: Kind
    /// Where it stands, quotes included.
    let range: ByteRange

    /// Whether it names something.
    var isValue: Bool { kind == .word || kind == .quoted }

    /// What stands inside the quotes or angle brackets.
    var inside: ByteRange {
        kind == .word || range.count < 2 ? range : range.lowerBound + 1..<range.upperBound - 1
    }
}

/// The next thing in a profile, as far as its end decides what it is.
enum ProfileStatement {
    /// Tokens up to a comma.
    case rule(ProfileTokens)
    /// Tokens up to a brace that opens a block.
    case block(ProfileTokens)
    /// The brace that closes one.
    case closing(ByteRange)
    /// `include …` or `#include …` with the tokens behind the word.
    case include(ProfileTokens)
    /// `@{NAME} = …`, `@{NAME} += …` or `$NAME = …`
    case assignment(ProfileAssignment)
    /// Tokens with no comma or brace behind them.
    case broken(ProfileTokens, String)
    case end
}

/// The tokens of a statement, with what people wrote about it.
struct ProfileTokens {
    var tokens: [ProfileToken] = []
    /// From the first byte to the comma, or to what else ends it.
    var range: ByteRange
    /// The comments directly above it, and in it or behind it on its line.
    var comments: [String] = []
    /// Whether it is one line without a comment in it.
    var isOneLine = true
}

/// `@{NAME} = value value`
struct ProfileAssignment {
    /// How the values relate to those that the variable has already; `?=` and `:=` came with AppArmor 5.
    enum Operation: String {
        case set = "="
        case add = "+="
        case setIfUndefined = "?="
        case replace = ":="
    }

    /// Without `@{` and `}`; with `$` for a boolean.
    let name: String
    let operation: Operation
    let values: [ProfileToken]
    let range: ByteRange
    let comments: [String]

    var isBoolean: Bool { name.hasPrefix("$") }
}
