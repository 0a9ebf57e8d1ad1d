import ArmorJSON

/// An object of which every key must be known: what nobody reads could be read otherwise by somebody else.
struct StrictObject {
    private let object: JSONObject
    /// The file that it is part of, for messages.
    private let file: String

    init(_ value: JSONValue, in file: String, keys: Set<String>) throws(BundleError) {
        self.file = file
        guard let object = value.object else { throw BundleError(.malformed(file, "something is no object")) }
        if let other = object.members.first(where: { !keys.contains($0.key) }) {
            throw BundleError(.malformed(file, "\"\(other.key)\" is not known"))
        }
        self.object = object
    }

    /// A whole file as one object.
    init(_ bytes: [UInt8], in file: String, keys: Set<String>) throws(BundleError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(bytes, limits: JSONLimits(bytes: bytes.count, depth: 8, values: 1 << 17))
        } catch { throw BundleError(.malformed(file, error.message)) }
        try self.init(value, in: file, keys: keys)
    }

    func has(_ key: String) -> Bool { object[key] != nil }

    func value(_ key: String) throws(BundleError) -> JSONValue {
        guard let value = object[key] else { throw BundleError(.malformed(file, "there is no \"\(key)\"")) }
        return value
    }

    func text(_ key: String) throws(BundleError) -> String {
        guard let text = try value(key).text else { throw malformed(key, "no text") }
        return text
    }

    /// The text of a key that may be missing, but not be something else.
    func optionalText(_ key: String) throws(BundleError) -> String? { has(key) ? try text(key) : nil }

    /// A number of bytes or a version: not negative.
    func count(_ key: String) throws(BundleError) -> Int {
        guard let number = try value(key).integer, number >= 0 else {
            throw malformed(key, "no number of bytes or version")
        }
        return number
    }

    func list(_ key: String) throws(BundleError) -> [JSONValue] {
        guard let elements = try value(key).elements else { throw malformed(key, "no list") }
        return elements
    }

    func digest(_ key: String) throws(BundleError) -> Digest {
        guard let digest = Digest(try text(key)) else { throw malformed(key, "no SHA-256 digest") }
        return digest
    }

    /// Goes on only where a key has exactly this text.
    func require(_ key: String, _ expected: String) throws(BundleError) {
        guard try text(key) == expected else { throw malformed(key, "not \"\(expected)\"") }
    }

    func malformed(_ key: String, _ what: String) -> BundleError {
        BundleError(.malformed(file, "\"\(key)\" is \(what)"))
    }
}
