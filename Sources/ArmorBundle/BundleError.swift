package import ArmorSignature
import ArmorSource

/// Why a bundle is refused. Nothing of one that is was used.
package struct BundleError: Error, Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// Neither the folder nor what is in it is an OCI image layout.
        case notLayout
        /// A file of it is not there.
        case missing(String)
        /// Something is there that is named nowhere.
        case extra(String)
        /// A link, a device, a folder, a file with several names; the second text says what.
        case notRegular(String, String)
        /// It is larger than so many bytes.
        case tooLarge(String, Int)
        /// It has another size than is said of it.
        case size(String, expected: Int, found: Int)
        /// It has another digest than is said of it.
        case digest(String)
        /// It is not of the form that it must have; the second text says what is wrong.
        case malformed(String, String)
        /// The folder holds so many artifacts.
        case several(Int)
        /// It is an artifact or an image of another kind.
        case otherKind(String)
        /// It was written by a later armor, in a form that this one does not know.
        case laterForm(Int)
        /// A key was given, and there is no signature.
        case unsigned
        case signature(SignatureError)
        /// It belongs to the second image, or to none, and the first was asked for.
        case otherImage(wanted: String, found: String?)
        /// Reading failed; the text says how.
        case notReadable(String, String)
    }

    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }

    /// Stable, in kebab case.
    package var code: String {
        switch reason {
        case .notLayout, .otherKind, .laterForm: "bundle-form"
        case .missing: "bundle-incomplete"
        case .extra: "bundle-extra"
        case .notRegular: "bundle-not-regular"
        case .tooLarge: "bundle-too-large"
        case .size, .digest: "bundle-digest"
        case .malformed: "bundle-malformed"
        case .several: "bundle-several"
        case .unsigned: "bundle-unsigned"
        case .signature(let error): error.code
        case .otherImage: "bundle-other-image"
        case .notReadable: "bundle-not-readable"
        }
    }

    /// One sentence without a full stop.
    package var message: String {
        switch reason {
        case .notLayout: "it is no OCI image layout"
        case .missing(let name): "the bundle is incomplete: there is no \"\(name)\""
        case .extra(let name): "the bundle holds \"\(printable(name))\", which nothing in it names"
        case .notRegular(let name, let kind): "\"\(name)\" of the bundle is \(kind)"
        case .tooLarge(let name, let limit): "\(name) of the bundle has more than \(limit) bytes"
        case .size(let name, let expected, let found):
            "\"\(name)\" of the bundle has \(found) bytes, and \(expected) are said of it"
        case .digest(let name): "\"\(name)\" of the bundle is not what its digest says"
        case .malformed(let name, let what): "\"\(name)\" of the bundle cannot be read: \(printable(what))"
        case .several(let count): "the folder holds \(count) artifacts, not one bundle"
        case .otherKind(let kind): "it is no bundle of armor's but \(printable(kind))"
        case .laterForm(let version): "the bundle has form \(version), and this armor knows form 1"
        case .unsigned: "the bundle is not signed"
        case .signature(let error): error.message
        case .otherImage(let wanted, let found):
            found.map { "the bundle belongs to the image \($0), not to \(wanted)" }
                ?? "the bundle says of no image that it belongs to it, \(wanted) was asked for"
        case .notReadable(let name, let what): "\"\(name)\" of the bundle cannot be read: \(what)"
        }
    }

    /// What to do, one sentence.
    package var help: String? {
        switch reason {
        case .notLayout, .otherKind: "give a folder that armor bundle wrote, or a copy of one by skopeo or oras"
        case .missing, .size, .digest, .malformed: "get the bundle again; do not load what is left of it"
        case .extra, .notRegular: "copy the bundle alone into a new folder, by skopeo or oras"
        case .tooLarge: "make several bundles of it"
        case .several: "copy the bundle alone into a new folder, by skopeo or oras"
        case .laterForm: "use a newer armor"
        case .unsigned: "get a signed one, or leave out --key if you trust where it came from"
        case .signature(let error): error.help
        case .otherImage: "get the bundle of this image"
        case .notReadable: nil
        }
    }
}
