/// Why a text is no features file.
package struct FeaturesError: Error, Sendable, CustomStringConvertible {
    package let description: String
}

extension Features {
    /// The largest features file; real ones have about 2 KiB.
    private static let sizeLimit = 1 << 20
    private static let depthLimit = 16

    /// Reads the one-file form. Total: any bytes give a value or an error.
    package init(_ bytes: [UInt8]) throws(FeaturesError) {
        guard bytes.count <= Self.sizeLimit else { throw FeaturesError(description: "a features file has at most 1 MiB") }
        var reader = FeaturesReader(bytes)
        let root = try reader.folder(depth: Self.depthLimit, isRoot: true)
        guard !root.isEmpty else { throw FeaturesError(description: "there is nothing in it") }
        self.init(root: root)
    }
}

private struct FeaturesReader {
    private var tokens: [String]
    private var next = 0

    init(_ bytes: [UInt8]) {
        var tokens: [String] = []
        var word: [UInt8] = []
        func flush() {
            if !word.isEmpty { tokens.append(String(decoding: word, as: UTF8.self)) }
            word.removeAll(keepingCapacity: true)
        }
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "}"):
                flush()
                tokens.append(byte == UInt8(ascii: "{") ? "{" : "}")
            case 0...0x20: flush()
            default: word.append(byte)
            }
        }
        flush()
        self.tokens = tokens
    }

    private var current: String? { next < tokens.count ? tokens[next] : nil }
    private var following: String? { next + 1 < tokens.count ? tokens[next + 1] : nil }

    /// Entries up to the closing brace, or to the end at the root.
    mutating func folder(depth: Int, isRoot: Bool) throws(FeaturesError) -> [String: Features.Node] {
        guard depth > 0 else { throw FeaturesError(description: "it is nested too deep") }
        var entries: [String: Features.Node] = [:]
        while let token = current {
            if token == "}" {
                guard !isRoot else { break }
                next += 1
                return entries
            }
            guard token != "{", following == "{" else { break }
            next += 2
            entries[token] = try node(depth: depth)
        }
        guard isRoot, current == nil else { throw FeaturesError(description: "its braces do not match") }
        return entries
    }

    /// What stands behind an opening brace: entries of a folder, or words.
    private mutating func node(depth: Int) throws(FeaturesError) -> Features.Node {
        if current != nil, current != "}", following == "{" { return .folder(try folder(depth: depth - 1, isRoot: false)) }
        var words: [String] = []
        while let token = current, token != "{", token != "}" {
            words.append(token)
            next += 1
        }
        guard current == "}" else { throw FeaturesError(description: "its braces do not match") }
        next += 1
        return .words(words)
    }
}
