package import Foundation

/// The features files captured from kernels; none where they are absent.
package let sharedFeatures: URL? = {
    let folder = projectRoot.appending(path: "../shared/features").standardizedFileURL
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}()

/// The path of a parser that `Tests/Parsers/fetch NAME` brings, whether it is there or not; a line is said if it is not.
package func fetchedParser(_ name: String) -> String {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/nonexistent") + "/.cache"
    let path = cache + "/armor/parsers/\(name)/apparmor_parser"
    if !FileManager.default.isExecutableFile(atPath: path) {
        print("\(name)'s apparmor_parser is not here; Tests/Parsers/fetch \(name) brings it")
    }
    return path
}
