package import ArmorKernel
import Foundation
import Glibc

/// A host made of files, below a folder that is removed when the test ends.
package final class SyntheticHost {
    private let url: URL

    /// The host with these files, by their absolute paths.
    package init(_ files: [String: String] = [:]) throws {
        // Short: the path of a socket holds 107 bytes.
        url = URL(filePath: "/tmp/synthetic-host-\(UInt32.random(in: .min ... .max))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for (path, text) in files { try write(path, text) }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    package var files: HostFiles { HostFiles(root: url.path) }

    package func write(_ path: String, _ text: String) throws {
        try Data(text.utf8).write(to: try place(path))
    }

    package func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: url.path + path) }

    package func program(_ path: String) throws {
        try write(path, "#!/bin/false\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path + path)
    }

    package func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: try place(path).path, withDestinationPath: target)
    }

    /// A socket on which nobody listens.
    package func socket(_ path: String) throws {
        guard unsafe mknod(try place(path).path, S_IFSOCK | 0o600, 0) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    private func place(_ path: String) throws -> URL {
        let file = url.appending(path: String(path.dropFirst()))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        return file
    }
}
