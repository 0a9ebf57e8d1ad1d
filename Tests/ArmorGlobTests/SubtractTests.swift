import ArmorGlob
import Testing

@Suite("Subtraction")
struct SubtractTests {
    /// A glob, its exceptions and the texts of what is left.
    struct Row: Sendable, CustomTestStringConvertible {
        let glob: String
        let exceptions: [String]
        let left: [String]
        var testDescription: String { "\(glob) without \(exceptions)" }

        init(_ glob: String, _ exceptions: [String], _ left: [String]) {
            self.glob = glob
            self.exceptions = exceptions
            self.left = left
        }
    }

    private func difference(_ text: String, _ exceptions: [String], _ limits: AutomatonLimits = AutomatonLimits())
        throws
        -> Difference
    {
        let variables = { (name: String) in knownVariables[name] }
        return subtract(
            try Glob.parse(text, variables: variables),
            try exceptions.map { try Glob.parse($0, variables: variables) },
            limits: limits
        )
    }

    @Test(
        "Says what is left",
        arguments: [
            Row(
                "/**",
                ["/proc/**"],
                ["/[^/p]**", "/p{,[^r]**}", "/pr{,[^o]**}", "/pro{,[^c]**}", "/proc{,?**}", "/proc/"]
            ),
            Row(
                "/etc/*.conf",
                ["/etc/foo.conf"],
                ["/etc/{,[^/f]*}.conf", "/etc/f{,[^/o]*}.conf", "/etc/fo{,[^/o]*}.conf", "/etc/foo?*.conf"]
            ),
            Row(
                "/home/*/**",
                ["/home/*/.ssh/**"],
                [
                    "/home/*/[^/.]**", "/home/*/.[^/s]**", "/home/*/.s{,[^s]**}", "/home/*/.ss{,[^h]**}",
                    "/home/*/.ssh{,?**}", "/home/*/.ssh/",
                ]
            ),
            Row(
                "/etc/**",
                ["/etc/ssl/"],
                ["/etc/[^/s]**", "/etc/s{,[^s]**}", "/etc/ss{,[^l]**}", "/etc/ssl{,?**}", "/etc/ssl/**"]
            ),
            Row(
                "/etc/**",
                ["/etc/ssl/**", "/etc/shadow"],
                [
                    "/etc/[^/s]**", "/etc/s{,[^hs]**}", "/etc/sh{,[^a]**}", "/etc/sha{,[^d]**}", "/etc/shad{,[^o]**}",
                    "/etc/shado{,[^w]**}", "/etc/shadow{?,/}**", "/etc/ss{,[^l]**}", "/etc/ssl{,?**}", "/etc/ssl/",
                ]
            ),
            Row(
                "/{etc,usr/lib}/**",
                ["/{etc/ssl,usr/lib/x}/**"],
                [
                    "/etc/[^/s]**", "/etc/s{,[^s]**}", "/etc/ss{,[^l]**}", "/etc/ssl{,?**}", "/etc/ssl/",
                    "/usr/lib/[^/x]**", "/usr/lib/x{,?**}", "/usr/lib/x/",
                ]
            ),
            Row(
                "/etc/**",
                ["/etc/*.conf"],
                [
                    "/etc/?{**[^f],}", "/etc/?{**[^n],}f", "/etc/?{**[^o],}nf", "/etc/?{**[^c],}onf",
                    "/etc/{?**[^.],[^/.]}conf", "/etc/**/*.conf",
                ]
            ),
            Row(
                "/etc/**",
                ["/etc/**.conf"],
                [
                    "/etc/?{**[^f],}", "/etc/?{**[^n],}f", "/etc/?{**[^o],}nf", "/etc/?{**[^c],}onf",
                    "/etc/{?**[^.],[^/.]}conf",
                ]
            ),
            Row("/data/**", ["/data/**/"], ["/data/?{**?,}"]),
            Row("/data/**", ["/data/*"], ["/data/*/{,**}"]),
            Row("/data/*", ["/data/[a-c]*"], ["/data/[^/a-c]*"]),
            Row(
                "/proc/*/**",
                ["/proc/[0-9]*/mem"],
                [
                    "/proc/[^/0-9]*/**", "/proc/[0-9]*/[^/m]**", "/proc/[0-9]*/m{,[^e]**}", "/proc/[0-9]*/me{,[^m]**}",
                    "/proc/[0-9]*/mem{?,/}**",
                ]
            ),
            Row("/a", ["/a"], []),
            Row("/a", ["/b"], ["/a"]),
        ]
    )
    func says(_ row: Row) throws {
        guard case .globs(let globs) = try difference(row.glob, row.exceptions) else {
            Issue.record("not said")
            return
        }
        #expect(globs.map(\.text) == row.left)
        for glob in globs { #expect(try Glob.parse(glob.text) == glob) }
    }

    @Test("Names the exception that it cannot take away")
    func refuses() throws {
        guard case .impossible(let why) = try difference("/**", ["/etc/shadow", "/**/.git/**"]) else {
            Issue.record("said")
            return
        }
        #expect(why.reason == .inexpressible)
        #expect(why.exception == 1)
    }

    @Test("Keeps to its limits")
    func limits() throws {
        guard case .impossible(let few) = try difference("/**", ["/proc/**"], AutomatonLimits(states: 5)) else {
            Issue.record("said with 5 states")
            return
        }
        #expect(few.reason == .undecided)
        guard case .impossible(let many) = try difference("/**", ["/proc/**"], AutomatonLimits(globs: 2)) else {
            Issue.record("said with 2 globs")
            return
        }
        #expect(many.reason == .tooMany)
    }

    @Test("Takes a prefix and an ending away at once")
    func mixes() throws {
        guard case .globs(let globs) = try difference("/etc/**", ["/etc/ssl/**", "/etc/**.key"]) else {
            Issue.record("not said")
            return
        }
        #expect(globs.count < 30)
    }

    @Test("Replaces variables by their values")
    func expands() throws {
        guard case .globs(let globs) = try difference("@{HOME}/**", ["@{HOME}/.ssh/**"]) else {
            Issue.record("not said")
            return
        }
        #expect(globs.allSatisfy { $0.variableNames.isEmpty && $0.text.hasPrefix("/") })
        #expect(globs.contains { $0.matches(Array("/root/.sshd".utf8)) })
        #expect(!globs.contains { $0.matches(Array("/root/.ssh/id".utf8)) })
        #expect(!globs.contains { $0.matches(Array("/home/a/.ssh/id".utf8)) })
    }

    @Test("A list as long as a container's is short work")
    func containers() throws {
        let list = [
            "/proc/sys/**", "/proc/sysrq-trigger", "/proc/mem", "/proc/kmem", "/proc/kcore", "/sys/firmware/**",
            "/sys/fs/cgroup/**", "/sys/kernel/security/**", "/etc/shadow", "/root/**", "/home/*/.ssh/**",
            "/dev/sd[a-z]*",
        ]
        guard case .globs(let globs) = try difference("/**", list) else {
            Issue.record("not said")
            return
        }
        #expect(globs.count < 150)
    }
}

@Suite("Questions")
struct QuestionTests {
    @Test("Inclusion, with a witness")
    func inclusion() throws {
        let etc = try Glob.parse("/etc/**")
        #expect(covered(try Glob.parse("/etc/*.conf"), by: [etc]) == .covered(witness: Array("/etc/.conf".utf8)))
        #expect(covered(etc, by: [try Glob.parse("/etc/*")]) == .notCovered(witness: Array("/etc/a/".utf8)))
        #expect(covered(try Glob.parse("/a/{/b,/c}"), by: []) == .empty)
        #expect(covered(etc, by: [try Glob.parse("/**")], limits: AutomatonLimits(states: 3)) == .undecided)
        #expect(
            covered(etc, by: [try Glob.parse("/etc/*"), try Glob.parse("/etc/*/{,**}")])
                == .covered(witness: Array("/etc/a".utf8))
        )
    }

    @Test("Intersection, with a witness")
    func common() throws {
        let shadow = try Glob.parse("/etc/shadow")
        #expect(intersection(try Glob.parse("/e*/s**"), shadow) == .common(witness: Array("/etc/shadow".utf8)))
        #expect(intersection(try Glob.parse("/*"), shadow) == .disjoint)
        #expect(
            intersection(try Glob.parse("/[^a]*/*"), try Glob.parse("/**/?b")) == .common(witness: Array("/b/ab".utf8))
        )
        let labels = try (Glob.parse("docker-*", kind: .label), Glob.parse("*-default", kind: .label))
        #expect(intersection(labels.0, labels.1) == .common(witness: Array("docker-default".utf8)))
    }

    @Test("Merging leaves out what others cover")
    func merging() throws {
        let globs = try ["/etc/a", "/etc/*", "/usr/{a,b}", "/usr/b", "/usr/?"].map { try Glob.parse($0) }
        #expect(merged(globs).map(\.text) == ["/etc/*", "/usr/?"])
    }
}
