import ArmorJSON
import Foundation

extension JSONError {
    init(_ reason: Reason, _ offset: Int) { self.init(reason: reason, offset: offset) }
}

extension JSONValue {
    /// The value as Foundation has it, but for numbers: those are compared as the nearest floats, zero
    /// without its sign, which Foundation loses.
    var meaning: NSObject {
        switch self {
        case .null: NSNull()
        case .boolean(let flag): "boolean \(flag)" as NSString
        case .string(let text): "string \(text.unicodeScalars.map(\.value))" as NSString
        case .number(let number): "number \((Double(number.text) ?? .nan) + 0)" as NSString
        case .array(let elements): elements.map(\.meaning) as NSArray
        case .object(let object): canonical(object.members.map { ($0.key, $0.value.meaning) })
        }
    }

    /// Whether it holds a number that no float can hold; Foundation refuses those.
    var exceedsFloats: Bool {
        switch self {
        case .number(let number): Double(number.text).map(\.isInfinite) ?? true
        case .array(let elements): elements.contains(where: \.exceedsFloats)
        case .object(let object): object.members.contains { $0.value.exceedsFloats }
        default: false
        }
    }
}

/// What Foundation's reader makes of a text, in the same form; nil where it refuses it.
func foundationMeaning(_ bytes: [UInt8]) -> NSObject? {
    (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)).map(meaning)
}

private func meaning(_ value: Any) -> NSObject {
    switch value {
    case is NSNull: NSNull()
    case let text as String: "string \(text.unicodeScalars.map(\.value))" as NSString
    case let number as NSNumber:
        // Only what was read from true and false is of the boolean type.
        number.isBoolean ? "boolean \(number.boolValue)" as NSString : "number \(number.doubleValue)" as NSString
    case let elements as [Any]: elements.map(meaning) as NSArray
    case let object as [String: Any]: canonical(object.map { ($0.key, meaning($0.value)) })
    default: "unknown" as NSString
    }
}

/// Keys as their scalars, so that those which Unicode calls equivalent stay apart.
private func canonical(_ members: [(String, NSObject)]) -> NSDictionary {
    let result = NSMutableDictionary()
    for (key, value) in members { result["\(key.unicodeScalars.map(\.value))" as NSString] = value }
    return result
}

extension NSNumber {
    fileprivate var isBoolean: Bool { unsafe String(cString: objCType) == "c" }
}
