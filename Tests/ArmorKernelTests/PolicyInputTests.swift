import ArmorKernel
import ArmorSource
import Foundation
import SystemPackage
import Testing

@Suite struct PolicyInputTests {
    private func reason(_ path: String, limit: Int = PolicyInput.limit) -> FileError.Reason? {
        do throws(FileError) {
            _ = try PolicyInput.read(path, limit: limit)
            return nil
        } catch {
            #expect(!error.message.contains("\n"))
            #expect(error.diagnostic.help != nil)
            return error.reason
        }
    }

    @Test func readsARegularFileAndThroughALink() async throws {
        try await withFolder { folder in
            try Data("name".utf8).write(to: URL(filePath: folder + "/a"))
            try FileManager.default.createSymbolicLink(atPath: folder + "/l", withDestinationPath: "a")
            #expect(try PolicyInput.read(folder + "/l").bytes == Array("name".utf8))
            #expect(try PolicyInput.read(folder + "/a").name == folder + "/a")
            #expect(try PolicyInput.read(folder + "/a", limit: 4).bytes.count == 4)
            #expect(reason(folder + "/a", limit: 3) == .tooLarge(limit: 3))
        }
    }

    @Test(.timeLimit(.minutes(1))) func refusesWhatIsNoRegularFile() async throws {
        try await withFolder { folder in
            #expect(makePipe(folder + "/pipe"))
            #expect(reason(folder) == .notRegular("a directory"))
            #expect(reason(folder + "/pipe") == .notRegular("a named pipe"))
            #expect(reason("/dev/zero") == .notRegular("a device"))
            #expect(reason(folder + "/missing") == .missing)
            #expect(reason(folder + "/a\0b") == .notReadable(.invalidArgument))
            #expect(reason("") == .missing)
        }
    }

    @Test func refusesALargeFileByItsSize() async throws {
        try await withFolder { folder in
            let path = folder + "/large"
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            try file.truncate(atOffset: UInt64(PolicyInput.limit) + 1)
            try file.close()
            #expect(reason(path) == .tooLarge(limit: PolicyInput.limit))
        }
    }

    /// A file of the kernel's says that its size is 0.
    @Test func countsWhatItReads() {
        #expect(reason("/proc/self/maps", limit: 16) == .tooLarge(limit: 16))
    }
}
