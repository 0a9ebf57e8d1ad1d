import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Testing

@testable import ArmorReport

/// What a policy allows, by area, with where it comes from.
struct AllowedTests {
    private static func allowed(_ text: String) -> Allowed {
        let loader = PolicyLoader(sources: PresetSources(), acceptsReservedNames: true)
        let (policy, diagnostics) = loader.load(SourceFile(name: "web.toml", text: "name = \"web\"\n" + text))
        #expect(!diagnostics.hasErrors, "\(diagnostics.map(\.message))")
        return Allowed(policy)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let policy: String
        let area: Allowed.Area
        /// `object | access | reason`.
        let row: String

        var testDescription: String { policy }
    }

    @Test(arguments: [
        Case(policy: "[filesystem]\nread = [\"/a\"] # why", area: .files, row: "/a | read | why"),
        Case(
            policy: "[filesystem]\nallow = [{ path = \"/a\", access = [\"read\", \"write\"], owner = true }]",
            area: .files,
            row: "/a | read, write, as owner | "
        ),
        Case(
            policy: "[filesystem]\nallow = [{ path = \"/a\", access = [\"read\", \"execute\"], reason = \"it\" }]",
            area: .programs,
            row: "/a | read, execute | it"
        ),
        Case(
            policy: "[filesystem]\nexecute = [{ path = \"/a\", transition = \"unconfined\" }]",
            area: .programs,
            row: "/a | execute unconfined | "
        ),
        Case(policy: "[filesystem]\nallow = [\"all\"]", area: .files, row: "every file | everything | "),
        Case(
            policy: "[filesystem]\ndeny = [\"/a\"]",
            area: .denied,
            row: "/a | map, read, write, link, lock, execute | "
        ),
        Case(policy: "[network]\nallow = [\"inet stream\"]", area: .network, row: "network inet stream |  | "),
        Case(policy: "[capabilities]\nallow = [\"chown\"]", area: .capabilities, row: "capability chown |  | "),
        Case(
            policy: "[[signals]]\naccess = [\"send\"]\nset = [\"term\"]\npeer = \"x\"",
            area: .processes,
            row: "signal (send) set=(term) peer=x |  | "
        ),
        Case(policy: "[limits]\nnofile = 10", area: .rest, row: "set rlimit nofile <= 10 |  | "),
    ])
    func rowsByArea(_ test: Case) throws {
        let body = try #require(Self.allowed(test.policy).bodies.shown.first)
        #expect(body.areas.map(\.area) == [test.area])
        let group = try #require(body.areas.first?.groups.first)
        #expect(group.source == .own)
        let rows = group.grants.shown.map { "\($0.object) | \($0.access ?? "") | \($0.reason ?? "")" }
        #expect(rows == [test.row])
        #expect(group.grants.shown.allSatisfy { $0.place.hasPrefix("web.toml:") })
    }

    @Test func sourcesAreTold() throws {
        let body = try #require(
            Self.allowed("extends = [\"container\"]\nentitlements = [\"network.proxy\"]\n[network]\nallow = [\"unix\"]")
                .bodies.shown.first
        )
        let network = try #require(body.areas.first { $0.area == .network })
        #expect(network.groups.map(\.source).prefix(2) == [.own, .entitlement("network.proxy")])
        #expect(body.areas.first { $0.area == .files }?.groups.map(\.source) == [.preset("container")])
    }

    @Test func childrenAreApart() {
        let allowed = Self.allowed("[children.git.filesystem]\nread = [\"/repo/**\"]")
        #expect(allowed.bodies.shown.map(\.child) == [nil, "git"])
        #expect(allowed.bodies.shown.map { $0.areas.map(\.area) } == [[], [.files]])
    }

    /// Two hundred children are told as some.
    @Test func childrenAreBounded() {
        let children = (0..<200).map { "[children.c\($0).filesystem]\nread = [\"/a\"]" }.joined(separator: "\n")
        let bodies = Self.allowed(children).bodies
        #expect(bodies.shown.count == 40 && bodies.more == 161)
    }

    /// A thousand grants are told as some.
    @Test func rowsAreBounded() throws {
        let paths = (0..<1_000).map { "\"/a\($0)\"" }.joined(separator: ", ")
        let group = try #require(
            Self.allowed("[filesystem]\nread = [\(paths)]").bodies.shown.first?.areas.first?.groups.first
        )
        #expect(group.grants.shown.count == 120 && group.grants.more == 880)
    }
}
