/// Who is trusted: an Ed25519 public key, by itself or as minisign writes it.
package struct PublicKey: Sendable, Equatable {
    /// None for a key in PEM, which has no such number.
    package let id: KeyID?
    /// 32 bytes.
    let bytes: [UInt8]

    /// The largest file of a key that is read, in bytes; real ones have about a hundred.
    package static let fileLimit = 1 << 14
    /// What minisign's keys begin with, before they are base64.
    static let algorithm = Array("Ed".utf8)

    init(id: KeyID?, bytes: [UInt8]) { (self.id, self.bytes) = (id, bytes) }

    /// A key as one word: the second line of `minisign.pub`. None where the word is not one.
    package init?(word: some StringProtocol) {
        guard let bytes = Base64.decode(word) else { return nil }
        let idEnd = Self.algorithm.count + KeyID.size
        guard bytes.count == idEnd + Sodium.publicKeySize, bytes.starts(with: Self.algorithm) else { return nil }
        self.init(id: KeyID(bytes[Self.algorithm.count..<idEnd]), bytes: Array(bytes[idEnd...]))
    }

    /// The key of a file: minisign's two lines, or PEM.
    package static func read(_ file: [UInt8]) throws(SignatureError) -> PublicKey {
        if file.starts(with: PEM.mark) {
            let bytes = try PEM.key(file, label: "PUBLIC KEY", prefix: PEM.publicPrefix)
            return PublicKey(id: nil, bytes: bytes)
        }
        guard let line = MinisignText.commented(file), let key = PublicKey(word: line) else {
            throw SignatureError(.notPublicKey)
        }
        return key
    }

    /// As one word, for `--key` and `minisign -P`; none for a key without a number.
    package var word: String? {
        id.map { Base64.encode(Self.algorithm + $0.bytes + bytes) }
    }
}

/// What the files of minisign have in common.
enum MinisignText {
    static let comment = "untrusted comment: "

    /// The line behind the comment of a file that has two lines.
    static func commented(_ file: [UInt8]) -> String? {
        guard let text = String(validating: file, as: UTF8.self) else { return nil }
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count == 2, lines[0].hasPrefix(comment) else { return nil }
        return String(lines[1])
    }
}
