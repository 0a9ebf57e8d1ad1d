import ArmorJSON
import ArmorSource
import FuzzSupport

// Any bytes are a value or an error with a place; a value without floats is the same after being written and read again.
fuzz { bytes in
    let value: JSONValue
    do throws(JSONError) {
        value = try JSONValue.parse(bytes)
    } catch {
        require((0...bytes.count).contains(error.offset), "a place lies outside of the text: \(error)")
        return require(!error.message.isEmpty, "an error says nothing")
    }
    guard let written = written(value) else { return }
    do throws(JSONError) {
        require(try JSONValue.parse(Array(written.text.utf8)) == value, "writing changes the value: \(written.text)")
    } catch {
        broken("what is written is refused (\(error.message)): \(written.text)")
    }
}

/// The value as it can be written; none where it holds a number that is no integer, or an integer in another form.
func written(_ value: JSONValue) -> JSONText? {
    switch value {
    case .null: return .null
    case .boolean(let flag): return .boolean(flag)
    case .string(let text): return .string(text)
    case .number(let number):
        guard let integer = number.integer, "\(integer)" == number.text else { return nil }
        return .integer(integer)
    case .array(let elements):
        let inner = elements.compactMap(written)
        return inner.count == elements.count ? .array(inner) : nil
    case .object(let object):
        let inner = object.members.compactMap { member in written(member.value).map { (key: member.key, value: $0) } }
        return inner.count == object.members.count ? .object(inner) : nil
    }
}
