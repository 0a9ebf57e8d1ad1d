package import ArmorSignature
import ArmorSource

/// A bundle to be written: the files of an OCI image layout. The same content gives the same bytes; there is no time and no
/// name of a host in them, and no white space where it would mean nothing, so that no byte could be another one unnoticed.
package struct BundleLayout: Sendable {
    package struct File: Sendable, Equatable {
        /// Below the layout's folder.
        package let path: String
        package let bytes: [UInt8]
    }

    /// Each path once.
    package let files: [File]
    /// Of the manifest: what registries call the bundle.
    package let digest: Digest
    /// Where the statement is, which `minisign` can sign.
    package let statementPath: String

    /// - Parameter contents: the bytes of the statement's files, by name.
    package init(_ statement: BundleStatement, contents: [String: [UInt8]], signature: Signature?) {
        var blobs: [String: [UInt8]] = [:]
        func put(_ type: String, _ bytes: [UInt8], title: String? = nil) -> JSONText {
            let digest = Digest(of: bytes)
            blobs[BundleForm.path(ofBlob: digest)] = bytes
            return Self.descriptor(type, digest, bytes.count, title: title)
        }
        let statementBytes = statement.bytes
        let config = put(BundleForm.statement, statementBytes)
        var layers = statement.files.map { put($0.role.rawValue, contents[$0.name] ?? [], title: $0.name) }
        if let signature { layers.append(put(BundleForm.signature, signature.file, title: BundleForm.signatureTitle)) }
        let manifest = JSONText.fields([
            ("schemaVersion", .integer(2)), ("mediaType", .string(BundleForm.manifest)),
            ("artifactType", .string(BundleForm.artifact)), ("config", config), ("layers", .array(layers)),
        ])
        let manifestBytes = Array(manifest.compact.utf8)
        let index = JSONText.fields([
            ("schemaVersion", .integer(2)), ("mediaType", .string(BundleForm.index)),
            ("manifests", .array([put(BundleForm.manifest, manifestBytes)])),
        ])
        let layout = JSONText.fields([("imageLayoutVersion", .string(BundleForm.layoutVersion))])
        files =
            [
                File(path: BundleForm.layoutFile, bytes: Array(layout.compact.utf8)),
                File(path: BundleForm.indexFile, bytes: Array(index.compact.utf8)),
            ] + blobs.sorted { $0.key < $1.key }.map { File(path: $0.key, bytes: $0.value) }
        digest = Digest(of: manifestBytes)
        statementPath = BundleForm.path(ofBlob: Digest(of: statementBytes))
    }

    private static func descriptor(_ type: String, _ digest: Digest, _ size: Int, title: String?) -> JSONText {
        .fields([
            ("mediaType", .string(type)), ("digest", .string(digest.text)), ("size", .integer(size)),
            ("annotations", title.map { .object([(key: BundleForm.title, value: .string($0))]) }),
        ])
    }
}
