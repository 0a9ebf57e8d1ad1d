import ArmorKernel
import ArmorSource
import ArmorTarget
import Foundation
import Glibc
import Testing

private let profile = """
    profile "web" {
      /etc/hosts r,
      signal (receive) peer=unconfined,
      network inet stream,
      owner /tmp/** rw,
    }

    """

private func features(_ target: String = "debian12") throws -> Features {
    try KernelTarget.resolve(target, parser: nil).features
}

private func findError(_ path: String) async -> ParserError? {
    do throws(ParserError) {
        _ = try ParserProgram.find(path)
        return nil
    } catch { return error }
}

@Suite struct ParserProgramTests {
    /// The limit is far from what any of the scripts takes, on a busy machine too.
    private func compileError(_ script: String, seconds: Int = 600) async throws -> ParserError? {
        try await withFolder { folder in
            let parser = try ParserProgram.find(try fakeParser(in: folder, script))
            let features = try features()
            var options = CompileOptions()
            options.timeLimit = seconds
            do throws(ParserError) {
                _ = try await parser.compile(profile, name: "web", features: features, options: options)
                return nil
            } catch { return error }
        }
    }

    // MARK: Finding

    @Test func saysWhatToInstall() async {
        let error = await findError("/nonexistent/apparmor_parser")
        #expect(error?.reason == .missing(["/nonexistent/apparmor_parser"]))
        #expect(error?.diagnostic.help == "install the package apparmor")
    }

    @Test(arguments: ["2.13.6", "2.13"]) func refusesOldOnes(_ version: String) async throws {
        try await withFolder { folder in
            let path = try fakeParser(in: folder, version: version, "")
            #expect(await findError(path)?.code == "parser-too-old")
        }
    }

    @Test func refusesWhatIsNoParser() async throws {
        #expect(await findError("/bin/true")?.reason == .unknownVersion)
        #expect(await findError("/etc/passwd")?.code == "parser-not-run")
        #expect(await findError("/etc")?.code == "parser-not-run")
    }

    @Test(.enabled(if: geteuid() == 0, "only root is protected"), arguments: [0o777, 0o775])
    func refusesWhatOthersMayChange(_ mode: Int) async throws {
        try await withFolder { folder in
            let path = try fakeParser(in: folder, "")
            #expect(await findError(path) == nil)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            #expect(await findError(path)?.code == "parser-untrusted")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder)
            #expect(await findError(path)?.code == "parser-untrusted")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
            try setOwner(path, 12_345, 0)
            #expect(await findError(path)?.code == "parser-untrusted")
        }
    }

    @Test func runsWhatALinkPointsTo() async throws {
        try await withFolder { folder in
            let path = try fakeParser(in: folder, "")
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: path)
            #expect(try ParserProgram.find(folder + "/link").path == path)
        }
    }

    // MARK: Running

    @Test func killsOneThatHangsWithItsChildren() async throws {
        // Were one of them left, the test would wait for it: it holds the other end of the output.
        let error = try await compileError("sleep 3000 & sleep 3000", seconds: 1)
        #expect(error?.reason == .timeout(seconds: 1))
    }

    @Test(arguments: [
        ("exit 3", "parser-refused"), ("kill -9 $$", "parser-refused"),
        ("echo binary; echo 'AppArmor parser error at line 2: x' >&2", "parser-refused"),
        ("echo binary; echo 'ERROR merging rules' >&2", "parser-refused"),
        ("cat >/dev/null", "parser-empty"), ("head -c 2000000 /dev/zero >&2", "parser-output"),
        ("exec <&-; exit 4", "parser-refused"),
    ]) func takesNoneOfTheseForSuccess(_ script: String, _ code: String) async throws {
        #expect(try await compileError(script)?.code == code)
    }

    @Test func boundsTheBinary() async throws {
        #expect(try await compileError("cat /dev/zero")?.reason == .tooMuchOutput)
    }

    @Test func handsOnNothingOfOurs() async throws {
        try await withFolder { folder in
            let script = #"tr '\0' '\n' </proc/$$/environ; echo "cwd=$(pwd)"; echo "args=$*"; cat "$3"; cat"#
            let parser = try ParserProgram.find(try fakeParser(in: folder, script))
            let features = try features()
            let compiled = try await parser.compile(profile, name: "web", features: features)
            let lines = String(decoding: compiled.binary, as: UTF8.self)
            let head = lines.split(separator: "\n").prefix(4)
            #expect(Set(head.prefix(3)) == ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C", "cwd=/"])
            #expect(
                head.last?.hasSuffix("--warn=rule-not-enforced --Werror=rule-not-enforced") == true
                    && head.last?.hasPrefix("args=-QKS -M /proc/") == true
            )
            #expect(lines.hasSuffix(features.text + profile))
        }
    }

    @Test func refusesParsersThatLoseOwner() async throws {
        let tables = try Features.parse(SourceFile(name: "f", text: "policy {permstable32_version {0x000002}}")).get()
        try await withFolder { folder in
            for (version, loses) in [("3.0.8", false), ("4.1.0", true), ("4.1.2", true), ("4.1.3", false)] {
                let parser = try ParserProgram.find(try fakeParser(in: folder, version: version, "echo x"))
                let debian13 = try features("debian13")
                #expect(parser.losesOwner(tables) == loses)
                #expect(!parser.losesOwner(debian13))
                if loses {
                    let error = await #expect(throws: ParserError.self) {
                        try await parser.compile(profile, name: "web", features: tables)
                    }
                    #expect(error?.code == "parser-loses-owner")
                }
            }
        }
    }
}

/// With the parsers that are here.
@Suite struct RealParserTests {
    @Test(arguments: TestParsers.paths, Target.names)
    func compilesForEveryTarget(_ path: String, _ target: String) async throws {
        let parser = try ParserProgram.find(path)
        let compiled = try await parser.compile(profile, name: "web", features: features(target))
        #expect(compiled.warnings.isEmpty)
        // The policydb is there: mediation of signals and networks was not dropped.
        #expect(String(decoding: compiled.binary, as: UTF8.self).contains("policydb"))
    }

    @Test(arguments: TestParsers.paths) func saysWhichRuleIsNotEnforced(_ path: String) async throws {
        let parser = try ParserProgram.find(path)
        let text = "profile \"web\" {\n  dbus,\n}\n"
        let error = await #expect(throws: ParserError.self) {
            try await parser.compile(text, name: "web", features: features())
        }
        #expect(error?.messages == [ParserMessage(.error, line: nil, "dbus rules not enforced")])
        var options = CompileOptions()
        options.refusesUnenforced = false
        let compiled = try await parser.compile(text, name: "web", features: features(), options: options)
        #expect(compiled.warnings == [ParserMessage(.warning, line: nil, "dbus rules not enforced")])
        let ubuntu = try await parser.compile(text, name: "web", features: features("ubuntu2404"))
        #expect(ubuntu.warnings.isEmpty)
    }

    @Test(arguments: TestParsers.paths) func saysWhereTheErrorIs(_ path: String) async throws {
        let parser = try ParserProgram.find(path)
        let error = await #expect(throws: ParserError.self) {
            try await parser.compile("profile web {\n  capability foo,\n}\n", name: "web", features: features())
        }
        #expect(error?.messages.first?.line == 2)
        let empty = await #expect(throws: ParserError.self) {
            try await parser.compile("", name: "web", features: features())
        }
        #expect(empty?.reason == .emptyPolicy)
    }

    @Test(arguments: TestParsers.paths) func tellsNamesAndText(_ path: String) async throws {
        let parser = try ParserProgram.find(path)
        let text = "profile web {\n  /a r,\n  profile b {\n    / r,\n  }\n  ^h {\n    / w,\n  }\n}\n"
        #expect(try await parser.names(text) == ["web", "web//b", "web//h"])
        #expect(try await parser.preprocess("include <tunables/proc>\n" + text).contains("@{PROC}="))
        #expect(try await parser.listing(text).contains("(/a)"))
    }
}
