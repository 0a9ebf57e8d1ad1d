import ArmorSource

/// What a policy is rendered and compiled for: a parser and a kernel.
package struct Target: Sendable {
    /// `debian12`, a path, or `host`.
    package let name: String
    package let parserVersion: ParserVersion
    package let features: Features
    /// The names that `abi <abi/NAME>,` may give, sorted.
    package let abis: [String]
    /// Whether the features, and without a parser the version too, are guessed because the host does not tell them.
    package var assumed = false

    package init(name: String, parserVersion: ParserVersion, features: Features, abis: [String], assumed: Bool = false)
    {
        self.name = name
        self.parserVersion = parserVersion
        self.features = features
        self.abis = abis
        self.assumed = assumed
    }
}

extension Target {
    /// A SHA-256 digest, in lower-case hexadecimal, of all that a profile's text depends on: parser, ABIs and features. The
    /// name is no part of it.
    package var fingerprint: String {
        SHA256.hex(Array("parser \(parserVersion)\nabi \(abis.joined(separator: " "))\n\(features.text)".utf8))
    }

    /// The names that are known, in the order of a help text.
    package static var names: [String] { NamedTarget.all.map(\.name) }

    /// The release of that name, if it is known.
    package static func named(_ name: String) -> Target? { NamedTarget.all.first { $0.name == name }?.target }

    /// The release whose parser is nearest; the oldest without a parser, because what it takes every later one takes.
    package static func nearest(to parser: ParserVersion?) -> Target {
        guard let parser, parser >= ParserVersion(4, 0, 0) else { return NamedTarget.debian12.target }
        return (parser < ParserVersion(4, 1, 0) ? NamedTarget.ubuntu2404 : .debian13).target
    }
}
