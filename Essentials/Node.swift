/// A JSON value that is being made.
final class Node {
    enum Content {
        case null
        /// What stands in the text as it is.
        case word(String)
        case string(String)
        case array([Node])
        case object([String: Node])
    }

    var content = Content.null

    /// A new element of the array that this is, or becomes.
    func append() -> Node {
        let node = Node()
        if case .array(let nodes) = content { content = .array(nodes + [node]) } else { content = .array([node]) }
        return node
    }

    /// A new member of the object that this is, or becomes.
    func member(_ name: String) -> Node {
        let node = Node()
        var members: [String: Node] = [:]
        if case .object(let known) = content { members = known }
        members[name] = node
        content = .object(members)
        return node
    }

    // MARK: Writing

    func write(to bytes: inout [UInt8], depth: Int) {
        switch content {
        case .null: bytes += "null".utf8
        case .word(let word): bytes += word.utf8
        case .string(let text): Self.write(text, to: &bytes)
        case .array(let nodes):
            Self.write(nodes, "[", "]", to: &bytes, depth) { $1.write(to: &$0, depth: depth + 1) }
        case .object(let members):
            Self.write(members.sorted { $0.key < $1.key }, "{", "}", to: &bytes, depth) { bytes, member in
                Self.write(member.key, to: &bytes)
                bytes += " : ".utf8
                member.value.write(to: &bytes, depth: depth + 1)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element],
        _ open: String,
        _ close: String,
        to bytes: inout [UInt8],
        _ depth: Int,
        _ write: (inout [UInt8], Element) -> Void
    ) {
        func newLine(_ depth: Int) { bytes += "\n\(String(repeating: "  ", count: depth))".utf8 }
        bytes += open.utf8
        if elements.isEmpty { newLine(0) }
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes += ",".utf8 }
            newLine(depth + 1)
            write(&bytes, element)
        }
        newLine(depth)
        bytes += close.utf8
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes += "\"".utf8
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            case UInt8(ascii: "\r"): bytes += "\\r".utf8
            case UInt8(ascii: "\t"): bytes += "\\t".utf8
            case 0..<0x20: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: bytes.append(byte)
            }
        }
        bytes += "\"".utf8
    }
}
