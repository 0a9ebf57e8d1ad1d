import ArmorKernel
import Foundation
import Testing

/// A folder is made whole or not at all.
@Suite struct AtomicFolderTests {
    private final class Place {
        let url = FileManager.default.temporaryDirectory.appending(path: "armor-folder-\(UUID().uuidString)")

        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(at: url) }

        var names: [String] { ((try? FileManager.default.subpathsOfDirectory(atPath: url.path)) ?? []).sorted() }
    }

    private static let files: [(path: String, bytes: [UInt8])] = [("a", [1]), ("b/c/d", []), ("b/c/e", [2, 3])]

    @Test(arguments: ["new", "new/"]) func allIsThere(_ name: String) throws {
        let place = try Place()
        try AtomicFolder.create("\(place.url.path)/\(name)", Self.files)
        #expect(place.names == ["new", "new/a", "new/b", "new/b/c", "new/b/c/d", "new/b/c/e"])
        #expect(try Data(contentsOf: place.url.appending(path: "new/b/c/e")) == Data([2, 3]))
    }

    @Test(arguments: ["file", "folder", "empty", "link"]) func whatIsThereStays(_ name: String) throws {
        let place = try Place()
        try Data().write(to: place.url.appending(path: "file"))
        for folder in ["folder/x", "empty"] {
            let url = place.url.appending(path: folder)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }
        let link = place.url.appending(path: "link").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "empty")
        let before = place.names
        #expect(throws: FileError("\(place.url.path)/\(name)", .exists)) {
            try AtomicFolder.create("\(place.url.path)/\(name)", Self.files)
        }
        #expect(place.names == before)
    }

    @Test func aMissingFolderIsSaid() throws {
        let folder = "\(try Place().url.path)/none"
        #expect(throws: FileError(folder, .folderMissing)) { try AtomicFolder.create("\(folder)/new", Self.files) }
    }

    /// A file that cannot be made, after others were.
    @Test(arguments: ["b", "b/c", String(repeating: "x", count: 300)]) func nothingIsLeft(_ path: String) throws {
        let place = try Place()
        #expect(throws: FileError.self) {
            try AtomicFolder.create("\(place.url.path)/new", Self.files + [(path, [])])
        }
        #expect(place.names == [])
    }
}
