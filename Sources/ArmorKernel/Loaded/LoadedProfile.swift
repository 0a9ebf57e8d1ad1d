package import ArmorCompiled

/// A profile as the kernel lists it.
package struct LoadedProfile: Sendable, Hashable {
    /// Its full name, a child's as `parent//child`.
    package let name: String
    /// `enforce`, `complain`, `kill`, `unconfined` or `user`, as the kernel writes it.
    package let mode: String

    package init(name: String, mode: String) {
        self.name = name
        self.mode = mode
    }

    /// Reads a line of `profiles`: `NAME (MODE)`. A name may itself hold blanks and parentheses, so the last ones count.
    init?(line: some StringProtocol) {
        guard let (name, mode) = splitMode(line), let mode else { return nil }
        self.init(name: name, mode: mode)
    }

    /// Whether this is a profile of that name, or a child of it.
    package func belongs(to name: String) -> Bool { self.name == name || self.name.hasPrefix("\(name)//") }
}

/// Splits what the kernel writes as `NAME (MODE)`; there is no mode where it writes a name alone, as `unconfined`.
func splitMode(_ text: some StringProtocol) -> (name: String, mode: String?)? {
    guard !text.isEmpty else { return nil }
    let bytes = Array(text.utf8)
    guard bytes.last == UInt8(ascii: ")"), let open = bytes.lastIndex(of: UInt8(ascii: "(")), open >= 2,
        bytes[open - 1] == UInt8(ascii: " ")
    else { return (String(text), nil) }
    let mode = String(decoding: bytes[(open + 1)..<(bytes.count - 1)], as: UTF8.self)
    return (String(decoding: bytes[..<(open - 1)], as: UTF8.self), mode)
}

/// What the kernel shows of one loaded profile, beside its name.
package struct LoadedDetails: Sendable, Equatable {
    /// A hash that the kernel keeps of the compiled profile.
    package struct Hash: Sendable, Hashable {
        package let algorithm: HashAlgorithm
        /// In lower-case hexadecimal.
        package let hex: String

        package init(_ algorithm: HashAlgorithm, _ hex: String) {
            self.algorithm = algorithm
            self.hex = hex
        }
    }

    package let mode: String
    /// None where the kernel was built without (`CONFIG_SECURITY_APPARMOR_HASH`).
    package let hash: Hash?
    /// Where the compiled policy that it came with can be read; none where the kernel does not keep it. Profiles that
    /// were loaded by one write share it.
    package let rawData: String?
}
