import ArmorKernel
import ArmorTestSupport
import Foundation
import Glibc

/// A folder that goes away with the test that made it. The name is resolved, because some hosts link /tmp.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    try await withFolder(in: FileManager.default.temporaryDirectory, body)
}

/// The same in memory, where there is such a file system, for tests that wait for the disk a thousand times.
func withMemory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let memory = URL(filePath: "/dev/shm")
    let isThere = FileManager.default.isWritableFile(atPath: memory.path)
    return try await withFolder(in: isThere ? memory : FileManager.default.temporaryDirectory, body)
}

private func withFolder<Value>(in parent: URL, _ body: (String) async throws -> Value) async throws -> Value {
    let folder = parent.resolvingSymlinksInPath()
        .appending(path: "armor-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
        at: folder,
        withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700]
    )
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}

/// Writes a shell script that stands for apparmor_parser: it tells a version and then does as told.
func fakeParser(in folder: String, version: String = "3.0.8", _ script: String) throws -> String {
    let path = folder + "/apparmor_parser"
    let text = """
        #!/bin/sh
        if [ "$1" = --version ]; then echo "AppArmor parser version \(version)"; exit 0; fi
        \(script)

        """
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
}

/// The real parsers that this machine has: its own, and Debian 13's if `Tests/Parsers/fetch` brought it.
enum TestParsers {
    static var paths: [String] {
        let own = ParserProgram.usualPaths.prefix(1)
        return (own + [debian13]).filter { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static let debian13 = fetchedParser("debian13")
}

/// Makes a named pipe; whether that worked.
func makePipe(_ path: String) -> Bool { unsafe Glibc.mkfifo(path, 0o600) == 0 }

/// Gives a file to someone, as only root can.
func setOwner(_ path: String, _ owner: Int, _ group: Int) throws {
    try FileManager.default.setAttributes([.ownerAccountID: owner, .groupOwnerAccountID: group], ofItemAtPath: path)
}

/// Gives a file another name, in the place of whatever has it; whether that worked.
func rename(_ old: String, to new: String) -> Bool { unsafe Glibc.rename(old, new) == 0 }
