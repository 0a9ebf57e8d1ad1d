import ArmorAudit
import ArmorPolicy
import ArmorSource
import Testing

@testable import ArmorLearn

/// Which policy a label's events are learned for, and how the policy names what the log names.
struct LabelTests {
    private static func log(_ labels: [String]) -> [UInt8] {
        let lines = labels.enumerated().map { serial, label in
            "type=AVC msg=audit(1790000000.001:\(serial)): apparmor=\"DENIED\" operation=\"signal\" class=\"signal\" profile=\"\(label)\" pid=7 comm=\"app\" requested_mask=\"send\" denied_mask=\"send\" signal=hup peer=\"\(label)\"\n"
        }
        return Array(lines.joined().utf8)
    }

    private static func take(_ labels: [String], _ scope: LabelNaming.Scope) async -> (
        naming: LabelNaming, events: [AuditEvent], contents: LogContents
    ) {
        var naming = LabelNaming(scope)
        var contents = LogContents()
        var events: [AuditEvent] = []
        for access in await Learning.summary([log(labels)]).accesses {
            if let learned = naming.take(access) { events.append(learned.event) } else { contents.add(access) }
        }
        return (naming, events, contents)
    }

    private static func text(_ label: AuditLabel?) -> String? {
        label.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// The event's own label and the peer's become the policy's, whatever part of a stack or which child they are.
    @Test(arguments: [
        ("web", "web"), ("/usr/sbin/x", "usr.sbin.x"), ("/usr/sbin/x//helper", "usr.sbin.x//helper"),
        ("addon///usr/bin/tool", "addon//usr.bin.tool"), ("a//b//c", "a//b.c"),
        ("web//null-/usr/bin/sh//null-/usr/bin/id", "web//null-/usr/bin/sh//null-/usr/bin/id"),
        ("/a//null-/b", "a//null-/b"), ("docker-default", "armor-docker-default"),
    ])
    func renamesOwnLabels(_ label: String, _ name: String) async throws {
        let event = try #require(await Self.take([label], .all(name: nil)).events.first)
        #expect(Self.text(event.label) == name)
        guard case .signal(let signal) = event.detail else { return #expect(Bool(false), "\(event.detail)") }
        #expect(Self.text(signal.peer) == name)
    }

    @Test func aStackIsThePartThatIsAProfile() async throws {
        let labels = ["vscodium//&unconfined", "unconfined//&web", "c//&:ns:unconfined"]
        let events = await Self.take(labels, .all(name: nil)).events
        #expect(Set(events.map { Self.text($0.label) }) == ["vscodium", "web", "c"])
        let peers = events.compactMap { event -> String? in
            if case .signal(let signal) = event.detail { Self.text(signal.peer) } else { nil }
        }
        #expect(Set(peers) == Set(labels))
    }

    /// What has no profile keeps its peers: to be without a profile is not the policy's label.
    @Test func unconfinedPeersStay() async throws {
        let event = try #require(
            await Self.take(["unconfined"], .one(AuditLabel("unconfined"), name: "x")).events.first
        )
        #expect(Self.text(event.label) == "x")
        guard case .signal(let signal) = event.detail else { return #expect(Bool(false)) }
        #expect(Self.text(signal.peer) == "unconfined")
    }

    /// For a policy that exists its own children count; of another label only that label's events are taken.
    @Test func aPolicyTakesOneLabel() async throws {
        let scope = LabelNaming.Scope.policy(name: "web", children: ["/odd", "helper"], AuditLabel("/usr/sbin/x"))
        let (naming, events, contents) = await Self.take(
            ["/usr/sbin/x", "/usr/sbin/x//helper", "/usr/sbin/x///odd", "web", "y", ":ns:/usr/sbin/x", "unconfined"],
            scope
        )
        #expect(Set(events.compactMap { Self.text($0.label) }) == ["web", "web//helper", "web///odd"])
        #expect(naming.profiles.allSatisfy { $0.children.isEmpty })
        #expect(contents.tallies[.otherProfile]?.names == ["web": 1, "y": 1])
        #expect(contents.tallies[.otherNamespace]?.names == [":ns:/usr/sbin/x": 1])
        #expect(contents.tallies[.unconfined]?.events == 1)
        #expect(contents.events == 4)
    }

    /// Children whose names become the same stay two, and a log gives a policy a bounded number of them.
    @Test func childrenAreDistinctAndBounded() async throws {
        let two = try #require(await Self.take(["p//a b", "p//a,b"], .all(name: nil)).naming.profiles.first)
        #expect(Set(two.children.values) == ["a.b", "a.b-2"])
        let many = await Self.take((0..<100).map { "p//c\($0)" }, .all(name: nil)).naming.profiles.first
        #expect(many?.children.count == LearnedProfile.mostChildren)
    }

    @Test func profilesAreBounded() async {
        var naming = LabelNaming(.all(name: nil), limit: 3)
        var taken = 0
        for access in await Learning.summary([Self.log((0..<10).map { "p\($0)" })]).accesses {
            if naming.take(access) != nil { taken += 1 }
        }
        #expect(naming.profiles.count == 3 && taken == 3)
    }

    /// The text of every new policy is one that the reader takes, and that says what the label says.
    @Test(arguments: [
        "web", "/usr/sbin/x", "/usr/lib{,exec}/app", "/opt/my app/x", "/a[", "/a{b", "/@{x}", "p//a b",
        "p//DEFAULT_URI",
        "docker-default", "snap.a.b", "lxc-1_</x>", "unconfined2//&x", "-", "/",
    ])
    func newPoliciesAreSound(_ label: String) async throws {
        let found = try #require(await Self.take([label], .all(name: nil)).naming.profiles.first)
        let new = NewPolicy(found)
        let (policy, diagnostics) = Learning.loader.load(.init(name: "p.toml", text: new.text))
        #expect(diagnostics.isEmpty, "\(diagnostics)")
        #expect(policy.name?.value == found.name)
        #expect(ProfileName.reservation(found.name) == nil)
        #expect(
            (policy.main.settings.attach != nil)
                == ["/usr/sbin/x", "/usr/lib{,exec}/app", "/opt/my app/x", "/"].contains(label)
        )
        #expect(new.notes.isEmpty == !(found.isRenamed || !found.children.isEmpty))
    }
}
