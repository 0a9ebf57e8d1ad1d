/// Why an image was not read. What is only odd about one is an ``ImageFinding``.
package struct ImageError: Error, Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// It ends before what it says it holds.
        case truncated
        /// An archive's header has no such form; the text says what is wrong.
        case archive(String)
        /// It is neither an OCI image layout nor what `docker save` writes.
        case unknownForm
        /// A file of it is not there.
        case missing(String)
        /// A file of it is no JSON, or not of the form that its kind has.
        case malformed(String, String)
        /// Bytes that are called by their digest have another one.
        case digest(String)
        /// It holds several images; the names of some of them.
        case several([String])
        /// None for this architecture; those that there are.
        case otherArchitecture(String, [String])
        /// More entries, bytes or layers than ``ImageLimits`` allows.
        case tooLarge(String)
        /// A layer is packed by something else than gzip or zstd, or is encrypted.
        case packing(String)
        /// Reading or unpacking failed; the text says how.
        case notReadable(String)
    }

    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }

    /// Stable, in kebab case.
    package var code: String {
        switch reason {
        case .truncated: "image-truncated"
        case .archive: "image-archive"
        case .unknownForm: "image-form"
        case .missing: "image-incomplete"
        case .malformed: "image-malformed"
        case .digest: "image-digest"
        case .several: "image-several"
        case .otherArchitecture: "image-architecture"
        case .tooLarge: "image-too-large"
        case .packing: "image-packing"
        case .notReadable: "image-not-readable"
        }
    }

    /// One sentence without a full stop.
    package var message: String {
        switch reason {
        case .truncated: "the image ends before what it says it holds"
        case .archive(let what): "an archive of the image is damaged: \(what)"
        case .unknownForm: "it is no image: neither index.json of an OCI image layout nor manifest.json of docker save"
        case .missing(let name): "the image is incomplete: there is no \"\(name)\""
        case .malformed(let name, let what): "\"\(name)\" of the image cannot be read: \(what)"
        case .digest(let name): "\"\(name)\" of the image is not what its digest says"
        case .several(let names): "it holds several images: \(names.joined(separator: ", "))"
        case .otherArchitecture(let wanted, let there):
            "there is no image for \(wanted), but for \(there.joined(separator: ", "))"
        case .tooLarge(let what): "the image has more than \(what)"
        case .packing(let type): "a layer is packed in a way that armor does not know: \(type)"
        case .notReadable(let what): "the image cannot be read: \(what)"
        }
    }

    /// What to do, one sentence.
    package var help: String? {
        switch reason {
        case .truncated, .archive, .missing, .malformed, .digest: "get the image again"
        case .unknownForm: "give an OCI layout, what docker save writes, or the name of an image that an engine has"
        case .several: "save one image alone: docker save NAME -o FILE"
        case .otherArchitecture: "run armor on a machine of that kind"
        case .tooLarge: "start from a preset: armor init NAME --preset container"
        case .packing: "save it with docker save"
        case .notReadable: nil
        }
    }
}

/// How much an image may ask of its reader.
package struct ImageLimits: Sendable {
    /// Entries of all layers together.
    package var entries: Int
    package var layers: Int
    /// Bytes of one unpacked layer.
    package var layerBytes: Int
    /// Bytes of a JSON file.
    package var jsonBytes: Int
    /// Bytes of a name in an archive: `PATH_MAX` of Linux.
    package var pathBytes: Int
    /// Components of a name.
    package var pathDepth: Int

    package init(
        entries: Int = 2_000_000,
        layers: Int = 512,
        layerBytes: Int = 32 << 30,
        jsonBytes: Int = 8 << 20,
        pathBytes: Int = 4_096,
        pathDepth: Int = 128
    ) {
        (self.entries, self.layers, self.layerBytes) = (entries, layers, layerBytes)
        (self.jsonBytes, self.pathBytes, self.pathDepth) = (jsonBytes, pathBytes, pathDepth)
    }
}
