import ArmorKernel
import ArmorTestSupport
import Foundation
import Glibc

/// A folder that goes away with the test that made it. The name is resolved, because some hosts link /tmp.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
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
