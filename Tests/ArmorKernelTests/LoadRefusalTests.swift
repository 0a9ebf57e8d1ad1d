import ArmorKernel
import ArmorTestSupport
import Foundation
import Testing

/// Whose a name is, and what is refused before anything is changed.
@Suite(.serialized) struct LoadRefusalTests {
    /// Loads `web` on a host that something was done to, with the codes of what it is refused for.
    private func refusal(
        persists: Bool = true,
        takesOver: Bool = false,
        _ prepare: (TestHost) async throws -> Void
    ) async throws -> [String] {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            try await prepare(host)
            let before = try host.state()
            let web = try await profile("web")
            let found = try await failure {
                try await host.loader(persists: persists, takesOver: takesOver).load([web])
            }
            if found != nil { #expect(try host.state() == before) } else { #expect(try !host.fake.loaded().isEmpty) }
            return found?.codes ?? []
        }
    }

    /// A case: what is there, and what a plain load, one that does not keep, and one that takes over are refused for.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let plain: String?
        let unkept: String?
        let takenOver: String?
        let prepare: @Sendable (TestHost) async throws -> Void

        init(
            _ name: String,
            _ plain: String?,
            _ unkept: String?,
            _ takenOver: String?,
            _ prepare: @escaping @Sendable (TestHost) async throws -> Void
        ) {
            testDescription = name
            self.plain = plain
            self.unkept = unkept
            self.takenOver = takenOver
            self.prepare = prepare
        }
    }

    static let cases = [
        Case("nothing", nil, nil, nil) { _ in },
        Case("a file without the mark", "foreign-name", "foreign-name", nil) {
            try $0.put("apparmor.d/web", "profile web { }\n")
        },
        Case("a file of the name that is ours", nil, nil, nil) {
            try $0.put("apparmor.d/web", try await profile("web", "/x r,").text)
        },
        Case("a loaded profile of somebody else's", "foreign-name", "foreign-name", nil) {
            try $0.fake.replace(try await compiled("profile web { /z r, }\n"))
        },
        Case("a loaded profile that is exactly ours", nil, nil, nil) {
            try $0.fake.replace(try await profile("web").binary)
        },
        Case("a loaded profile that a record names", nil, nil, nil) {
            try $0.fake.replace(try await compiled("profile web { /z r, }\n"))
            try $0.put("run/loaded/web", try await profile("web").text)
        },
        Case("a record of a profile that is not loaded", nil, nil, nil) {
            try $0.put("run/loaded/web", try await profile("web").text)
        },
        Case("another file that defines it", "defined-elsewhere", "defined-elsewhere", "defined-elsewhere") {
            try $0.put("apparmor.d/usr.bin.web", "profile web { }\n")
        },
        Case("another file that is broken", nil, nil, nil) { try $0.put("apparmor.d/broken", "profile {\n") },
        Case("another file, passed over at start-up", nil, nil, nil) {
            try $0.put("apparmor.d/old.dpkg-old", "profile web { }\n")
        },
        Case("a link", "store-irregular", "store-irregular", "store-irregular") {
            try $0.put("real", try await profile("web").text)
            try FileManager.default.createSymbolicLink(
                atPath: "\($0.folder)/apparmor.d/web",
                withDestinationPath: "../real"
            )
        },
        Case("a file with two names", "store-irregular", "store-irregular", "store-irregular") {
            try $0.put("apparmor.d/web", try await profile("web").text)
            try FileManager.default.linkItem(
                atPath: "\($0.folder)/apparmor.d/web",
                toPath: "\($0.folder)/apparmor.d/.twin"
            )
        },
        Case("a folder", "store-irregular", "store-irregular", "store-irregular") {
            try $0.put("apparmor.d/web/x", "")
        },
    ]

    @Test(arguments: cases) func namesAreTakenOrFree(_ item: Case) async throws {
        #expect(try await refusal(item.prepare) == (item.plain.map { [$0] } ?? []))
        #expect(try await refusal(takesOver: true, item.prepare) == (item.takenOver.map { [$0] } ?? []))
        #expect(try await refusal(persists: false, item.prepare) == (item.unkept.map { [$0] } ?? []))
    }

    @Test func ofTenWithOneBadNoneIsLoaded() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            var all: [NewProfile] = []
            for index in 0..<10 { all.append(try await profile("p\(index)")) }
            all[9] = NewProfile(name: "p9", text: all[9].text, binary: [])
            let found = try await failure { try await host.loader().load(all) }
            #expect(found?.codes == ["compiled-damaged"])
            #expect(try host.state().isEmpty)
        }
    }

    @Test func refusesWhatTheKernelMustNotBeGiven() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            let web = try await profile("web")
            let other = NewProfile(name: "other", text: web.text, binary: web.binary)
            #expect(try await failure { try await host.loader().load([web, web]) }?.codes == ["duplicate-name"])
            #expect(try await failure { try await host.loader().load([web, other]) }?.codes == ["other-names"])
            let child = String(repeating: "x", count: 201)
            let long = try await profile("long", "profile \(child) { }")
            #expect(try await failure { try await host.loader().load([long]) }?.codes == ["name-too-long"])
            #expect(host.fake.sizes.isEmpty, "nothing was written")
        }
    }

    @Test func anotherProgramIsWaitedForAndNamed() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            let lock = try await HostLock.take(in: "\(folder)/run")
            let web = try await profile("web")
            #expect(try await failure { try await host.loader().load([web]) }?.codes == ["locked"])
            do throws(HostLockError) {
                _ = try await HostLock.take(in: "\(folder)/run", patience: 0)
            } catch {
                #expect(error.reason == .held(by: Int(ProcessInfo.processInfo.processIdentifier), seconds: 0))
            }
            lock.release()
            #expect(try await failure { try await host.loader().load([web]) } == nil)
        }
    }

    @Test func theLockIsNotTakenWhereOthersMayWrite() async throws {
        try await withMemory { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
            #expect(try await refused(folder) == "lock-untrusted")
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: ".")
            #expect(try await refused(folder + "/link") == "file-not-writable")
        }
    }

    private func refused(_ folder: String) async throws -> String? {
        do throws(HostLockError) {
            _ = try await HostLock.take(in: folder, patience: 0)
            return nil
        } catch { return error.code }
    }
}

@Suite struct BootFolderTests {
    @Test(arguments: [
        "README", "abstractions", "tunables", "local", "abi", "disable", "force-complain", "cache", "containers", "a~",
        "a.rpmnew", "a.rpmsave", "a.orig", "a.rej", "a.dpkg-new", "a.dpkg-old", "a.dpkg-dist", "a.dpkg-bak",
        "a.dpkg-remove", "a.pacsave", "a.pacnew", ".hidden", "a.new-1.2.3_12",
    ]) func refusesWhatStartUpDoesNotLoad(_ name: String) { #expect(BootFolder.refusal(name) != nil) }

    @Test(arguments: ["web", "a.new", "a.bak", "a.new-1", "dpkg-new", "web.orig.2", "CVS2", "x_1", "new-1_2"])
    func takesOthers(_ name: String) { #expect(BootFolder.refusal(name) == nil) }

    /// The parser itself, given a folder: it reads what is taken, and passes over what is refused for its ending.
    @Test func agreesWithTheParser() async throws {
        try await withMemory { folder in
            let names = ["web", "a.bak", "a.new-1", "dpkg-new", "b~", "b.rpmnew", "b.rpmsave", "b.orig", "b.rej"]
            let debian = ["b.dpkg-new", "b.dpkg-old", "b.dpkg-dist", "b.dpkg-bak", "b.dpkg-remove", ".b"]
            for name in names + debian + ["b.pacsave", "b.pacnew"] {
                try Data("profile \"\(name)\" { }\n".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            }
            let found = try await ParserProgram.find().names(inFiles: [folder])
            #expect(Set(found) == Set((names + debian).filter { BootFolder.refusal($0) == nil }))
        }
    }
}
