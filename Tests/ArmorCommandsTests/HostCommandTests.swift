import ArmorTestSupport
import Foundation
import Testing

/// The commands that look at a host, on whatever host runs the tests.
@Suite struct HostCommandTests {
    @Test(
        arguments: [
            (["doctor"], "areas"), (["status"], "profiles"), (["status", "--containers"], "containers"),
        ]
    )
    func reportsAreJSON(_ command: [String], _ key: String) throws {
        let result = try Workplace().armor(command + ["--format", "json"])
        let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let object = try #require(value)
        #expect(object["version"] as? Int == 1)
        #expect(object[key] != nil)
        // 1 for errors and warnings, 2 for what was not seen, neither otherwise.
        let findings = try #require(object["findings"] as? [[String: Any]])
        let isRefused = findings.contains { $0["severity"] as? String != "note" }
        #expect(isRefused == (result.status == 1))
        #expect([0, 1, 2].contains(result.status))
    }

    @Test func theDoctorSaysWhatTheHostIs() throws {
        let result = try Workplace().armor("doctor")
        let release = try text(URL(filePath: "/proc/sys/kernel/osrelease")).trimmingCharacters(
            in: .whitespacesAndNewlines
        )
        #expect(result.output.contains(release))
        #expect(!FileManager.default.fileExists(atPath: "/sys/module/apparmor") == result.output.contains("[H01]"))
    }

    @Test func anEngineOfAnotherHostIsNotAsked() throws {
        let result = try Workplace().armor(
            "status",
            "--containers",
            environment: ["DOCKER_HOST": "tcp://192.0.2.1:2375"]
        )
        #expect(result.messages.contains("DOCKER_HOST is \"tcp://192.0.2.1:2375\", which is no socket of this host"))
        #expect(result.status != 0)
    }

    @Test(
        arguments: [
            (["docker", "ps"], "\"ps\" starts no container"),
            (["sudo", "docker", "run", "x"], "\"sudo\" is no program"),
            (["docker", "run", "--strange", "x"], "the option --strange is not known"), ([], "there is no command"),
        ]
    )
    func aCommandThatCannotBeRunIsAUsageError(_ command: [String], _ message: String) throws {
        let result = try Workplace().armor(["run", "web.toml", "--"] + command)
        #expect(result.status == 64)
        #expect(result.messages.contains(message))
    }

    /// What cannot be recorded is told before anything of the host is looked for.
    @Test(
        arguments: [
            (["--name", "x", "--", "docker", "ps"], "starts no container"),
            (["--name", "x", "--", "docker", "run", "-d", "nginx"], "leave out --detach"),
            (["--name", "x", "--", "docker", "create", "nginx"], "not create"),
            (["--name", "x"], "there is no command"), (["--name", "../x", "--", "docker", "run", "y"], "cannot name"),
            (["--name", "docker-default", "--", "docker", "run", "y"], "is Docker's own profile"),
            (["--", "docker", "run", "y"], "--name"),
            (["--name", "x", "--", "docker", "run", "--security-opt", "apparmor=y", "z"], "asks for the profile"),
        ] as [([String], String)]
    )
    func whatCannotBeRecordedIsTold(_ arguments: [String], _ said: String) throws {
        let result = try Workplace().armor(["record"] + arguments)
        #expect(result.status == 64 && result.messages.contains(said), "\(result.messages)")
    }
}
