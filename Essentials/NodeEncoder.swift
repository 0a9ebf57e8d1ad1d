/// Encodes values into a node. A value that is none of JSON's own encodes itself into the node's parts.
struct NodeEncoder: Encoder, SingleValueEncodingContainer {
    let node: Node
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.content = .object([:])
        return KeyedEncodingContainer(Members<Key>(node: node, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.content = .array([])
        return Elements(node: node, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { node.content = .null }

    func encode(_ value: some Encodable) throws {
        switch value {
        case let text as String: node.content = .string(text)
        case let bool as Bool: node.content = .word("\(bool)")
        case let number as any BinaryInteger: node.content = .word("\(number)")
        case let number as any BinaryFloatingPoint:
            let context = EncodingError.Context(codingPath: codingPath, debugDescription: "JSON has no \(number)")
            guard Double(number).isFinite else { throw EncodingError.invalidValue(value, context) }
            node.content = .word("\(number)")
        default: try value.encode(to: self)
        }
    }

    private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let node: Node
        let codingPath: [any CodingKey]

        private func encoder(_ key: any CodingKey) -> NodeEncoder {
            NodeEncoder(node: node.member(key.stringValue), codingPath: codingPath + [key])
        }

        func encodeNil(forKey key: Key) { encoder(key).encodeNil() }
        func encode(_ value: some Encodable, forKey key: Key) throws { try encoder(key).encode(value) }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type,
            forKey key: Key
        ) -> KeyedEncodingContainer<Nested> { encoder(key).container(keyedBy: type) }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            encoder(key).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { NodeEncoder(node: node.member("super"), codingPath: codingPath) }
        func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
    }

    private struct Elements: UnkeyedEncodingContainer {
        let node: Node
        let codingPath: [any CodingKey]
        private(set) var count = 0

        init(node: Node, codingPath: [any CodingKey]) { (self.node, self.codingPath) = (node, codingPath) }

        private mutating func encoder() -> NodeEncoder {
            count += 1
            return NodeEncoder(node: node.append(), codingPath: codingPath)
        }

        mutating func encodeNil() { encoder().encodeNil() }
        mutating func encode(_ value: some Encodable) throws { try encoder().encode(value) }

        mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            encoder().container(keyedBy: type)
        }

        mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
        mutating func superEncoder() -> any Encoder { encoder() }
    }
}
