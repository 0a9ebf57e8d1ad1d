/// A JSON value to be written; RFC 8259, keys in the order given.
package indirect enum JSONText: Sendable {
    case string(String)
    case integer(Int)
    /// For numbers past `Int.max`; readers that count in doubles lose their last digits.
    case unsigned(UInt64)
    case boolean(Bool)
    case null
    case array([JSONText])
    case object([(key: String, value: JSONText)])

    /// An object whose absent values are left out.
    package static func fields(_ fields: [(String, JSONText?)]) -> JSONText {
        .object(fields.compactMap { key, value in value.map { (key, $0) } })
    }

    /// The text, indented by two blanks a level, without a newline at its end.
    package var text: String {
        var result = ""
        write(to: &result, indent: "")
        return result
    }

    /// The text without any white space, as registries and their tools write it.
    package var compact: String {
        var result = ""
        write(to: &result, indent: nil)
        return result
    }

    /// Writes the value; without an indent there is no white space at all.
    private func write(to text: inout String, indent: String?) {
        switch self {
        case .string(let value): text += Self.quoted(value)
        case .integer(let value): text += "\(value)"
        case .unsigned(let value): text += "\(value)"
        case .boolean(let value): text += value ? "true" : "false"
        case .null: text += "null"
        case .array(let values):
            Self.block("[", "]", values, to: &text, indent) { value, text, inner in
                value.write(to: &text, indent: inner)
            }
        case .object(let fields):
            Self.block("{", "}", fields, to: &text, indent) { field, text, inner in
                text += Self.quoted(field.key) + (inner == nil ? ":" : ": ")
                field.value.write(to: &text, indent: inner)
            }
        }
    }

    private static func block<Item>(
        _ open: String,
        _ close: String,
        _ items: [Item],
        to text: inout String,
        _ indent: String?,
        _ write: (Item, inout String, String?) -> Void
    ) {
        func newLine(_ indent: String?) -> String { indent.map { "\n\($0)" } ?? "" }
        text += open
        let inner = indent.map { $0 + "  " }
        for (index, item) in items.enumerated() {
            text += (index == 0 ? "" : ",") + newLine(inner)
            write(item, &text, inner)
        }
        text += items.isEmpty ? close : newLine(indent) + close
    }

    /// Control characters, and those that act on a terminal, are escaped.
    private static func quoted(_ value: String) -> String {
        var result = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if isDeceptive(scalar) {
                    for unit in String(scalar).utf16 {
                        let digits = String(unit, radix: 16)
                        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
