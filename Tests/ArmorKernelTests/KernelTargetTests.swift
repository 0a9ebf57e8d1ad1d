import ArmorKernel
import ArmorSource
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

@Suite struct KernelTargetTests {
    private func host(_ folder: String) -> KernelTarget.Host {
        var host = KernelTarget.Host()
        host.features = folder + "/features"
        host.abis = folder + "/abi"
        return host
    }

    @Test func readsTheKernelsFolder() async throws {
        try await withFolder { folder in
            let manager = FileManager.default
            #expect(try Features.read(folder: folder + "/none") == nil)
            #expect(try Features.read(folder: folder) == nil)
            try manager.createDirectory(atPath: folder + "/caps", withIntermediateDirectories: false)
            try Data("chown kill\n".utf8).write(to: URL(filePath: folder + "/caps/mask"))
            try Data("0x01\n".utf8).write(to: URL(filePath: folder + "/capability"))
            try manager.createSymbolicLink(atPath: folder + "/loop", withDestinationPath: ".")
            #expect(try Features.read(folder: folder)?.text == "capability {0x01\n}\ncaps {mask {chown kill\n}\n}\n")
        }
    }

    @Test(arguments: [
        (nil, "debian12"), (ParserVersion(3, 0, 4), "debian12"), (ParserVersion(4, 0, 1), "ubuntu2404"),
        (ParserVersion(4, 1, 0), "debian13"), (ParserVersion(5, 0, 2), "debian13"),
    ]) func assumesForAHostThatTellsNothing(_ parser: ParserVersion?, _ like: String) async throws {
        try await withFolder { folder in
            let target = try KernelTarget.resolve(nil, parser: parser, host: host(folder))
            let named = try KernelTarget.resolve(like, parser: nil)
            #expect(target.assumed && target.name == "host")
            #expect(target.features == named.features && target.abis == named.abis)
            #expect(target.parserVersion == parser ?? named.parserVersion)
        }
    }

    @Test func readsTheHost() async throws {
        try await withFolder { folder in
            for name in ["features/file", "abi"] {
                let path = "\(folder)/\(name)"
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            try Data("read".utf8).write(to: URL(filePath: folder + "/features/file/mask"))
            try Data().write(to: URL(filePath: folder + "/abi/9.9"))
            let target = try KernelTarget.resolve(nil, parser: ParserVersion(4, 1, 0), host: host(folder))
            #expect(!target.assumed && target.abis == ["9.9"] && target.features.enforced == [.file])
        }
    }

    @Test func readsAFeaturesFile() async throws {
        try await withFolder { folder in
            let path = folder + "/f"
            try Data("caps {mask {chown}}".utf8).write(to: URL(filePath: path))
            let target = try KernelTarget.resolve(path, parser: ParserVersion(4, 1, 0), host: host(folder))
            #expect(target.name == path && target.features.has("caps/chown") && target.abis == ["3.0", "4.0"])
            try Data("caps {".utf8).write(to: URL(filePath: path))
            let error = #expect(throws: TargetError.self) { try KernelTarget.resolve(path, parser: nil) }
            #expect(error?.diagnostic.code == "features-syntax")
        }
    }

    @Test func refusesWhatItDoesNotKnow() {
        let near = #expect(throws: TargetError.self) { try KernelTarget.resolve("debian31", parser: nil) }
        #expect(near?.diagnostic.code == "unknown-target")
        #expect(near?.diagnostic.help?.contains("did you mean \"debian13\"?") == true)
        #expect(near?.diagnostic.help?.contains("ubuntu2404") == true)
        let file = #expect(throws: TargetError.self) { try KernelTarget.resolve("/no/such", parser: nil) }
        #expect(file?.diagnostic.code == "file-missing")
    }
}
