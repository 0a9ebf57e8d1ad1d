import ArmorSource
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

private func parse(_ text: String) -> Result<Features, FeaturesError> {
    Features.parse(SourceFile(name: "features", text: text))
}

@Suite struct FeaturesTests {
    @Test func answersByPath() throws {
        let features = try parse(
            "caps {mask {chown kill\n}\n}\nnamespaces {mask {userns_create\n}\npivot_root {no\n}\n}\n"
        )
        .get()
        for path in ["caps", "caps/mask", "caps/kill", "caps/mask/kill", "namespaces/userns_create"] {
            #expect(features.has(path), "\(path)")
        }
        for path in ["cap", "caps/mas", "caps/bpf", "namespaces/pivot_root", "kill", "", "/", "caps/"] {
            #expect(!features.has(path), "\(path)")
        }
        #expect(features.mask("caps/mask") == ["chown", "kill"])
        #expect(features.mask("caps").isEmpty)
    }

    @Test func writesWhatItReads() throws {
        let text = "a {b {1 2\n}\nc {d {x\n}\n}\n}\nb {\n}\nz {y\n}\n"
        #expect(try parse(text).get().text == text)
        #expect(try parse("z{y}b{}a{c{d{x}} b{1  2}}").get().text == text)
    }

    @Test func readsNumbers() throws {
        let features = try parse("a {0x00000f}\nb {12}\nc {x}").get()
        #expect(features.number("a") == 15)
        #expect(features.number("b") == 12)
        #expect(features.number("c") == nil && features.number("d") == nil)
    }

    @Test(arguments: [
        ("", 1, "this is not a features file"), ("caps", 1, "this is not a features file"),
        ("a {", 3, "this brace is not closed"), ("a {b}}", 6, "this brace closes nothing"),
        ("{x}", 1, "a brace follows exactly one name"), ("a b {x}", 5, "a brace follows exactly one name"),
        ("a {x} a {y}", 9, "\"a\" is there twice"), ("a {b {1} 2}", 11, "a value stands beside names"),
        ("a {2 b {1}}", 8, "a brace follows exactly one name"), ("a/b {c}", 5, "a brace follows exactly one name"),
        ("a {\u{1}}", 4, "a features file holds printable ASCII alone"),
        ("a {é}", 4, "a features file holds printable ASCII alone"),
        (String(repeating: "a {", count: 50_000), 1, "a features file has at most 64 KiB"),
        (String(repeating: "a {", count: 20_000), 27, "braces are nested too deep"),
    ]) func refusesTheRest(_ text: String, _ column: Int, _ message: String) {
        let error = #expect(throws: FeaturesError.self) { try parse(text).get() }
        #expect(error?.diagnostic.message == message)
        #expect(error?.diagnostic.place?.start.column == column)
    }

    @Test func neverCrashes() {
        var generator = SplitMix(state: 3)
        let alphabet = Array("{{}} \nab/\0\u{FF}".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<60).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
            if case .success(let features) = Features.parse(SourceFile(name: "f", bytes: bytes)) {
                #expect((try? parse(features.text).get()) == features)
            }
        }
    }

    /// Of the same files the test machine's scenario `features` says whether they are what the kernels say.
    @Test(arguments: ["debian12", "debian13"]) func namedTargetsAreAsRecorded(_ name: String) throws {
        let recorded = try text(projectRoot.appending(path: "Tests/VM/features/\(name)"))
        #expect(try #require(Target.named(name)).features == parse(recorded).get())
        // The recorded files are in the order in which we write.
        #expect(try #require(Target.named(name)).features.text == recorded)
    }
}

@Suite struct TargetTests {
    @Test(arguments: [
        ("debian12", ParserVersion(3, 0, 8), ["3.0"]), ("debian13", ParserVersion(4, 1, 0), ["3.0", "4.0"]),
        ("ubuntu2204", ParserVersion(3, 0, 4), ["3.0"]), ("ubuntu2404", ParserVersion(4, 0, 1), ["3.0", "4.0"]),
    ]) func knowsReleases(_ name: String, _ version: ParserVersion, _ abis: [String]) throws {
        let target = try #require(Target.named(name))
        #expect(target.name == name && target.parserVersion == version && target.abis == abis && !target.assumed)
    }

    @Test(arguments: [
        (["3.0"], "3.0"), (["3.0", "4.0", "4.0-ip", "5.0", "5.0-interface"], "5.0"),
        (["4.0", "kernel-5.4-vanilla"], "4.0"),
        ([], nil),
    ]) func pinsTheNewest(_ abis: [String], _ newest: String?) {
        let target = Target(
            name: "x",
            parserVersion: ParserVersion(5, 0, 2),
            features: Features(values: [:]),
            abis: abis
        )
        #expect(target.newestABI == newest)
    }

    @Test func laterABIsMediateMore() {
        let leaves = [
            "network_v9/af_unix": "yes", "io_uring/mask": "sqpoll", "ipc/posix_mqueue": "read", "dbus/mask": "send",
            "namespaces/mask": "userns_create",
        ]
        let target = Target(
            name: "x",
            parserVersion: ParserVersion(5, 0, 2),
            features: Features(values: leaves),
            abis: []
        )
        func enforced(_ abi: String?) -> Set<String> { Set(leaves.keys.filter { target.enforces($0, abi: abi) }) }
        #expect(enforced("kernel-5.4-vanilla") == [])
        #expect(enforced("3.0") == ["dbus/mask"])
        #expect(enforced("4.0") == ["dbus/mask", "ipc/posix_mqueue", "namespaces/mask"])
        #expect(enforced("5.0") == Set(leaves.keys) && enforced(nil) == Set(leaves.keys))
        #expect(!target.mediatesUnix(abi: "4.0") && target.mediatesUnix(abi: "5.0") && target.mediatesUnix(abi: nil))
    }

    @Test func knowsWhatEachEnforces() throws {
        func missing(_ name: String) throws -> Set<Mediation> {
            Set(Mediation.allCases).subtracting(try #require(Target.named(name)).features.enforced)
        }
        #expect(try missing("debian12") == [.unix, .dbus, .userns, .mqueue, .ioUring])
        #expect(try missing("debian13") == [.unix, .dbus, .mqueue])
        #expect(try missing("ubuntu2204") == [.userns, .mqueue, .ioUring])
        #expect(try missing("ubuntu2404") == [])
    }
}
