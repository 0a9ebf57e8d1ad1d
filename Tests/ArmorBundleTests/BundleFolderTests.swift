import ArmorBundle
import ArmorKernel
import ArmorTestSupport
import Foundation
import Glibc
import Testing

/// A bundle on disk, in which an enemy has put something else in a file's place.
@Suite struct BundleFolderTests {
    /// A bundle in a folder of its own.
    private final class Place {
        let url = FileManager.default.temporaryDirectory.appending(path: "armor-bundle-\(UUID().uuidString)")
        let layout = BundleLayout(ForgedBundle.whole, contents: ForgedBundle.contents, signature: nil)

        init() throws {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            try AtomicFolder.create(path, layout.files.map { ($0.path, $0.bytes) })
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        var path: String { url.appending(path: "bundle").path }

        /// A file that is not the first that is read.
        var blob: String { "\(path)/\(layout.statementPath)" }

        /// The code of what is said; none where it is taken.
        func refusal() throws -> String? {
            do {
                _ = try BundleReader(try BundleFolder(path)).read(key: nil)
                return nil
            } catch let error as BundleError { return error.code }
        }
    }

    /// What takes a file's place, made of its path.
    private static let replacements: [(what: String, code: String, make: @Sendable (String) throws -> Void)] = [
        (
            "a link to the same", "bundle-not-regular",
            { path in
                let elsewhere = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
                try FileManager.default.moveItem(atPath: path, toPath: elsewhere)
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: elsewhere)
            }
        ),
        (
            "a link that leads nowhere", "bundle-not-regular",
            { path in
                try FileManager.default.removeItem(atPath: path)
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/nonexistent")
            }
        ),
        (
            "a second name", "bundle-not-regular",
            { path in
                let elsewhere = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
                try FileManager.default.linkItem(atPath: path, toPath: elsewhere)
            }
        ),
        (
            "a pipe", "bundle-not-regular",
            { path in
                try FileManager.default.removeItem(atPath: path)
                let made = unsafe mkfifo(path, 0o644)
                #expect(made == 0)
            }
        ),
        (
            "a folder", "bundle-not-regular",
            { path in
                try FileManager.default.removeItem(atPath: path)
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            }
        ),
        (
            "a file of 10 GB without content", "bundle-too-large",
            { path in
                let made = unsafe truncate(path, 10 << 30)
                #expect(made == 0)
            }
        ),
    ]

    @Test(arguments: replacements.indices) func onlyFilesAreRead(_ index: Int) throws {
        let (what, code, make) = Self.replacements[index]
        for name in ["oci-layout", "index.json", nil] {
            let place = try Place()
            try make(name.map { "\(place.path)/\($0)" } ?? place.blob)
            #expect(try place.refusal() == code, "\(what) for \(name ?? "a blob")")
        }
    }

    @Test(arguments: ["blobs", "blobs/sha256"]) func foldersAreNoLinks(_ name: String) throws {
        let place = try Place()
        let elsewhere = place.url.appending(path: "elsewhere").path
        try FileManager.default.moveItem(atPath: "\(place.path)/\(name)", toPath: elsewhere)
        try FileManager.default.createSymbolicLink(atPath: "\(place.path)/\(name)", withDestinationPath: elsewhere)
        #expect(try place.refusal() == "bundle-not-regular")
    }

    @Test(.enabled(if: geteuid() == 0)) func devicesAreNotOpened() throws {
        let place = try Place()
        try FileManager.default.removeItem(atPath: place.blob)
        // Number 5 of major 1 is /dev/zero, which has no end.
        let made = unsafe mknod(place.blob, S_IFCHR | 0o644, dev_t(1 << 8 | 5))
        #expect(made == 0)
        #expect(try place.refusal() == "bundle-not-regular")
    }

    /// A name that is no text is seen all the same.
    @Test func namesThatAreNoTextCount() throws {
        let place = try Place()
        let path = Array("\(place.path)/".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
        let file = unsafe open(path, O_CREAT | O_WRONLY, 0o644)
        #expect(file >= 0)
        close(file)
        #expect(try place.refusal() == "bundle-extra")
    }

    @Test func theFolderItselfMayBeALink() throws {
        let place = try Place()
        let link = place.url.appending(path: "link").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: place.path)
        #expect(try BundleReader(try BundleFolder(link)).read(key: nil).statement == ForgedBundle.whole)
    }

    @Test func whatIsNoFolderIsSaid() throws {
        let place = try Place()
        #expect(throws: FileError.self) { try BundleFolder("\(place.path)/index.json") }
        #expect(throws: FileError.self) { try BundleFolder("\(place.path)/none") }
    }
}
