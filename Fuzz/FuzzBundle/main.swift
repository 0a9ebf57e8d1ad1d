import ArmorBundle
import ArmorSignature
import ArmorSource
import FuzzSupport

/// A bundle in memory.
struct Input: BundleFiles {
    /// By path.
    private(set) var files: [String: [UInt8]] = [:]

    init(_ layout: BundleLayout) {
        for file in layout.files { files[file.path] = file.bytes }
    }

    /// Of parts of which the later ones are blobs, and whose files are empty. In a part, `@0` to `@9` stand for digest and size of nothing, of the last
    /// part, of the one before it and so on.
    init(_ parts: [[UInt8]]) {
        files["oci-layout"] = Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)
        put([])
        var known: [[UInt8]] = []
        for part in parts.reversed() {
            var text: [UInt8] = []
            var rest = part[...]
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "@"), let digit = rest.first, (0x30...0x39).contains(digit),
                    Int(digit - 0x30) <= known.count
                else {
                    text.append(byte)
                    continue
                }
                rest = rest.dropFirst()
                let other = digit == 0x30 ? [] : known[Int(digit - 0x31)]
                text += Array("\"digest\":\"\(Digest(of: other).text)\",\"size\":\(other.count)".utf8)
            }
            known.append(text)
            put(text)
        }
        files["index.json"] = known.last ?? []
        if let index = known.last { files["blobs/sha256/\(Digest(of: index).hex)"] = nil }
    }

    private mutating func put(_ bytes: [UInt8]) { files["blobs/sha256/\(Digest(of: bytes).hex)"] = bytes }

    func names(_ folder: String, limit: Int) throws(BundleError) -> [String] {
        let prefix = folder.isEmpty ? "" : folder + "/"
        let below = files.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.utf8.count) }
        return Set(below.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted()
    }

    func bytes(_ path: String, limit: Int) throws(BundleError) -> [UInt8] {
        guard let bytes = files[path], bytes.count <= limit else { throw BundleError(.missing(path)) }
        return bytes
    }
}

// Any bytes are a bundle, a key or a signature, or an error that says something; what is one is what it says.
fuzz { bytes in
    let parts = bytes.split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
    do throws(BundleError) {
        let bundle = try BundleReader(Input(Array(parts.prefix(4)))).read(key: nil)
        for file in bundle.statement.files {
            require(BundleName.isValid(file.name), "a name that none can be")
            require(BundleName.resolved(file.name) == file.name, "a name leads elsewhere: \(file.name)")
            require(Digest(of: bundle.bytes(file)) == file.digest, "content of another digest")
        }
        let contents = Dictionary(bundle.statement.files.map { ($0.name, bundle.bytes($0)) }) { first, _ in first }
        let written = Input(BundleLayout(bundle.statement, contents: contents, signature: nil))
        let again = try BundleReader(written).read(key: nil).statement
        require(again == bundle.statement, "writing changes the statement")
    } catch { require(!error.message.isEmpty, "an error says nothing") }
    do throws(SignatureError) {
        let signature = try Signature.read(bytes)
        require(signature.file == bytes, "writing changes a signature")
    } catch { require(!error.message.isEmpty, "an error says nothing") }
    if let key = try? PublicKey.read(bytes), let word = key.word {
        require(PublicKey(word: word) == key, "writing changes a key")
    }
    _ = try? SecretKeyFile.read(bytes)
}
