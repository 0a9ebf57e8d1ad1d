/// Moves over a text once, from its beginning to its end or to the first thing that is wrong.
///
/// Its only recursion is into arrays and objects, and ``JSONLimits/depth`` bounds it.
struct JSONReader {
    let bytes: ArraySlice<UInt8>
    let limits: JSONLimits
    /// The index of the byte here; counts from `bytes.startIndex`.
    var position: Int
    private var depth = 0
    private var values = 0

    init(_ bytes: ArraySlice<UInt8>, _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        self.position = bytes.startIndex
    }

    /// The whole text as one value.
    mutating func document() throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else { throw error(.tooLarge) }
        skipBlanks()
        let value = try value()
        skipBlanks()
        guard byte == nil else { throw error(.trailingText) }
        return value
    }

    /// The byte here; none at the end.
    var byte: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    func error(_ reason: JSONError.Reason, at place: Int? = nil) -> JSONError {
        JSONError(reason: reason, offset: (place ?? position) - bytes.startIndex)
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        values += 1
        guard values <= limits.values else { throw error(.tooManyValues) }
        switch byte {
        case UInt8(ascii: "{"): return .object(try nested { (reader) throws(JSONError) in try reader.object() })
        case UInt8(ascii: "["): return .array(try nested { (reader) throws(JSONError) in try reader.array() })
        case UInt8(ascii: "\""): return .string(try string())
        case let first? where first == UInt8(ascii: "-") || Self.isDigit(first): return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw unexpected("a value")
        }
    }

    /// What stands between brackets, one level deeper.
    private mutating func nested<Content>(
        _ content: (inout JSONReader) throws(JSONError) -> Content
    ) throws(JSONError) -> Content {
        guard depth < limits.depth else { throw error(.tooDeep) }
        depth += 1
        position += 1
        let result = try content(&self)
        depth -= 1
        return result
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value())
            skipBlanks()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw unexpected("\",\" or \"]\"") }
            skipBlanks()
        }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        var object = JSONObject()
        skipBlanks()
        if take(UInt8(ascii: "}")) { return object }
        while true {
            let start = position
            guard byte == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
            let key = try string()
            guard !object.contains(key) else { throw error(.duplicateKey(key), at: start) }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw unexpected("\":\"") }
            skipBlanks()
            object.append(key, try value())
            skipBlanks()
            if take(UInt8(ascii: "}")) { return object }
            guard take(UInt8(ascii: ",")) else { throw unexpected("\",\" or \"}\"") }
            skipBlanks()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for expected in word.utf8 {
            guard byte == expected else { throw unexpected("\"\(word)\"") }
            position += 1
        }
        return value
    }

    mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        position += 1
        return true
    }

    func unexpected(_ expected: String) -> JSONError {
        error(byte == nil ? .endOfText : .expected(expected))
    }

    private mutating func skipBlanks() {
        while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }
}
