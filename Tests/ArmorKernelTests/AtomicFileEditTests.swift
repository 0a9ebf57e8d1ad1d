import ArmorKernel
import Foundation
import Testing

/// A folder of its own for each test.
private final class Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "armor-edit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func put(_ name: String, _ text: String, mode: Int = 0o640) throws -> String {
        let file = url.appending(path: name)
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        return file.path
    }

    func text(_ name: String) -> String? { try? String(contentsOf: url.appending(path: name), encoding: .utf8) }

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }
}

struct AtomicFileEditTests {
    private func failure(_ path: String, _ old: String = "old", _ new: String = "new") -> FileError.Reason? {
        #expect(throws: FileError.self) { try AtomicFile.edit(path, from: Array(old.utf8), to: Array(new.utf8)) }?
            .reason
    }

    @Test func keepsTheOldContentBesideTheNew() throws {
        let folder = try Scratch()
        let path = try folder.put("policy.toml", "old")
        try AtomicFile.edit(path, from: Array("old".utf8), to: Array("new".utf8))
        #expect(folder.names == ["policy.toml", "policy.toml.bak"])
        #expect(folder.text("policy.toml") == "new")
        #expect(folder.text("policy.toml.bak") == "old")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        // Again: the copy is of what was there just before.
        try AtomicFile.edit(path, from: Array("new".utf8), to: Array("newer".utf8))
        #expect(folder.text("policy.toml.bak") == "new")
    }

    @Test func leavesAloneWhatWasChangedMeanwhile() throws {
        let folder = try Scratch()
        let path = try folder.put("policy.toml", "mine")
        #expect(failure(path) == .changed)
        #expect(folder.text("policy.toml") == "mine")
        #expect(folder.names == ["policy.toml"])
    }

    @Test func refusesLinksAndSecondNames() throws {
        let folder = try Scratch()
        let path = try folder.put("policy.toml", "old")
        let link = folder.url.appending(path: "link.toml").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        #expect(failure(link) == .notRegular("a symbolic link"))
        try FileManager.default.linkItem(atPath: path, toPath: folder.url.appending(path: "second").path)
        #expect(failure(path) == .severalLinks)
        #expect(failure(folder.url.appending(path: "none").path) == .missing)
        #expect(folder.text("policy.toml") == "old")
    }

    @Test(.enabled(if: getuid() == 0)) func rootRefusesWhatOthersMayWrite() throws {
        let folder = try Scratch()
        let path = try folder.put("policy.toml", "old", mode: 0o666)
        #expect(failure(path) == .writableByOthers)
    }
}
