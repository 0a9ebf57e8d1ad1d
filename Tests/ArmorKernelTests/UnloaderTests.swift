import ArmorKernel
import ArmorTestSupport
import Foundation
import SystemPackage
import Testing

@Suite(.serialized) struct UnloaderTests {
    private func unload(
        _ host: TestHost,
        _ names: String...,
        changes: any FileChanges = HostFileChanges(),
        forces: Bool = false,
        takesOver: Bool = false
    ) async throws -> [UnloadedResult] {
        let unloader = ProfileUnloader(host: host.host(changes), forces: forces, takesOver: takesOver, patience: 0)
        return try await unloader.unload(names)
    }

    /// The codes with which it is refused; none if it is not.
    private func refusal(_ work: () async throws -> [UnloadedResult]) async throws -> [String]? {
        do {
            _ = try await work()
            return nil
        } catch let failure as UnloadFailure {
            switch failure {
            case .refused(let refusals): return refusals.map(\.code)
            case .failed(let error, let unrestored): return [error.code] + unrestored
            }
        }
    }

    @Test func removesWhatItLoaded() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            _ = try await host.loader().load([try await profile("web", "profile kid { }"), try await profile("db")])
            let found = try await unload(host, "web", "web")
            #expect(found.map(\.name) == ["web"])
            #expect(found[0].wasLoaded)
            #expect(found[0].removedFile == "\(folder)/apparmor.d/web")
            #expect(try host.fake.loaded().keys.sorted() == ["db"])
            #expect(try host.state().keys.sorted() == ["apparmor.d/db", "db", "run/loaded/db"])
        }
    }

    @Test func removesWhatIsKeptAndNotLoaded() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            _ = try await host.loader().load([try await profile("web")])
            try host.fake.remove("web")
            let found = try await unload(host, "web")
            #expect(!found[0].wasLoaded)
            #expect(try host.state().isEmpty)
        }
    }

    @Test func processesKeepIt() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            _ = try await host.loader().load([try await profile("web", "profile kid { }")])
            try host.process(7, "web//kid (enforce)")
            try host.process(8, "other//&web (enforce)")
            try host.process(9, "website (enforce)")
            let before = try host.state()
            #expect(try await refusal { try await unload(host, "web") } == ["in-use"])
            #expect(try host.state() == before)
            let found = try await unload(host, "web", forces: true)
            #expect(found[0].unconfined.map(\.number) == [7, 8])
            #expect(try host.state().isEmpty)
        }
    }

    @Test func otherPeoplesStay() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            try host.fake.replace(try await compiled("profile docker-default { }\n"))
            try host.put("apparmor.d/man", "profile man { }\n")
            let before = try host.state()
            for name in ["docker-default", "man"] {
                #expect(try await refusal { try await unload(host, name) } == ["foreign-name"])
            }
            for name in ["absent", "../proc", "", "."] {
                #expect(try await refusal { try await unload(host, name) } == ["not-loaded"])
            }
            #expect(try await refusal { try await unload(host, "docker-default", "absent") } != nil)
            #expect(try host.state() == before)
            _ = try await unload(host, "docker-default", "man", takesOver: true)
            #expect(try host.state().isEmpty)
        }
    }

    @Test func aChildGoesWithItsParentAlone() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            _ = try await host.loader().load([try await profile("web", "profile kid { }")])
            #expect(try await refusal { try await unload(host, "web//kid") } == ["child-profile"])
        }
    }

    @Test func aLinkIsLeftAlone() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            _ = try await host.loader(persists: false).load([try await profile("web")])
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/apparmor.d/web",
                withDestinationPath: "/etc/passwd"
            )
            #expect(try await refusal { try await unload(host, "web", takesOver: true) } == ["store-irregular"])
        }
    }

    @Test(arguments: [Errno.readOnlyFileSystem, .ioError]) func whatFailsIsTakenBack(_ error: Errno) async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            let both = [try await profile("web"), try await profile("db")]
            _ = try await host.loader().load(both)
            let before = try host.state()
            var number = 0
            while true {
                let failing = FailingChanges(at: number, error)
                let found = try await refusal { try await unload(host, "web", "db", changes: failing) }
                guard failing.hasFailed else { break }
                if let found {
                    #expect(found.count == 1, "change \(number): \(found)")
                    #expect(try host.state() == before, "change \(number)")
                } else {
                    // A name that could not be let go of; the next load removes it.
                    _ = try await host.loader().load(both)
                    #expect(try host.state() == before, "change \(number)")
                }
                number += 1
            }
            #expect(number == 7, "link, remove and let go for each of two, and wait for the disk")
        }
    }
}
