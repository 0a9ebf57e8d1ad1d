import ArmorSource

/// Why a text is no JSON, or more of it than was asked for.
package struct JSONError: Error, Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// More bytes, deeper nesting or more values than ``JSONLimits`` allows.
        case tooLarge, tooDeep, tooManyValues
        /// It ends within a value.
        case endOfText
        /// Something else stands where one of these must; a list for a person, as in `"," or "]"`.
        case expected(String)
        /// A byte below 0x20 in a string.
        case controlCharacter
        case invalidUTF8
        /// A backslash with something behind it that RFC 8259 does not know.
        case unknownEscape
        /// `\ud800` to `\udfff` without its other half.
        case loneSurrogate
        case malformedNumber
        /// The same key, byte for byte once escapes are undone, twice in an object.
        case duplicateKey(String)
        /// More than one value.
        case trailingText
    }

    package let reason: Reason
    /// Bytes from the beginning of the text to what is wrong; at most the length of the text.
    package let offset: Int

    package init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One sentence without a full stop.
    package var message: String {
        let what =
            switch reason {
            case .tooLarge: "the JSON text is too large"
            case .tooDeep: "arrays and objects are nested too deep"
            case .tooManyValues: "there are too many values"
            case .endOfText: "the JSON text ends too early"
            case .expected(let list): "\(list) is expected"
            case .controlCharacter: "a control character stands in a string"
            case .invalidUTF8: "a string is not valid UTF-8"
            case .unknownEscape: "an escape is not known"
            case .loneSurrogate: "half of a surrogate pair stands alone"
            case .malformedNumber: "a number is malformed"
            case .duplicateKey(let key): "the key \"\(printable(key))\" stands twice in an object"
            case .trailingText: "something stands behind the JSON value"
            }
        return "\(what), at byte \(offset)"
    }
}
