/// The eight bytes by which minisign tells keys apart. They are no secret and prove nothing: they say early, and in words,
/// that another key was meant.
package struct KeyID: Sendable, Hashable {
    /// Eight.
    let bytes: [UInt8]

    static let size = 8

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// As minisign shows it: a little-endian number in upper-case hexadecimal.
    package var text: String {
        bytes.reversed().map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
