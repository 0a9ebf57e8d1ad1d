// What the argument parser uses of FoundationEssentials, under its names: README.md tells why.

/// An error that says itself what happened.
public protocol LocalizedError: Error {
    var errorDescription: String? { get }
}

/// Bytes.
public struct Data: Sendable {
    let bytes: [UInt8]
}

extension String {
    public struct Encoding: Sendable {
        public static let utf8 = Encoding()
    }

    /// The text of the bytes; none where they are no UTF-8, the one encoding there is.
    public init?(data: Data, encoding: Encoding) {
        self.init(validating: data.bytes, as: UTF8.self)
    }
}

/// Writes values as JSON that is laid out over lines, the members of objects sorted by name.
public final class JSONEncoder {
    /// What may be asked of the layout; it has both properties whether asked or not.
    public struct OutputFormatting: OptionSet, Sendable {
        public static let prettyPrinted = OutputFormatting(rawValue: 1 << 0)
        public static let sortedKeys = OutputFormatting(rawValue: 1 << 1)

        public let rawValue: UInt

        public init(rawValue: UInt) { self.rawValue = rawValue }
    }

    public var outputFormatting: OutputFormatting = []

    public init() {}

    /// - Throws: what the value throws when it is encoded.
    public func encode(_ value: some Encodable) throws -> Data {
        let node = Node()
        try value.encode(to: NodeEncoder(node: node, codingPath: []))
        var bytes: [UInt8] = []
        node.write(to: &bytes, depth: 0)
        return Data(bytes: bytes)
    }
}
