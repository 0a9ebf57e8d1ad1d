import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource
import Testing

/// What is said of one access, and the edit that would change the answer.
@Suite(.serialized) struct ExplanationTests {
    @Test func namesTheRuleAndItsPlace() async throws {
        guard let proved = try await Proved.fixture() else { return }
        let explanation = try #require(try proved.explain(.read, "/etc/web/a").first)
        #expect(explanation.isAllowed)
        #expect(
            explanation.text
                == "allowed: read \"/etc/web/a\"\n  by /etc/web/** r,  policy.toml:4:9\n  it is not logged\n"
        )
    }

    @Test func tellsOwnersFromOthers() async throws {
        guard let proved = try await Proved.fixture() else { return }
        let explanation = try #require(try proved.explain(.read, "/home/x/f").first)
        #expect(!explanation.isAllowed)
        #expect(explanation.answers.map(\.subject) == [.owner, .other])
        #expect(explanation.text.contains("allowed as owner") && explanation.text.contains("denied as another"))
    }

    @Test func saysWhatIsAllowedInPart() async throws {
        guard let proved = try await Proved.fixture() else { return }
        let text = try #require(try proved.explain(.read, "/etc/**").first).text
        #expect(text.contains("in part: read \"/etc/**\""))
        #expect(text.contains("allowed: read /etc/web/a\n") && text.contains("denied: read /etc/a\n"))
    }

    /// What is denied, and the text of the edit that allows it.
    @Test(arguments: [
        (PolicyTest.Query.write, "/etc/shadow", "[filesystem]\nwrite = [\"/etc/shadow\"]"),
        (.read, "/a b", "[filesystem]\nread = [\"/a\\\\040b\"]"), (.map, "/x.so", "[filesystem]\nmap = [\"/x.so\"]"),
        (.execute, "/bin/sh", "[filesystem]\nexecute = [\"/bin/sh\"]"),
        (.capability, "net_admin", "[capabilities]\nallow = [\"net_admin\"]"),
        (.network, "inet dgram", "[network]\nallow = [\"inet dgram\"]"),
        (
            .signal, "access=send set=term peer=x",
            "[[signals]]\naccess = [\"send\"]\nset = [\"term\"]\npeer = \"x\""
        ),
        (.ptrace, "access=trace peer=x", "[[ptrace]]\naccess = [\"trace\"]\npeer = \"x\""),
        (.umount, "/mnt/", "[[mounts]]\noperation = \"umount\"\ntarget = \"/mnt/\""),
        (.changeProfile, "x", "[[change_profile]]\nprofile = \"x\""),
        (.rlimit, "nofile 5000", "[limits]\nnofile = 5000"),
    ]) func theSmallestEditAllowsIt(_ kind: PolicyTest.Query, _ text: String, _ expected: String) async throws {
        guard let proved = try await Proved.fixture() else { return }
        let denied = try #require(try proved.explain(kind, text).first?.denied)
        let edit = try #require(Edit.allowing(denied.access, denied.rules))
        #expect(edit.addition == expected)
        // A second limit does not lift the first; the others are allowed afterwards, and nothing else of their kind is.
        guard kind != .rlimit else { return }
        let edited = try #require(edit.applied(to: proved.policy))
        guard let after = try await Proved.make(edited) else { return }
        #expect(after.asked.profile.decide(denied.access, .other, after.asked.kernel).isAllowed)
        let report = DiffReport(
            ("before", proved.compiled, proved.asked),
            ("after", after.compiled, after.asked)
        )
        #expect(report.isWider && !report.isUndecided)
        let wider = report.entries.first?.lines.filter(\.isWider) ?? []
        // Changing to a label now may happen on the next execution too.
        #expect(wider.count == (kind == .changeProfile ? 2 : 1), "\(report.text)")
    }

    @Test func aDenyMustGo() async throws {
        guard let proved = try await Proved.fixture() else { return }
        let denied = try #require(try proved.explain(.read, "/etc/web/secret").first?.denied)
        let edit = try #require(Edit.allowing(denied.access, denied.rules))
        #expect(edit.addition == nil)
        #expect(edit.obstacles.map { $0.origin?.place.start.line } == [7])
        let edited = try #require(edit.applied(to: proved.policy))
        guard let after = try await Proved.make(edited) else { return }
        #expect(after.asked.profile.decide(denied.access, .other, after.asked.kernel).isAllowed)
    }
}

/// Queries of programs, line by line.
@Suite(.serialized) struct QueryBatchTests {
    private func answer(_ line: String) async throws -> String? {
        guard let proved = try await Proved.fixture() else { return nil }
        return QueryBatch(proved.compiled, .linux61).answer(Array(line.utf8)[...])
    }

    @Test(arguments: [
        (#"{"label": "web", "hex": "022f6574632f7765622f61"}"#, "20000244", "00000000"),
        (#"{"label": "web", "hex": "022F6574632F7765622F61", "owner": true}"#, "20000244", "00000000"),
        (#"{"label": "web", "hex": "022f686f6d652f782f66", "owner": true}"#, "20000244", "00000000"),
        (#"{"label": "web", "hex": "022f686f6d652f782f66"}"#, "20000200", "00000000"),
        (#"{"label": "web", "hex": "15"}"#, "ffffffff", "ffffffff"),
    ]) func answersWords(_ line: String, _ allow: String, _ quiet: String) async throws {
        guard let answer = try await answer(line) else { return }
        #expect(
            answer
                == "{\"allow\": \"\(allow)\", \"deny\": \"00000000\", \"audit\": \"00000000\", \"quiet\": \"\(quiet)\"}"
        )
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"label": "web"}"#, #"{"label": "web", "hex": ""}"#, #"{"label": "web", "hex": "0"}"#,
        #"{"label": "web", "hex": "0g"}"#, #"{"label": "none", "hex": "02"}"#, #"{"label": 1, "hex": "02"}"#,
    ]) func refusesTheRest(_ line: String) async throws {
        guard let answer = try await answer(line) else { return }
        #expect(answer.hasPrefix("{\"error\": \""))
    }
}
