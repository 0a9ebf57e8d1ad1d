import ArmorKernel
import ArmorTestSupport
import Foundation
import Glibc
import SystemPackage
import Testing

@Suite struct AtomicFileTests {
    private let new = Array("new content\n".utf8)

    private func reason(_ path: String) -> FileError.Reason? {
        do throws(FileError) {
            try AtomicFile.write(path, new)
            return nil
        } catch { return error.reason }
    }

    private func attributes(_ path: String) throws -> (mode: Int?, owner: Int?, group: Int?) {
        let all = try FileManager.default.attributesOfItem(atPath: path)
        return (
            all[.posixPermissions] as? Int, all[.ownerAccountID] as? Int, all[.groupOwnerAccountID] as? Int
        )
    }

    private func old(_ path: String, mode: Int = 0o644) throws {
        try Data("old".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func read(_ path: String) throws -> [UInt8] { try contents(URL(filePath: path)) }

    @Test func makesAndReplaces() async throws {
        try await withFolder { folder in
            let path = folder + "/policy.toml"
            try AtomicFile.write(path, new)
            #expect(try read(path) == new)
            #expect(try attributes(path).mode.map { $0 & ~0o644 } == 0)
            let large = [UInt8](repeating: 7, count: 5 << 20)
            try AtomicFile.write(path, large)
            #expect(try read(path) == large)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["policy.toml"])
        }
    }

    @Test(arguments: [0o600, 0o640, 0o755, 0o444]) func keepsModeAndOwner(_ mode: Int) async throws {
        try await withFolder { folder in
            let path = folder + "/p"
            try old(path, mode: mode)
            if geteuid() == 0 { try setOwner(path, 12_345, 23_456) }
            try AtomicFile.write(path, new)
            let found = try attributes(path)
            #expect(found.mode == mode)
            if geteuid() == 0 { #expect(found.owner == 12_345 && found.group == 23_456) }
        }
    }

    @Test func refusesAndLeavesAllAsItWas() async throws {
        try await withFolder { folder in
            try old(folder + "/twin")
            try FileManager.default.linkItem(atPath: folder + "/twin", toPath: folder + "/twin2")
            #expect(makePipe(folder + "/pipe"))
            #expect(reason(folder + "/twin") == .severalLinks)
            #expect(reason(folder + "/pipe") == .notRegular("a named pipe"))
            #expect(reason(folder) == .notRegular("a directory"))
            #expect(reason(folder + "/") == .notRegular("a directory"))
            #expect(reason(folder + "/no/p") == .folderMissing)
            #expect(reason(folder + "/" + String(repeating: "n", count: 256)) == .notWritable(.fileNameTooLong))
            #expect(try read(folder + "/twin") == Array("old".utf8))
            let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(left == ["pipe", "twin", "twin2"])
        }
    }

    @Test func replacesWhatALinkPointsTo() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/d", withIntermediateDirectories: false)
            try old(folder + "/d/real")
            try FileManager.default.createSymbolicLink(atPath: folder + "/d/l2", withDestinationPath: "real")
            try FileManager.default.createSymbolicLink(atPath: folder + "/l1", withDestinationPath: "d/l2")
            try AtomicFile.write(folder + "/l1", new)
            #expect(try read(folder + "/d/real") == new)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/l1") == "d/l2")
            try FileManager.default.createSymbolicLink(atPath: folder + "/self", withDestinationPath: "self")
            #expect(reason(folder + "/self") == .linkLoop)
        }
    }

    @Test(arguments: [0o777, 0o1777, 0o770]) func refusesALinkWhereOthersMayPlaceOne(_ mode: Int) async throws {
        try await withFolder { folder in
            try old(folder + "/real")
            let shared = folder + "/shared"
            try FileManager.default.createDirectory(atPath: shared, withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(atPath: shared + "/l", withDestinationPath: "../real")
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: shared)
            #expect(reason(shared + "/l") == .linkInSharedFolder)
            #expect(try read(folder + "/real") == Array("old".utf8))
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root writes anywhere")) func saysWhenTheFolderIsReadOnly() async throws {
        try await withFolder { folder in
            try old(folder + "/p")
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
            #expect(reason(folder + "/p") == .notWritable(.permissionDenied))
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
            #expect(try read(folder + "/p") == Array("old".utf8))
        }
    }

    /// /proc takes no files, whoever asks.
    @Test func saysWhenNothingCanBeMade() { #expect(reason("/proc/armor-test") != nil) }
}
