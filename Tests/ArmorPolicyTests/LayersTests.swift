import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// What a policy gets from the presets and files that it extends.
@Suite struct LayersTests {
    private static let folder = fixtures().appending(path: "layers")

    private func read(_ name: String) throws -> Reading { try Reading("\(name).toml", in: Self.folder) }

    private func layers(_ reading: Reading) -> [String] {
        reading.policy.layers.map { "\($0.depth) \($0.source.name)\($0.isPreset ? " preset" : "")" }
    }

    @Test("a text that two others extend is read once")
    func diamond() throws {
        let reading = try read("diamond")
        #expect(reading.report == "")
        #expect(
            layers(reading) == [
                "0 diamond.toml", "1 preset:left preset", "2 preset:base preset", "1 preset:right preset",
            ]
        )
        #expect(reading.rules == ["/base/** r,", "/left r,", "/own r,", "/right r,"])
    }

    @Test("files are named relative to the text that names them, whatever the spelling")
    func relativeFiles() throws {
        let reading = try read("files")
        #expect(reading.report == "")
        #expect(layers(reading) == ["0 files.toml", "1 sub/middle.toml", "2 shared.toml", "2 sub/deep.toml"])
        #expect(reading.rules == ["/deep r,", "/middle r,", "/own r,", "/shared r,"])
    }

    @Test("a policy on standard input names files relative to where it is read")
    func standardInput() {
        let text = "extends = [\"./shared.toml\", \"container\"]\n"
        let reading = Reading(SourceFile(name: "<stdin>", text: text), in: Self.folder)
        #expect(reading.report == "")
        #expect(reading.rules == ["/container/** r,", "/shared r,"])
    }

    @Test("a text that extends itself is told so, and the rest is read all the same")
    func itself() throws {
        let reading = try read("self")
        #expect(reading.codes == ["1:12 extends-cycle"])
        #expect(reading.diagnostics.first?.help == "the circle: self.toml → self.toml")
    }

    @Test("a circle is named")
    func circle() throws {
        let reading = try read("cycle-a")
        #expect(reading.codes == ["cycle-b.toml:1:12 extends-cycle"])
        #expect(reading.diagnostics.first?.help == "the circle: cycle-a.toml → cycle-b.toml → cycle-a.toml")
        #expect(reading.rules == ["/a r,", "/b r,"])
    }

    @Test("eight texts may lead to one another, nine may not")
    func depth() throws {
        let sound = try read("depth-8")
        #expect(sound.report == "")
        #expect(sound.rules == ["/chain r,"])
        let deep = try read("depth-9")
        #expect(deep.codes == ["chain/7.toml:1:12 extends-depth"])
        #expect(deep.rules == [])
    }

    @Test("a policy is made of at most 64 texts")
    func most() throws {
        struct Many: PolicySources {
            var presetNames: [String] { (1...100).map { "p\($0)" } }
            func preset(_ name: String) -> SourceFile? { SourceFile(name: "preset:\(name)", text: "") }
            func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile {
                throw UnreadableSource("none")
            }
        }
        let names = (1...100).map { "\"p\($0)\"" }.joined(separator: ", ")
        let (policy, diagnostics) = PolicyLoader(sources: Many())
            .load(SourceFile(name: "policy.toml", text: "extends = [\(names)]"))
        #expect(policy.layers.count == 64)
        #expect(Set(diagnostics.map(\.code)) == ["extends-depth"])
    }

    @Test("a preset cannot name a file")
    func presetOfFile() {
        #expect(Reading("extends = [\"names-a-file\"]").codes == ["preset:names-a-file:1:12 unknown-preset"])
    }

    @Test("lists add up, the nearer text first; of what there can be one, the nearest stays")
    func nearest() throws {
        let reading = try read("near")
        #expect(reading.report == "")
        let policy = reading.policy
        #expect(policy.name?.value == "near")
        #expect(policy.summary?.value == "the nearer")
        let settings = policy.main.settings
        #expect(settings.abi?.value == "4.0")
        #expect(settings.mode?.value == .complain)
        #expect(settings.attach?.value == "/usr/bin/far")
        #expect(settings.flags.map(\.value.text) == ["audit", "mediate_deleted"])
        #expect(settings.includes.map(\.value.path) == ["abstractions/base", "tunables/far"])
        #expect(policy.variables.lookup("data") == ["/near", "/far", "/far/too"])
        #expect(policy.container.image?.value == "near")
        #expect(policy.container.user?.value == "1000")
        #expect(policy.tests.count == 1)
        #expect(policy.silences.map(\.code.value) == ["A01", "A02"])
    }

    @Test("children of the same name are one")
    func children() throws {
        let reading = try read("near")
        let children = reading.policy.main.children
        #expect(children.map(\.name.value) == ["worker", "other"])
        let worker = try #require(children.first)
        #expect(worker.summary == "near")
        #expect(worker.body.settings.mode?.value == .kill)
        #expect(worker.body.settings.abi?.value == "3.0")
        #expect(
            reading.rules == [
                "@{data}/x r,", "@{data}/y r,", "network inet stream,", "network inet6 stream,",
                "child worker: /far/worker r,", "child worker: /near/worker r,", "child other: /far/other r,",
            ]
        )
    }

    @Test("a rule says which text it came from")
    func origins() throws {
        let reading = try read("near")
        let origins = reading.policy.main.rules.compactMap(\.origin).map(\.place.label)
        #expect(
            Set(origins) == ["near.toml:13:9", "far.toml:12:9", "preset:entitlement.network.user:2:10"]
        )
    }

    @Test("two texts may say the same")
    func sameRule() throws {
        let reading = try read("same-rule")
        #expect(reading.report == "")
        #expect(reading.rules == ["/base/** r,", "/base/** r,"])
    }

    @Test("mistakes are told in the order of the texts, the policy's own first")
    func order() throws {
        #expect(try read("broken-base").codes == ["3:1 unknown-key", "broken.toml:2:1 unknown-key"])
    }
}
