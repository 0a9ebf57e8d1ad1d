import Foundation
import Glibc
import Testing

@testable import ArmorKernel

/// What a shell script answers, or why it does not.
private func answer(_ script: String, limit: Int = 1000, seconds: Int = 600) -> Result<String, ProcessRun.Failure> {
    Result { () throws(ProcessRun.Failure) in
        let inquiry = try Inquiry("/bin/sh", ["-c", script])
        return String(decoding: try inquiry.answer(limit: limit, seconds: seconds), as: UTF8.self)
    }
}

@Suite struct InquiryTests {
    @Test(arguments: [
        ("echo 4.1.0", "4.1.0\n"), ("printf a; sleep 0.1; printf b", "ab"), ("exit 3", ""), ("echo lost >&2", ""),
        ("cat; echo nothing to read", "nothing to read\n"), ("printf said; exec >&-; sleep 3000", "said"),
    ])
    func takesWhatIsWritten(_ script: String, _ expected: String) {
        #expect(answer(script) == .success(expected))
    }

    @Test(arguments: [
        (#"tr '\0' '\n' </proc/$$/environ"#, "PATH=/usr/sbin:/usr/bin:/sbin:/bin\nLANG=C\n"), ("pwd", "/\n"),
        ("i=0; while [ $i -lt 99 ]; do [ -e /proc/$$/fd/$i ] && echo $i; i=$((i+1)); done", "0\n1\n2\n"),
        // The first 28 signals: two of those behind are the C library's own.
        (#"sed -n 's/^Sig\(Blk\|Ign\):\t.\{9\}//p' /proc/$$/status"#, "0000000\n0000000\n"),
        (
            #"read -r line </proc/$$/stat; set -- $line; test "$1" = "$6" && echo a session of its own"#,
            "a session of its own\n"
        ),
    ])
    func handsOnNothingOfOurs(_ script: String, _ expected: String) {
        #expect(answer(script) == .success(expected))
    }

    @Test func takesNoMoreThanItsLimit() {
        #expect(answer("printf 12345", limit: 5) == .success("12345"))
        #expect(answer("printf 123456", limit: 5) == .failure(.tooMuchOutput))
        #expect(answer("cat /dev/zero") == .failure(.tooMuchOutput))
    }

    /// With the child of the program, which holds the other end of its output.
    @Test func endsWhatHangs() async throws {
        try await withFolder { folder in
            let script = "sleep 3000 & echo $! >\(folder)/child; echo $$ >\(folder)/parent; sleep 3000"
            #expect(answer(script, seconds: 1) == .failure(.timeout))
            for name in ["child", "parent"] {
                let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                let number = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
                #expect(await isGone(number))
            }
        }
    }

    @Test func saysWhyNothingRuns() {
        #expect(throws: ProcessRun.Failure.notRun("No such file or directory")) {
            try Inquiry("/nonexistent/program", []).answer(limit: 1, seconds: 1)
        }
        #expect(throws: ProcessRun.Failure.self) { try Inquiry("/bin/echo", ["a\0b"]).answer(limit: 1, seconds: 1) }
    }

    /// A child whose parent is gone is waited for by init, which may take a moment, or for ever where there is none that does.
    private func isGone(_ number: pid_t) async -> Bool {
        for _ in 0..<600 {
            if kill(number, 0) != 0 { return true }
            let stat = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ""
            if stat.contains(") Z ") { return true }
            try? await Task.sleep(for: .milliseconds(100))
        }
        return false
    }
}
