/// The version of an apparmor_parser, or of another part of AppArmor: all have the same numbers. The parsers' differences are listed in the facts by such numbers.
package struct ParserVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    package init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// The oldest that is worked with: the first that knows `abi` rules (AppArmor 3.0's release notes).
    package static let oldest = ParserVersion(3, 0, 0)

    /// Reads what `apparmor_parser --version` prints: `AppArmor parser version 3.0.8`, also `4.0.0~beta3` or `4.1`.
    package init?(printed text: some StringProtocol) {
        let prefix = "AppArmor parser version "
        guard let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix(prefix) }) else {
            return nil
        }
        self.init(number: line.dropFirst(prefix.count))
    }

    /// Reads a package's version, whose upstream part is AppArmor's own: `3.0.8-3`, `1:4.1.0~beta1-2`.
    package init?(package version: some StringProtocol) {
        let epoch = version.firstIndex(of: ":").map { version[version.index(after: $0)...] }
        self.init(number: epoch ?? version[...])
    }

    /// Reads two to four numbers with points between them; what follows is not looked at.
    private init?(number text: some StringProtocol) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard (2...4).contains(parts.count), let major = parts[0], let minor = parts[1] else { return nil }
        guard parts.count < 3 || parts[2] != nil else { return nil }
        self.init(major, minor, parts.count > 2 ? parts[2] ?? 0 : 0)
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    package var description: String { "\(major).\(minor).\(patch)" }
}
