import ArmorGlob
import ArmorKernel
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// The list of abstractions, and files of them that an enemy, or a host's administrator, wrote.
struct AbstractionFileTests {
    private static let python = AbstractionTests.python.map { Line.file($0, "r", owner: false) }
    private static let sound = "/usr/lib/python3*/{,**} r,\n/etc/python3*/** r,\n"

    private static let costly =
        sound + (0..<30).map { "/usr/lib/python3*/**/a\($0)/**/b\($0)*/**/c\($0)* r,\n" }.joined()

    // MARK: Files

    /// A file's text, or what else stands in its place, and what comes of it: taken, or a part of the reason.
    @Test(
        arguments: [
            ("sound", sound, nil),
            ("one that is in itself", "include <abstractions/python>\n" + sound, nil),
            ("a cycle", "include <abstractions/other>\n" + sound, nil),
            ("empty", "", ""),
            ("a NUL byte", sound + "/a\0b r,\n", "holds a NUL byte"),
            ("too large", sound + String(repeating: "# more\n", count: 200_000), "is larger than 1 MiB"),
            ("not closed", sound + "profile x {\n", "apparmor_parser"),
            ("a brace that closes the profile", sound + "}\nprofile y {\n/** rwmlkix,\n", "it holds profiles"),
            ("another profile", sound + "profile y {\n /** rwmlkix,\n}\n", "it holds profiles"),
            ("an include that is not there", sound + "include <abstractions/nowhere>\n", "apparmor_parser"),
            ("no rule", sound + "nonsense,\n", "apparmor_parser"),
            // What is more than reading the group's own files.
            ("everything", sound + "file,\n", "it has file"),
            ("every file", sound + "/** r,\n", "it has /** r"),
            ("passwords", sound + "/etc/shadow r,\n", "it has /etc/shadow r"),
            ("writing", sound + "/usr/lib/python3/** w,\n", "it has /usr/lib/python3/** w"),
            ("running", sound + "/usr/bin/python3* ix,\n", "ix"),
            ("leaving", sound + "/usr/bin/python3 ux,\n", "ux"),
            ("a capability", sound + "capability sys_admin,\n", "it has capability sys_admin"),
            ("a socket", sound + "network inet stream,\n", "it has network inet stream"),
            ("a mount", sound + "mount,\n", "it has mount"),
            ("signals", sound + "signal,\n", "it has signal"),
            ("tracing", sound + "ptrace,\n", "it has ptrace"),
            ("another profile's rights", sound + "change_profile -> **,\n", "it has change_profile"),
            ("a denial", sound + "deny /etc/passwd r,\n", "it has deny /etc/passwd r"),
            ("a log", sound + "audit /usr/lib/python3/x r,\n", "it has audit /usr/lib/python3/x r"),
            ("what takes minutes to compile", costly, "C10"),
            ("what it includes", sound + "include <abstractions/other>\n", "it has /srv/** rw"),
        ] as [(String, String, String?)]
    )
    func isHeldAgainstWhatWasSeen(_ name: String, _ text: String, _ reason: String?) async throws {
        let other = name == "a cycle" ? "include <abstractions/python>\n" : "/srv/** rw,\n"
        guard let folder = try Self.folder(["python": text, "other": other]) else { return }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await Self.expect(in: folder, reason)
    }

    /// What is no regular file is not waited for.
    @Test func aPipeIsRefused() async throws {
        guard let folder = try Self.folder([:]) else { return }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try #require(unsafe mkfifo("\(folder)/abstractions/python", 0o600) == 0)
        try await Self.expect(in: folder, "it cannot be used here")
    }

    @Test func whatIsNotThereIsSaid() async throws {
        guard let folder = try Self.folder([:]) else { return }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await Self.expect(in: folder, "there is no \(folder)/abstractions/python on this host")
        try FileManager.default.removeItem(atPath: "\(folder)/abstractions")
        let missing = "there is no \(folder)/abstractions on this host"
        try await Self.expect(in: folder, missing)
        // Once, of how many groups it may be.
        let certificates = [
            "/etc/ssl/certs/", "/etc/ssl/certs/ca-certificates.crt", "/usr/share/ca-certificates/mozilla/A.crt",
        ]
        let lines = Self.python + certificates.map { Line.file($0, "r") }
        let summary = await Learning.summary([Array((lines.joined(separator: "\n") + "\n").utf8)])
        let abstractions = Abstractions(base: folder)
        guard let learned = try await Learning.make(AbstractionTests.alone, summary, abstractions: abstractions) else {
            return
        }
        #expect(learned.report.proposal.plan.abstractions.count == 2)
        #expect(learned.report.text.split(separator: missing).count == 2)
    }

    /// A folder as `/etc/apparmor.d` is, with these abstractions; none where this machine has none of its own.
    private static func folder(_ abstractions: [String: String]) throws -> String? {
        let manager = FileManager.default
        guard manager.fileExists(atPath: "/etc/apparmor.d/tunables/global") else {
            print("not learned: this machine has no /etc/apparmor.d")
            return nil
        }
        let folder = manager.temporaryDirectory.appending(path: "armor-\(UUID().uuidString)").path
        try manager.createDirectory(atPath: "\(folder)/abstractions", withIntermediateDirectories: true)
        for name in ["tunables", "abi"] {
            try manager.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: "/etc/apparmor.d/\(name)")
        }
        for (name, text) in abstractions {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/abstractions/\(name)"))
        }
        return folder
    }

    /// - Parameter reason: none where it is taken; empty where nothing is said of it.
    private static func expect(in folder: String, _ reason: String?) async throws {
        let log = Array((python.joined(separator: "\n") + "\n").utf8)
        let summary = await Learning.summary([log])
        let abstractions = Abstractions(base: folder)
        guard let learned = try await Learning.make(AbstractionTests.alone, summary, abstractions: abstractions) else {
            return
        }
        let verdicts = learned.report.proposal.plan.abstractions
        #expect(learned.taken == (reason == nil ? ["abstractions/python": 6] : [:]))
        #expect(verdicts.count == ((reason ?? "").isEmpty ? 0 : 1))
        if let reason, !reason.isEmpty {
            #expect(verdicts.first?.text.contains(reason) == true, "\(verdicts.map(\.text))")
        }
        #expect(learned.report.replay.allowed.accesses == python.count)
    }

    /// Later releases have more in some: there, names stay.
    @Test(arguments: ["debian13", "unstable"]) func laterReleasesAreJudgedAnew(_ name: String) async throws {
        let path = fetchedParser(name)
        guard FileManager.default.isExecutableFile(atPath: path) else { return }
        let abstractions = Abstractions(parser: try ParserProgram.find(path))
        let files = [
            "/etc/ssl/certs/", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/engdef.d/", "/etc/ssl/engines.d/",
            "/etc/ssl/openssl.cnf", "/usr/share/ca-certificates/mozilla/A.crt",
        ]
        let lines = Self.python + files.map { Line.file($0, "r", owner: false) }
        let summary = await Learning.summary([Array((lines.joined(separator: "\n") + "\n").utf8)])
        let made = try await Learning.make(AbstractionTests.alone, summary, abstractions: abstractions)
        let learned = try #require(made)
        #expect(learned.taken == ["abstractions/openssl": 3, "abstractions/ssl_certs": 3])
        let verdict = try #require(learned.report.proposal.plan.abstractions.first)
        #expect(verdict.include == "abstractions/python" && verdict.text.contains("/.cache/Python/ rw;"))
        #expect(learned.report.replay.allowed.accesses == lines.count)
    }

    // MARK: What is compiled

    /// Whatever its rules were read as: what the policy compiles to decides.
    @Test(
        arguments: [
            ("[capabilities]\nallow = [\"chown\"]\n", "capabilities: use chown"),
            ("[network]\nallow = [\"inet stream\"]\n", "inet"),
            ("[filesystem]\nread = [\"/srv/x\"]\n", "files: read /srv/x"),
            ("[filesystem]\nwrite = [\"/usr/lib/python3/x\"]\n", "files: write /usr/lib/python3/x"),
            ("[filesystem]\ndeny = [\"/etc/passwd\"]\n", "it takes away: files: read /etc/passwd"),
            ("[filesystem]\nread = [\"/usr/lib/python3/x\"]\nmap = [\"/usr/lib/python3/y\"]\n", ""),
        ]
    )
    func theCompiledPolicyDecides(_ more: String, _ reason: String) async throws {
        func policy(_ text: String) -> Policy { Learning.loader.load(SourceFile(name: "p", text: container + text)).0 }
        let known = try #require(KnownAbstraction.all.first { $0.name == "python" })
        let judge = AbstractionJudge(known: known, policy: policy(""), child: nil, parts: [])
        guard let before = try await Learning.compile(policy("")), let with = try await Learning.compile(policy(more)),
            let widest = try await Learning.compile(judge.widest)
        else { return }
        do throws(AbstractionVerdict.Why) {
            try judge.check(with, widest: widest, before: before)
            #expect(reason.isEmpty)
        } catch {
            #expect(!reason.isEmpty && error.text.contains(reason), "\(error.text)")
        }
    }

    // MARK: The list

    /// No file counts for two signs; a sign is one of what may be read.
    @Test(arguments: KnownAbstraction.all.map(\.name)) func signsAreTheirOwn(_ name: String) throws {
        let known = try #require(KnownAbstraction.all.first { $0.name == name })
        let signs = KnownAbstraction.globs(known.signs)
        #expect(signs.count == known.signs.count && signs.count > 2)
        for (index, sign) in signs.enumerated() {
            for other in signs[(index + 1)...] {
                #expect(intersection(sign, other) == .disjoint, "\(sign.text) \(other.text)")
            }
        }
        #expect(Include(known.include)?.isPreamble == false)
    }

    /// Nothing that a lint finds is read or mapped by what is never of note.
    @Test(arguments: KnownAbstraction.all.map(\.name)) func whatIsNeverOfNoteIsNoRisk(_ name: String) throws {
        let known = try #require(KnownAbstraction.all.first { $0.name == name })
        let policy = Learning.loader.load(SourceFile(name: "p", text: container)).0
        let context = LintContext(features: Learning.target.features, parser: Learning.target.parserVersion)
        let permissions: FilePermissions = known.mapsCode ? [.read, .map] : [.read]
        let values = KnownAbstraction.globs(known.within).map { FileRule(.path($0), permissions) }
        #expect(values.count == known.within.count)
        let candidate = Candidate(values: values, needs: [], evidence: Evidence())
        let judged = RiskReview(policy: policy, context: context, accepted: AcceptedRisks([])).review([candidate], [:])
        #expect((judged.kept + judged.refused).flatMap(\.risks).map(\.message) == [])
    }

    /// What is read of an abstraction is what apparmor_parser makes of it, for all of the list that are on this machine and
    /// compile for the target.
    @Test(arguments: KnownAbstraction.all) func isReadAsTheParserDoes(_ known: KnownAbstraction) async throws {
        guard let host = try await Abstractions().host, case .profile(let bytes) = try await host.text(known.include)
        else {
            return print("not compared: this machine has no \(known.include)")
        }
        let text = try AbstractionText(bytes, of: known.include)
        func policy(_ more: String) -> Policy {
            Learning.loader.load(SourceFile(name: "p", text: "name = \"web\"\n\(more)")).0
        }
        let includes = policy("[profile]\nincludes = [\"\(known.include)\"]\n")
        var rules = policy("")
        rules.main.rules = text.rules.map { rule in
            rule.plainFile.map { Rule($0, rule.action, logged: rule.logged, origins: rule.origins) } ?? rule
        }
        guard case .side(let one) = try await host.compile(includes),
            case .side(let other) = try await host.compile(rules)
        else { return print("not compared: \(known.include) does not compile for \(Learning.target.name)") }
        let difference = DiffReport(("", one.compiled, one.asked), ("", other.compiled, other.asked))
        #expect(difference.isEmpty, "\(difference.text)")
    }
}
