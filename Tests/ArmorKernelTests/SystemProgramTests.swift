import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorKernel

/// Running what a user's command line names.
@Suite struct SystemProgramTests {
    @Test func aNameIsLookedForInFixedFolders() throws {
        #expect(try SystemProgram.find("sh").path == "/usr/bin/sh")
        #expect(try SystemProgram.find("/bin/sh").path == "/bin/sh")
        let folders = ["/nowhere", "/bin"]
        #expect(try SystemProgram.find("sh", in: folders).path == "/bin/sh")
        for name in [
            "armor-is-not-there", "./sh", "bin/sh", "/bin/armor-is-not-there", "/etc/passwd", "/bin", "", "a\u{0}",
        ] {
            #expect(throws: SystemProgram.Failure.missing(name, folders)) {
                try SystemProgram.find(name, in: folders)
            }
        }
    }

    @Test(.enabled(if: SystemCall.effectiveUser == 0)) func rootRefusesWhatOthersCouldChange() throws {
        let host = try SyntheticHost()
        try host.program("/bin/tool")
        let path = host.files.root + "/bin/tool"
        #expect(try SystemProgram.find(path).path == path)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: host.files.root + "/bin")
        let failure = try #require(throws: SystemProgram.Failure.self) { try SystemProgram.find(path) }
        #expect(failure == .untrusted(path, "\"\(host.files.root)/bin\" can be written by others"))
    }

    @Test func theExitStatusIsTheProgramsOwn() async {
        await #expect(processExitsWith: .exitCode(7)) {
            try SystemProgram.find("sh").become(["-c", "test \"$1\" = 'a b' && exit 7", "sh", "a b"])
        }
    }

    @Test func theSignalIsTheProgramsOwn() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            try SystemProgram.find("sh").become(["-c", "kill -TERM $$; sleep 9"])
        }
    }

    @Test func noSignalIsBlocked() async {
        await #expect(processExitsWith: .success) {
            try SystemProgram.find("grep").become(["-q", "^SigBlk:.0000000000000000$", "/proc/self/status"])
        }
    }

    @Test func whatIsNoProgramIsAnError() throws {
        let host = try SyntheticHost(["/tool": "\u{7F}ELF?"])
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: host.files.root + "/tool")
        let program = try SystemProgram.find(host.files.root + "/tool")
        #expect(throws: SystemProgram.Failure.self) { try program.become([]) }
        #expect(throws: SystemProgram.Failure.self) { try program.become(["a\u{0}b"]) }
    }
}
