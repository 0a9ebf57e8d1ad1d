import ArmorKernel
import ArmorTestSupport
import Foundation
import SystemPackage
import Testing

@Suite(.serialized) struct LoaderTests {
    @Test func loadsAndKeeps() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            let web = try await profile("web")
            let found = try await host.loader().load([web, try await profile("db", flags: "flags=(complain)")])
            #expect(found.map(\.name) == ["web", "db"])
            #expect(found.map(\.mode) == ["enforce", "complain"])
            #expect(found.map(\.proof) == [.hash, .hash])
            #expect(found.map(\.isReplacement) == [false, false])
            #expect(found[0].storedAt == "\(folder)/apparmor.d/web")
            #expect(host.stored("web") == web.text)
            #expect(try host.fake.loaded().keys.sorted() == ["db", "web"])
            #expect(host.fake.sizes == [2], "one write for all")
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/apparmor.d").sorted()
            #expect(files == ["db", "web"], "nothing but the profiles is left")
        }
    }

    @Test func replacesItsOwn() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            _ = try await host.loader().load([try await profile("web")])
            let new = try await profile("web", "/etc/passwd r,")
            let found = try await host.loader().load([new])
            #expect(found.map(\.isReplacement) == [true])
            #expect(host.stored("web") == new.text)
        }
    }

    @Test func withoutKeepingTheStoreStaysAsItIs() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            let web = try await profile("web")
            let found = try await host.loader(persists: false).load([web])
            #expect(found[0].storedAt == nil)
            #expect(host.stored("web") == nil)
            // The record makes it armor's own.
            #expect(try await failure { try await host.loader().load([try await profile("web", "/x r,")]) } == nil)
        }
    }

    @Test(arguments: [(true, true, "hash"), (false, true, "bytes"), (false, false, "name"), (true, false, "hash")])
    func saysHowItWasProved(_ hash: Bool, _ copy: Bool, _ proof: String) async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder, keepsHash: hash, keepsCopy: copy)
            #expect(try await host.loader().load([try await profile("web")]).map(\.proof.rawValue) == [proof])
        }
    }

    @Test func moreThan500GoInSeveralWrites() async throws {
        try await withMemory { folder in
            // Without hashes: computing them for so many is slow in a build for debugging.
            let host = try TestHost(in: folder, keepsHash: false)
            let one = try await profile("p000")
            let all = (0..<501).map { one.copy(number: $0) }
            #expect(try await host.loader().load(all).count == 501)
            #expect(host.fake.sizes == [500, 1])
        }
    }

    // MARK: Children

    private func parent(_ children: String...) -> String {
        children.map { "profile \($0) { /etc/\($0) r, }" }.joined(separator: "\n")
    }

    @Test func childrenThatAreNoMoreGo() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            let found = try await host.loader().load([try await profile("web", parent("a", "b"))])
            #expect(found[0].children == ["web//a", "web//b"])
            _ = try await host.loader().load([try await profile("web", parent("b"))])
            #expect(try host.fake.loaded().keys.sorted() == ["web", "web//b"])
        }
    }

    @Test func childrenWithProcessesStay() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            _ = try await host.loader().load([try await profile("web", parent("a", "b"))])
            try host.process(7, "web//a (enforce)")
            let found = try await host.loader().load([try await profile("web")])
            #expect(found[0].leftChildren == ["web//a"])
            #expect(try host.fake.loaded().keys.sorted() == ["web", "web//a"])
        }
    }
}
