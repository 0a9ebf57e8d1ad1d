import ArmorGlob
import ArmorPresets
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorPolicy

/// Policies, written and read again.
@Suite struct WritingTests {
    static let folder = fixtures().appending(path: "writing")
    static let bane = BaneTests.names.filter { name in
        let source = try? text(BaneTests.folder.appending(path: "\(name).toml"))
        return !BaneReading.load(source ?? "").diagnostics.hasErrors
    }

    /// Every kind of rule and every qualifier; `ARMOR_RECORD=1` writes the expectation, for a person to read and commit.
    @Test func everything() throws {
        let source = try text(Self.folder.appending(path: "everything.toml"))
        let written = try roundTrip(source, isSound: true)
        let url = Self.folder.appending(path: "everything.written")
        try record(written, to: url)
        #expect(try text(url) == written)
    }

    @Test func theFixtureHasEveryKind() throws {
        let policy = BaneReading.load(try text(Self.folder.appending(path: "everything.toml"))).policy
        let kinds = Set(policy.main.rules.map { type(of: $0.value).kind })
        #expect(kinds == Set(RuleKind.allCases))
    }

    @Test(arguments: Presets.names) func everyPreset(name: String) throws {
        let bytes = try #require(Presets.bytes(of: name))
        _ = try roundTrip(String(decoding: bytes, as: UTF8.self), isSound: false)
    }

    @Test(arguments: bane) func banePolicies(name: String) throws {
        let written = try roundTrip(try text(BaneTests.folder.appending(path: "\(name).toml")), isSound: true)
        let url = Self.folder.appending(path: "bane-\(name).written")
        try record(written, to: url)
        #expect(try text(url) == written)
    }

    /// Every byte of a file name but NUL and the slash.
    @Test func everyByteOfAName() throws {
        for byte in UInt8(1)...255 where byte != UInt8(ascii: "/") {
            let digits = String(byte, radix: 16)
            let name = "2f61" + (digits.count == 1 ? "0" : "") + digits + "7b78"
            _ = try roundTrip("[filesystem]\nread = [{ bytes = \"\(name)\", literal = true }]", isSound: true)
        }
    }

    /// Rules as a profile may have them and a policy cannot: two tables, a raw rule, or none.
    @Test func whatTheLanguageLacks() throws {
        let path = try Glob.parse("/a b")
        let plain = try Glob.parse("/a")
        let entering = FileRule.Execution.mode(ExecuteMode(.profile, target: "web"))
        var policy = BaneReading.load("name = \"x\"").policy
        policy.main.rules = [
            Rule(FileRule(.path(path), [.read, .map], execute: entering), .allow, logged: true, origins: []),
            Rule(FileRule(.everything, []), .allow, logged: true, origins: []),
            Rule(FileRule(.link(plain, to: plain, subset: false), .link), .deny, logged: false, origins: []),
            Rule(FileRule(.link(path, to: path, subset: false), .link), .deny, logged: false, origins: []),
        ]
        let written = PolicyWriter(policy, extends: ["container"]).write()
        #expect(written.omitted.isEmpty)
        #expect(
            written.text == """
                name = "x"
                extends = ["container"]
                raw = ["audit file,", "deny link /a -> /a,", "deny link \\"/a\\\\040b\\" -> \\"/a\\\\040b\\","]

                [filesystem]
                execute = [{ path = "/a b", transition = "profile", profile = "web", audit = true }]
                allow = [{ path = "/a b", access = ["map", "read"], audit = true }]

                """
        )
    }

    /// Only what the policy itself says is written, not what it extends.
    @Test func otherLayersAreLeftOut() {
        var policy = BaneReading.load("name = \"x\"").policy
        let base = Layer(source: SourceFile(name: "base", text: ""), depth: 1, isPreset: true)
        let origin = Origin(place: Place(base.source, 0..<0), layer: base)
        policy.main.rules = [Rule(UsernsRule(), .allow, logged: false, origins: [origin])]
        policy.main.settings.flags = ProfileFlag("audit").map { [Located($0, range: 0..<0, layer: base)] } ?? []
        #expect(PolicyWriter(policy).write().text == "name = \"x\"\n")
    }

    /// Checks that what is written says the same, and that writing that again changes nothing.
    private func roundTrip(_ text: String, isSound: Bool) throws -> String {
        let (policy, diagnostics) = BaneReading.load(text)
        if isSound { try #require(!diagnostics.hasErrors, "\(diagnostics.map(\.message))") }
        let written = PolicyWriter(policy).write()
        #expect(written.omitted.isEmpty)
        let (again, problems) = BaneReading.load(written.text)
        #expect(!problems.hasErrors, "\(problems.map { "\($0.message) \($0.place?.label ?? "")" })\n\(written.text)")
        #expect(saying(again) == saying(policy))
        #expect(PolicyWriter(again).write().text == written.text)
        return written.text
    }

    /// What a policy says, whatever its layout.
    private func saying(_ policy: Policy) -> [String] {
        var lines = body(policy.main, "")
        lines += ["name \(policy.name?.value ?? "")", "summary \(policy.summary?.value ?? "")"]
        lines += policy.variables.own.map { "variable \($0.key) \($0.value.flatMap(\.values))" }.sorted()
        for child in policy.main.children {
            lines += ["child \(child.name.value) \(child.isHat) \(child.summary ?? "")"]
            lines += body(child.body, child.name.value)
        }
        lines += policy.container.lines + policy.seccomp.lines
        lines += policy.silences.map { "\($0.code.value) \($0.reason)" }
        lines += policy.tests.map { test in
            let subjects = test.subjects.map { subject in
                switch subject {
                case .text(let text): text.value
                case .fields(let fields, _): "\(fields.sorted { $0.key < $1.key })"
                }
            }
            return
                "\(test.name ?? "") \(test.expected) \(test.query) \(test.owner as Bool?, default: "both") \(subjects)"
        }
        return lines
    }

    private func body(_ body: ProfileBody, _ name: String) -> [String] {
        let rules = body.rules.map { "\(name) \($0.text) # \($0.origin?.reason ?? "")" }
        let settings = body.settings
        return Set(rules).sorted() + [
            "abi \(settings.abi?.value ?? "")", "mode \(settings.mode?.value.rawValue ?? "")",
            "flags \(settings.flags.map(\.value.text))", "attach \(settings.attach?.value ?? "")",
            "includes \(settings.includes.map(\.value.path))",
        ]
    }
}
