import ArmorTestSupport
import Foundation
import Testing

extension Consumers {
    /// A program of `Fixtures/consumers`.
    static func script(_ name: String) -> String { fixtures().appending(path: "consumers/\(name)").path }

    /// The files of `Fixtures/golden` with this ending, as paths.
    static func golden(_ ending: String) -> [String] {
        let folder = fixtures().appending(path: "golden")
        return listing(folder).filter { $0.hasSuffix(ending) }.map { folder.appending(path: $0).path }
    }
}

/// A folder below the system's for temporary files, removed when the test ends.
final class Scratch {
    let url = FileManager.default.temporaryDirectory.appending(path: "armor-export-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and gives its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }
}
