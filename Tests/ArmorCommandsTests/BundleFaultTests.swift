import ArmorTestSupport
import Foundation
import Testing

/// A disk that fills up, or a kill, at each call of the system that makes the folder: there is a whole bundle or none.
@Suite struct BundleFaultTests {
    private static let strace = "/usr/bin/strace"
    /// What changes names or waits for the disk.
    private static let calls = "mkdirat,fsync,renameat"

    /// Makes a bundle in which the call of that number, counted from 1, goes wrong; its status.
    private static func bundle(_ place: Workplace, _ fault: String, _ number: Int) throws -> Int32 {
        let program: URL = try #require(Program.url, "armor was not built")
        let process = Process()
        process.executableURL = URL(filePath: strace)
        process.arguments =
            ["-f", "-o", "/dev/null", "-e", "trace=\(calls)", "-e", "inject=\(calls):\(fault):when=\(number)"]
            + [program.path, "bundle", "db.toml", "--target", "debian12", "-o", "b"]
        process.currentDirectoryURL = place.url
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test(arguments: ["error=ENOSPC", "signal=SIGKILL"]) func thereIsAllOrNothing(_ fault: String) throws {
        guard FileManager.default.isExecutableFile(atPath: Self.strace) else {
            return print("\(Self.strace) is not here; \"make test\" brings it")
        }
        var (whole, none, number) = (0, 0, 0)
        var status: Int32 = -1
        while status != 0 {
            number += 1
            let place = try Workplace(["db.toml": "name = \"db\"\n"])
            status = try Self.bundle(place, fault, number)
            try #require(number < 40, "the calls have no end")
            if FileManager.default.fileExists(atPath: place.url.appending(path: "b").path) {
                whole += 1
                // Taken: what it goes on to is the host.
                #expect(try place.armor("load", "oci:b").messages.contains("oci:b: not signed"))
            } else {
                none += 1
            }
            // Whoever is killed leaves what it began, under a name that says so.
            let others = try FileManager.default.contentsOfDirectory(atPath: place.url.path)
                .filter { $0 != "db.toml" && $0 != "b" }
            #expect(fault.hasPrefix("signal") ? others.allSatisfy { $0.hasPrefix(".armor-") } : others.isEmpty)
        }
        // The last call but one names the folder; after it, the disk has not confirmed the name.
        #expect(none >= 10 && whole >= 2, "\(none) without a bundle, \(whole) with one")
    }
}
