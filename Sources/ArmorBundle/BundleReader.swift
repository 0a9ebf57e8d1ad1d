package import ArmorSignature

/// A bundle of which every byte was held against its digest.
package struct VerifiedBundle: Sendable {
    /// What is known of who made it.
    package enum Trust: Sendable, Equatable {
        /// There is no signature.
        case unsigned
        /// There is one, and no key to hold it against was given.
        case unchecked(by: KeyID)
        /// The key that was given signed the statement, and this comment with it.
        case signed(by: PublicKey, comment: String)
    }

    package let statement: BundleStatement
    package let trust: Trust
    /// Of the manifest: what registries call the bundle.
    package let digest: Digest
    private let contents: [String: [UInt8]]

    fileprivate init(_ statement: BundleStatement, _ trust: Trust, _ digest: Digest, _ contents: [String: [UInt8]]) {
        (self.statement, self.trust, self.digest, self.contents) = (statement, trust, digest, contents)
    }

    /// The bytes of a file of the statement: those that were verified, kept since.
    package func bytes(_ file: BundleFile) -> [UInt8] { contents[file.name] ?? [] }
}

/// Reads a bundle, each file once.
///
/// What is not vouched for yet is read as little as can be: index and manifest by their known keys, then the statement's and
/// the signature's bytes. Only when these fit is the statement understood, and only what it names is read.
package struct BundleReader {
    private let files: any BundleFiles
    private let limits: BundleLimits

    package init(_ files: any BundleFiles, limits: BundleLimits = BundleLimits()) {
        (self.files, self.limits) = (files, limits)
    }

    /// - Parameter key: who must have signed it; none where that does not matter.
    package func read(key: PublicKey?) throws(BundleError) -> VerifiedBundle {
        try checkLayout()
        let index = try files.bytes(BundleForm.indexFile, limit: limits.outer)
        let descriptor = try BundleManifest.descriptor(index)
        let manifest = try BundleManifest(try blob(descriptor, limit: limits.statement))
        try checkBlobs(manifest.paths.union([descriptor.path]))
        let statementBytes = try blob(manifest.statement, limit: limits.statement)
        let trust = try verify(manifest.signature, of: statementBytes, key: key)
        let statement = try BundleStatement.read(statementBytes, limits: limits)
        try compare(statement.files, manifest.layers)
        var contents: [String: [UInt8]] = [:]
        for (file, layer) in zip(statement.files, manifest.layers) {
            contents[file.name] = try blob(layer, limit: limits.file)
        }
        return VerifiedBundle(statement, trust, descriptor.digest, contents)
    }

    /// The folder holds what a layout does and nothing else.
    private func checkLayout() throws(BundleError) {
        let known: Set = [BundleForm.layoutFile, BundleForm.indexFile, BundleForm.blobs, BundleForm.ingest]
        let names = try files.names("", limit: known.count)
        guard names.contains(BundleForm.layoutFile), names.contains(BundleForm.indexFile) else {
            throw BundleError(.notLayout)
        }
        try refuseOthers(names, than: known, in: "")
        if names.contains(BundleForm.ingest) {
            try refuseOthers(try files.names(BundleForm.ingest, limit: 1), than: [], in: BundleForm.ingest)
        }
        let bytes = try files.bytes(BundleForm.layoutFile, limit: limits.outer)
        let layout = try StrictObject(bytes, in: BundleForm.layoutFile, keys: ["imageLayoutVersion"])
        try layout.require("imageLayoutVersion", BundleForm.layoutVersion)
    }

    /// The blobs are those that the manifest names, and the manifest.
    private func checkBlobs(_ paths: Set<String>) throws(BundleError) {
        let names = try files.names(BundleForm.blobs, limit: 1)
        try refuseOthers(names, than: [BundleForm.algorithm], in: BundleForm.blobs)
        let folder = "\(BundleForm.blobs)/\(BundleForm.algorithm)"
        let blobs = try files.names(folder, limit: paths.count)
        for name in blobs where !paths.contains("\(folder)/\(name)") { throw BundleError(.extra("\(folder)/\(name)")) }
        guard blobs.count >= paths.count else {
            let missing = paths.subtracting(blobs.map { "\(folder)/\($0)" }).min()
            throw BundleError(.missing(missing ?? folder))
        }
    }

    private func refuseOthers(_ names: [String], than known: Set<String>, in folder: String) throws(BundleError) {
        guard let other = names.first(where: { !known.contains($0) }) else { return }
        throw BundleError(.extra(folder.isEmpty ? other : "\(folder)/\(other)"))
    }

    /// The bytes of a blob, which have the size and the digest that are said of them.
    private func blob(_ descriptor: Descriptor, limit: Int) throws(BundleError) -> [UInt8] {
        guard descriptor.size <= limit else { throw BundleError(.tooLarge(descriptor.title ?? descriptor.path, limit)) }
        let bytes = try files.bytes(descriptor.path, limit: limit)
        guard bytes.count == descriptor.size else {
            throw BundleError(.size(descriptor.path, expected: descriptor.size, found: bytes.count))
        }
        guard Digest(of: bytes) == descriptor.digest else { throw BundleError(.digest(descriptor.path)) }
        return bytes
    }

    private func verify(
        _ descriptor: Descriptor?,
        of statement: [UInt8],
        key: PublicKey?
    ) throws(BundleError) -> VerifiedBundle.Trust {
        guard let descriptor else {
            if key != nil { throw BundleError(.unsigned) }
            return .unsigned
        }
        let bytes = try blob(descriptor, limit: Signature.fileLimit)
        do throws(SignatureError) {
            let signature = try Signature.read(bytes)
            guard let key else { return .unchecked(by: signature.keyID) }
            try signature.verify(statement, by: key)
            return .signed(by: key, comment: signature.trustedComment)
        } catch { throw BundleError(.signature(error)) }
    }

    /// The manifest's layers are the statement's files: one by one, in its order.
    private func compare(_ files: [BundleFile], _ layers: [Descriptor]) throws(BundleError) {
        for (file, layer) in zip(files, layers) {
            guard file.name == layer.title, file.role.rawValue == layer.type, file.size == layer.size,
                file.digest == layer.digest
            else {
                throw BundleError(.malformed("manifest", "it says of \"\(file.name)\" what the statement does not"))
            }
        }
        if let extra = layers.dropFirst(files.count).first { throw BundleError(.extra(extra.title ?? extra.path)) }
        if let missing = files.dropFirst(layers.count).first { throw BundleError(.missing(missing.name)) }
    }
}
