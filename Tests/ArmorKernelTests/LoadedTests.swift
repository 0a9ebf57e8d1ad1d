import ArmorCompiled
import ArmorKernel
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

private let folder = fixtures().path
private let files = SecurityFilesystem(
    root: "\(folder)/securityfs/apparmor",
    module: "\(folder)/securityfs/module"
)

private func code(_ work: () throws(KernelError) -> Void) -> String? {
    do throws(KernelError) {
        try work()
        return nil
    } catch { return error.code }
}

@Suite struct SecurityFilesystemTests {
    @Test func listsProfilesWhoseNamesHoldBlanksAndParentheses() throws {
        let found = try files.profiles().map { "\($0.name)=\($0.mode)" }
        #expect(
            found == [
                "docker-default=enforce", "web=complain", "web//worker=enforce", "odd (name)=enforce",
                "/usr/bin/man=enforce",
            ]
        )
    }

    @Test func showsAProfileWithItsChildren() throws {
        let found = try files.details(of: ["web"])
        #expect(found.keys.sorted() == ["web", "web//worker"])
        #expect(found["web"]?.mode == "complain")
        #expect(found["web//worker"]?.mode == "enforce")
        #expect(found["web"]?.hash == LoadedDetails.Hash(.sha1, String(repeating: "b", count: 40)))
        let whole = try #require(found["web"])
        #expect(try files.rawData(whole) == Array("the set of web".utf8))
        #expect(found["web//worker"]?.rawData == whole.rawData)
    }

    @Test func saysWhatTheKernelDoesNotKeep() throws {
        let found = try files.details(of: ["odd (name)", "/usr/bin/man", "absent"])
        #expect(found.keys.sorted() == ["/usr/bin/man", "odd (name)"])
        let odd = try #require(found["odd (name)"])
        #expect(odd.mode == "enforce" && odd.hash == nil && odd.rawData == nil)
        #expect(found["/usr/bin/man"]?.hash?.algorithm == .sha256)
    }

    @Test func readsFeatures() throws { #expect(try files.features().mask("file/mask").contains("create")) }

    @Test func saysWhyThereIsNothingToTalkTo() {
        let module = "\(folder)/securityfs/module"
        #expect(
            code { () throws(KernelError) in
                try SecurityFilesystem(root: "/nonexistent", module: "/nonexistent").check()
            } == "no-apparmor"
        )
        #expect(
            code { () throws(KernelError) in try SecurityFilesystem(root: "/nonexistent", module: module).check() }
                == "no-securityfs"
        )
    }
}

@Suite struct ConfinementLabelTests {
    @Test(arguments: [
        ("unconfined\n", "unconfined", nil, ["unconfined"]),
        ("web (enforce)\n", "web", "enforce", ["web"]),
        ("web//worker (complain)\0", "web//worker", "complain", ["web//worker"]),
        ("a//&b//c (mixed)", "a//&b//c", "mixed", ["a", "b//c"]),
        (":ns://unconfined (unconfined)", ":ns://unconfined", "unconfined", [":ns://unconfined"]),
        ("a (b) (enforce)\n", "a (b)", "enforce", ["a (b)"]),
        ("(enforce)", "(enforce)", nil, ["(enforce)"]),
    ]) func readsWhatTheKernelWrites(_ content: String, _ text: String, _ mode: String?, _ profiles: [String]) throws {
        let label = try #require(ConfinementLabel(content: content))
        #expect(label.text == text)
        #expect(label.mode == mode)
        #expect(label.profiles == profiles)
    }

    @Test(arguments: ["", "\n", "\0\n"]) func anEmptyOneIsNone(_ content: String) {
        #expect(ConfinementLabel(content: content) == nil)
    }

    @Test(arguments: [
        ("web", true), ("web//worker", true), ("x//&web", true), ("web//&x", true), ("x//&web//worker", true),
        ("website", false), ("x//web", false), (":ns:web", false), ("unconfined", false),
    ]) func knowsWhomItNames(_ text: String, _ expected: Bool) {
        #expect(ConfinementLabel(text: text, mode: nil).includes("web") == expected)
    }
}

@Suite struct ProcessTableTests {
    private let table = ProcessTable(root: "\(folder)/proc")

    @Test func readsEachLabelOfEachProcess() throws {
        let found = try table.processes().map { "\($0.number) \($0.command) \($0.label.text)" }
        #expect(
            found == [
                "1 init unconfined", "20 nginx web", "33 worker web//worker", "33 worker unconfined",
                "40 stacked web//&other", "50 webby website",
            ]
        )
    }

    @Test func oneThatEndedHasNone() throws {
        #expect(try table.labels(of: 60).isEmpty)
        #expect(try table.labels(of: 61).isEmpty)
    }

    /// Whatever this host's kernel: its own table can be read without an error.
    @Test func readsThisHost() throws { _ = try ProcessTable.usual.processes() }
}
