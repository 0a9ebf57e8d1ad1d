import ArmorKernel
import ArmorTestSupport
import Foundation
import Testing

/// What differs between a profile as it should be and the three sides of it on a host.
@Suite(.serialized) struct VerifierTests {
    /// Loads `web` with a child, does something to the host, and looks at what is found.
    private func verification(
        persists: Bool = true,
        containers: [NamedContainer] = [],
        _ change: (TestHost) async throws -> Void = { _ in }
    ) async throws -> ProfileVerification {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            let web = try await profile("web", "/etc/hosts r,\nprofile kid { /x r, }")
            _ = try await host.loader(persists: persists).load([web])
            try await change(host)
            let verifier = ProfileVerifier(host: host.host(), containers: containers)
            let expected = ExpectedProfile(name: "web", text: web.text, binary: web.binary, policy: "web.toml")
            return try #require(try verifier.verify([expected]).first)
        }
    }

    @Test func allAsItShouldBe() async throws {
        let found = try await verification {
            try $0.process(7, "web (enforce)")
            try $0.process(8, "web//kid//&other (enforce)")
            try $0.process(9, "unconfined")
        }
        #expect(found.file == .same)
        #expect(found.kernel == .same)
        #expect(found.mode == "enforce")
        #expect(found.proof == .hash)
        #expect(found.processes.map(\.number) == [7, 8])
        #expect(found.drift.isEmpty)
    }

    @Test func whatIsNotKeptOnPurposeIsNoDifference() async throws {
        let found = try await verification(persists: false)
        #expect(found.file == .notKept)
        #expect(found.drift.isEmpty)
    }

    /// One thing that was changed, and what is found.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let file: ProfileVerification.FileState
        let kernel: ProfileVerification.KernelState
        let drift: [String]
        let change: @Sendable (TestHost) async throws -> Void

        init(
            _ name: String,
            _ file: ProfileVerification.FileState,
            _ kernel: ProfileVerification.KernelState,
            _ drift: [String],
            _ change: @escaping @Sendable (TestHost) async throws -> Void
        ) {
            (testDescription, self.file, self.kernel, self.drift, self.change) = (name, file, kernel, drift, change)
        }
    }

    static let cases = [
        Case("the file is gone", .missing, .same, ["file-missing"]) {
            try FileManager.default.removeItem(atPath: "\($0.folder)/apparmor.d/web")
        },
        Case("the file was edited", .differs, .same, ["file-differs"]) {
            let text = try #require($0.stored("web"))
            try $0.put("apparmor.d/web", text.replacingOccurrences(of: "/etc/hosts r", with: "/** rw"))
        },
        Case("only the header differs", .same, .same, []) {
            let text = try #require($0.stored("web"))
            try $0.put("apparmor.d/web", text.replacingOccurrences(of: "policy: web.toml", with: "policy: /x.toml"))
        },
        Case("the file is somebody else's", .foreign, .same, ["file-foreign"]) {
            try $0.put("apparmor.d/web", "profile web { }\n")
        },
        Case("the file is a link", .irregular, .same, ["file-irregular"]) {
            let path = "\($0.folder)/apparmor.d/web"
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/passwd")
        },
        Case("start-up passes it over", .same, .same, ["boot-disabled"]) { try $0.put("apparmor.d/disable/web", "") },
        Case("start-up only complains", .same, .same, ["boot-complain"]) {
            try $0.put("apparmor.d/force-complain/web", "")
        },
        Case("it is not loaded", .same, .notLoaded, ["not-loaded"]) { try $0.fake.remove("web") },
        Case("another one is loaded", .same, .differs, ["kernel-differs"]) {
            try $0.fake.replace(try await compiled("profile web { /** rw,\nprofile kid { /x r, } }\n"))
        },
        Case("another child is loaded", .same, .differs, ["kernel-differs"]) {
            let web = try await profile("web", "/etc/hosts r,\nprofile kid { /** rw, }")
            try $0.fake.replace(web.binary)
        },
        Case("a child is gone", .same, .differs, ["child-missing"]) { try $0.fake.remove("web//kid") },
        Case("a child was added", .same, .same, ["extra-child"]) {
            let web = try await profile("web", "/etc/hosts r,\nprofile kid { /x r, }\nprofile more { }")
            try $0.fake.replace(web.binary)
        },
        Case("it complains", .same, .otherMode, ["kernel-mode"]) {
            let web = try await profile("web", "/etc/hosts r,\nprofile kid { /x r, }")
            $0.fake.set { $0.wrongMode = "web" }
            try $0.fake.replace(web.binary)
        },
    ]

    @Test(arguments: cases) func whatDiffersIsFound(_ item: Case) async throws {
        let found = try await verification(item.change)
        #expect(found.file == item.file)
        #expect(found.kernel == item.kernel)
        #expect(found.drift.map(\.code) == item.drift)
        #expect(found.drift.allSatisfy { $0.help != nil })
    }

    @Test func containersThatNameItMustCarryIt() async throws {
        func process(_ number: Int, _ label: String) -> LabelledProcess {
            LabelledProcess(number: number, command: "sleep", label: ConfinementLabel(text: label, mode: nil))
        }
        let good = NamedContainer(
            name: "good",
            profile: "web",
            engine: "docker",
            processes: [process(1, "web"), process(2, "web//kid")]
        )
        let bad = NamedContainer(
            name: "bad",
            profile: "web",
            engine: "docker",
            processes: [process(3, "web"), process(4, "unconfined")]
        )
        let other = NamedContainer(
            name: "other",
            profile: "docker-default",
            engine: "docker",
            processes: [process(5, "docker-default")]
        )
        let found = try await verification(containers: [good, bad, other])
        #expect(found.containers.map(\.name) == ["good", "bad"])
        #expect(found.drift.map(\.code) == ["container-label"])
        #expect(found.drift[0].message.contains("\"bad\""))
        #expect(found.drift[0].message.contains("4 (sleep)"))
        #expect(found.drift[0].help == "restart it: docker restart bad")
    }

    @Test(arguments: [
        ("web.toml", nil, "armor load web.toml mends it"),
        ("/srv/a b.toml", "complain", "armor load '/srv/a b.toml' --mode complain mends it"),
        ("-x';rm", nil, "armor load '-x'\\'';rm' mends it"), (nil, nil, "armor load POLICY mends it"),
    ]) func saysWhatMends(_ policy: String?, _ mode: String?, _ help: String) async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder)
            let web = try await profile("web")
            let expected = ExpectedProfile(
                name: "web",
                text: web.text,
                binary: web.binary,
                policy: policy,
                mode: mode
            )
            let found = try ProfileVerifier(host: host.host(), containers: []).verify([expected])
            #expect(found[0].drift.map(\.help) == [help, help])
        }
    }
}
