package import Foundation

/// The project's own folder, found from this file's place in it.
package let projectRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The data that is read in place and never committed; none where it is absent.
package let sharedCorpus: URL? = {
    let folder = projectRoot.appending(path: "../shared/corpus").standardizedFileURL
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}()

/// The folder `Fixtures` beside a test file.
package func fixtures(of file: String = #filePath) -> URL {
    URL(filePath: file).deletingLastPathComponent().appending(path: "Fixtures")
}

/// The names in a folder, sorted, hidden ones left out.
package func listing(_ folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
}

/// Every file below a folder that has the ending, as paths below it, sorted.
package func files(below folder: URL, ending: String) -> [String] {
    let all = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return all.filter { $0.hasSuffix(ending) }.sorted()
}

/// The bytes of a file.
package func contents(_ file: URL) throws -> [UInt8] { Array(try Data(contentsOf: file)) }

/// The text of a file.
package func text(_ file: URL) throws -> String { String(decoding: try contents(file), as: UTF8.self) }

/// Writes what a test found into the file that it is compared with, where `ARMOR_RECORD` is set: for a person to read before
/// it is committed. Nothing else may write expectations.
package func record(_ found: some Sequence<UInt8>, to file: URL) throws {
    guard ProcessInfo.processInfo.environment["ARMOR_RECORD"] != nil else { return }
    try Data(found).write(to: file)
}

/// The same of a text.
package func record(_ found: String, to file: URL) throws { try record(found.utf8, to: file) }
