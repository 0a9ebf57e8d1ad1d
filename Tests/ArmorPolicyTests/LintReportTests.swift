import ArmorGlob
import ArmorPolicy
import ArmorPresets
import ArmorSource
import ArmorTestSupport
import Testing

struct LintReportTests {
    private func report(_ text: String, _ context: LintContext = LintContext()) -> LintReport {
        Linter.run(lintPolicy("name = \"zq\"\nextends = [\"quiet\"]\n" + text).policy, context)
    }

    @Test("a finding says what, where, why and how to accept it")
    func diagnostic() throws {
        let report = report("[filesystem]\nwrite = [\"/proc/sys/kernel/core_pattern\"]\n[lints]\nsilence = []\n")
        let diagnostic = try #require(report.diagnostics.first { $0.code == "A08" })
        #expect(diagnostic.severity == .error)
        #expect(diagnostic.message == "allows writing /proc/sys/kernel/core_pattern")
        #expect(diagnostic.place?.label == "policy.toml:4:10")
        #expect(diagnostic.notes.first?.message.contains("root on the host") == true)
        #expect(diagnostic.help?.contains("{ code = \"A08\", reason = \"…\" }") == true)
    }

    @Test("levels map to severities")
    func severities() {
        #expect(Lint.Level.allCases.map(\.severity) == [.error, .warning, .note])
    }

    @Test("a silence moves its findings aside, with its reason, and no others")
    func silence() {
        let report = report(
            """
            [capabilities]
            allow = [{ name = "sys_admin", reason = "x" }, { name = "net_admin", reason = "x" }]
            [lints]
            silence = [{ code = "A01", reason = "mounts in its own name space" }]
            """
        )
        #expect(report.findings.map(\.code) == ["B09"])
        #expect(report.silenced.map(\.finding.code) == ["A01"])
        #expect(report.silenced.map(\.reason) == ["mounts in its own name space"])
        #expect(report.problems.isEmpty)
    }

    @Test("a silence of a code that does not exist is an error, one that silences nothing a warning")
    func silenceProblems() {
        let report = report(
            "[lints]\nsilence = [{ code = \"A1\", reason = \"x\" }, { code = \"B02\", reason = \"x\" }]\n"
        )
        #expect(report.problems.map(\.code) == ["unknown-lint", "unused-silence"])
        #expect(report.problems.map(\.severity) == [.error, .warning])
        #expect(report.problems.first?.help?.hasPrefix("did you mean") == true)
    }

    @Test("a silence of a lint that was not asked, for want of a target, is no leftover")
    func silenceOfTarget() {
        let text = "[lints]\nsilence = [{ code = \"C14\", reason = \"x\" }]\n"
        #expect(report(text).problems.isEmpty)
        #expect(report(text, .old).problems.isEmpty)
        #expect(report(text, .new).problems.map(\.code) == ["unused-silence"])
    }

    @Test("a flood of one code is cut, and says so")
    func flood() {
        let paths = (1...30).map { "\"/etc/cron.d/job\($0)\"" }.joined(separator: ", ")
        let report = report("[filesystem]\nwrite = [\(paths)]\n")
        #expect(report.findings.filter { $0.code == "B11" }.count == 21)
        #expect(report.findings.last { $0.code == "B11" }?.message.hasPrefix("10 more findings") == true)
    }

    @Test("children and hats are asked too")
    func children() throws {
        let report = report(
            """
            [children.worker]
            [children.worker.profile]
            flags = ["attach_disconnected"]  # the same
            [children.worker.capabilities]
            allow = [{ name = "sys_module", reason = "x" }]
            """
        )
        let finding = try #require(report.findings.first)
        #expect(report.findings.count == 1)
        #expect(finding.child == "worker")
        #expect(finding.message == "child \"worker\": allows the capability sys_module")
    }

    @Test("a rule for every file is one finding, as severe as the worst that follows from it")
    func everyFile() throws {
        let files = "[filesystem]\nallow = [\"all\"]\nexecute = [\"/bin/**\", \"/init\"]\nmap = [\"/opt/**\"]\n"
        let findings = report(files).findings
        #expect(findings.map(\.code) == ["B04"])
        let finding = try #require(findings.first)
        #expect(finding.level == .critical)
        #expect(
            ["A08", "A09", "A10", "A11", "A12"].allSatisfy { code in
                finding.notes.contains { $0.message.hasSuffix("[\(code)]") }
            }
        )
        #expect(finding.notes.last?.message.contains("B01") == true)

        // Denials take the worst away; what is suppressed by its own code does not count.
        let silenced = report(
            files + "[lints]\nsilence = ["
                + ["A08", "A09", "A10", "A11", "A12"].map { "{ code = \"\($0)\", reason = \"x\" }" }.joined(
                    separator: ", "
                )
                + "]\n"
        )
        #expect(silenced.findings.map(\.code) == ["B04"])
        #expect(silenced.findings.first?.level == .high)
        #expect(silenced.problems.isEmpty)

        let accepted = report(files + "[lints]\nsilence = [{ code = \"B04\", reason = \"x\" }]\n")
        #expect(accepted.findings.isEmpty)
        #expect(accepted.silenced.contains { $0.finding.code == "A08" && $0.reason == "x" })
    }

    @Test("findings in presets come once for each code, with the word that brings the preset in")
    func presets() throws {
        let policy = lintPolicy("name = \"zq\"\nextends = [\"quiet\", \"loud\"]\n").policy
        let report = Linter.run(policy)
        let codes = report.findings.map(\.code)
        #expect(codes.count == Set(codes).count)
        #expect(Set(codes).isSuperset(of: ["A05", "B04", "B05", "B08", "B16", "C07"]))
        #expect(Set(codes).isDisjoint(with: ["A09", "A10", "A13", "B01", "B14", "C01"]))
        let note = try #require(report.findings.first { $0.code == "B04" }?.notes.last)
        #expect(note.message.contains("preset:loud"))
        #expect(note.place?.label == "policy.toml:2:21")
    }

    @Test("the presets have no finding that is critical or high", arguments: Presets.starting)
    func soundPresets(_ name: String) {
        let report = Linter.run(lintPolicy("name = \"zq\"\nextends = [\"\(name)\"]\n").policy, .old)
        let grave = report.findings.filter { $0.level != .medium }
        #expect(grave.map { "\($0.code) \($0.message)" } == [])
    }

    @Test("what a preset silences is silenced in the preset alone")
    func farSilence() {
        let text = """
            name = "zq"
            extends = ["quiet", "silencing"]
            [capabilities]
            allow = [{ name = "sys_admin", reason = "x" }]
            """
        let report = Linter.run(lintPolicy(text).policy)
        #expect(report.findings.map(\.code) == ["A01"])
        #expect(report.silenced.map(\.finding.code) == ["A02"])
    }
}

struct LintAccessTests {
    private func access(_ files: String) -> EffectiveAccess {
        EffectiveAccess(lintPolicy("name = \"zq\"\n[filesystem]\n\(files)\n").policy.main.rules)
    }

    @Test("a denial wins, unless the allow has the higher priority")
    func priority() {
        let access = access(
            """
            read = [{ path = "/a", priority = 2 }, "/b", { path = "/c", priority = 1 }]
            deny = [{ path = "/[abc]", access = ["read"], priority = 1 }]
            """
        )
        #expect(access.permits(.read, on: Array("/a".utf8)))
        #expect(!access.permits(.read, on: Array("/b".utf8)))
        #expect(!access.permits(.read, on: Array("/c".utf8)))
    }

    @Test("owner rules are for the owner, and write includes append")
    func owner() {
        let access = access("write = [{ path = \"/a\", owner = true }, \"/b\"]\nappend = [\"/c\"]")
        #expect(access.permits(.append, on: Array("/a".utf8), to: .owner))
        #expect(!access.permits(.write, on: Array("/a".utf8), to: .other))
        #expect(access.permits(.append, on: Array("/b".utf8), to: .other))
        #expect(!access.permits(.write, on: Array("/c".utf8)))
    }

    @Test("\"all\" permits everything that is not denied")
    func everything() {
        let access = access("allow = [\"all\"]\ndeny = [{ path = \"/a\", access = [\"write\"] }]")
        for permission in EffectiveAccess.Permission.allCases {
            #expect(access.permits(permission, on: Array("/b".utf8)))
        }
        #expect(!access.permits(.write, on: Array("/a".utf8)))
        #expect(!access.permits(.append, on: Array("/a".utf8)))
        #expect(access.permits(.read, on: Array("/a".utf8)))
    }
}
