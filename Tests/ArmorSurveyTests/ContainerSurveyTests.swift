import ArmorJSON
import ArmorKernel
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorEngine
@testable import ArmorSurvey

/// Which containers are found, and what of them.
@Suite struct ContainerSurveyTests {
    /// Docker with two containers, and one of Podman's that has no engine to ask.
    private static func host() throws -> SyntheticHost {
        let host = try SyntheticHost()
        try host.loaded(["web (enforce)", "docker-default (enforce)"])
        try host.process(1, "systemd")
        try host.process(10, "dockerd", cgroup: "/system.slice/docker.service")
        try host.process(
            20,
            "nginx",
            label: "web (enforce)",
            cgroup: SyntheticHost.docker(id("a1")),
            noNewPrivileges: true
        )
        try host.process(21, "nginx", label: "web (enforce)", cgroup: SyntheticHost.docker(id("a1")) + "/sub")
        // As `docker exec` starts it.
        try host.process(22, "sh", label: "web (enforce)", cgroup: SyntheticHost.docker(id("a1")))
        try host.process(30, "redis", label: "docker-default (enforce)", cgroup: "/docker/\(id("b2"))")
        try host.process(40, "debian", label: "unconfined", cgroup: "/machine.slice/libpod-\(id("c3")).scope/container")
        try host.process(41, "conmon", cgroup: "/machine.slice/libpod-conmon-\(id("c3")).scope")
        return host
    }

    private static func answer(_ containers: [(id: String, name: String, process: Int, profile: String)])
        -> EngineClient
    {
        EngineClient(.docker, socket: "/var/run/docker.sock") { request throws(LocalSocket.Failure) in
            let path = String(decoding: request, as: UTF8.self).split(separator: " ")[1]
            let list = containers.map { "{\"Id\":\"\($0.id)\"}" }.joined(separator: ",")
            let one = containers.first { path == "/containers/\($0.id)/json" }.map {
                """
                {"Id":"\($0.id)","Name":"/\($0.name)","AppArmorProfile":"\($0.profile)","State":{"Pid":\($0.process)}}
                """
            }
            return Array("HTTP/1.0 200 OK\r\n\r\n\(one ?? "[\(list)]")".utf8)
        }
    }

    private static let docker = answer([(id("a1"), "web", 20, "web"), (id("b2"), "cache", 30, "docker-default")])

    @Test func allProcessesOfAContainerAreFound() throws {
        let host = try Self.host()
        let survey = ContainerSurvey.run(host.files, engines: .init(clients: [Self.docker]), isMediated: true)
        let found = survey.containers.map {
            "\($0.engine) \($0.name) \($0.processes.map(\.number)) \($0.confinement.rawValue)"
        }
        #expect(
            found == [
                "docker cache [30] default", "docker web [20, 21, 22] custom", "podman c3c3c3c3c3c3 [40] unconfined",
            ]
        )
        #expect(survey.containers.map { $0.status?.hasNoNewPrivileges } == [false, true, false])
        #expect(survey.unseen == ["what 1 container of podman may do beside their confinement: podman is not asked"])
    }

    @Test func whatAnEngineDoesNotTellIsSeenByCgroup() throws {
        let host = try Self.host()
        let refusing = EngineClient(.docker, socket: "/s") { _ throws(LocalSocket.Failure) in throw .notPermitted }
        let survey = ContainerSurvey.run(
            host.files,
            engines: .init(clients: [refusing], silent: [.podman]),
            isMediated: true
        )
        #expect(survey.containers.map(\.name) == [String(id("a1").prefix(12)), "b2b2b2b2b2b2", "c3c3c3c3c3c3"])
        #expect(
            survey.unseen == [
                "what 2 containers of docker may do beside their confinement: docker at /s may not be asked: only root and its group may",
                "what 1 container of podman may do beside their confinement: podman has no socket",
            ]
        )
    }

    @Test func anEngineThatHidesNothingIsNoTrouble() throws {
        let host = try SyntheticHost()
        try host.process(1, "systemd")
        let absent = EngineClient(.docker, socket: "/s") { _ throws(LocalSocket.Failure) in throw .absent }
        let survey = ContainerSurvey.run(
            host.files,
            engines: .init(clients: [absent], silent: [.podman]),
            isMediated: true
        )
        #expect(survey.containers.isEmpty && survey.unseen.isEmpty)
    }

    @Test func anEngineThatIsBrokenIsTold() throws {
        let host = try SyntheticHost()
        let slow = EngineClient(.docker, socket: "/s") { _ throws(LocalSocket.Failure) in throw .timeout }
        let errors = [EngineError("docker", .notLocal("tcp://h:1"))]
        let survey = ContainerSurvey.run(host.files, engines: .init(clients: [slow], errors: errors), isMediated: true)
        #expect(
            survey.unseen == [
                "DOCKER_HOST is \"tcp://h:1\", which is no socket of this host", "docker at /s does not answer in time",
            ]
        )
    }

    @Test func theEngineTellsWhereTheCgroupDoesNot() throws {
        let host = try SyntheticHost()
        try host.process(50, "app", label: "web (enforce)", cgroup: "/")
        let client = Self.answer([(id("d4"), "odd", 50, "web"), (id("e5"), "gone", 60, "web")])
        let survey = ContainerSurvey.run(host.files, engines: .init(clients: [client]), isMediated: true)
        #expect(
            survey.containers.map { "\($0.name) \($0.processes.map(\.number)) \($0.confinement.rawValue)" } == [
                "gone [] unknown", "odd [50] custom",
            ]
        )
    }

    @Test func oneContainerOfTwoSocketsIsOne() throws {
        let host = try Self.host()
        let survey = ContainerSurvey.run(
            host.files,
            engines: .init(clients: [Self.docker, Self.docker]),
            isMediated: true
        )
        #expect(survey.containers.count == 3)
    }

    /// What an engine is just starting in a container is the unconfined runtime for a moment.
    @Test(arguments: ["/usr/sbin/runc", "/usr/bin/crun", "/memfd:runc_cloned:/proc/self/exe (deleted)"])
    func whatTheRuntimeIsStartingIsLookedAtAgain(_ program: String) throws {
        let host = try Self.host()
        try host.process(23, "runc", label: "runc (unconfined)", cgroup: SyntheticHost.docker(id("a1")))
        try host.link("/proc/23/exe", to: program)
        var pauses = 0
        let survey = ContainerSurvey.run(host.files, engines: .init(clients: [Self.docker]), isMediated: true) {
            pauses += 1
            if pauses == 3 { try? host.write("/proc/23/task/23/attr/apparmor/current", "web (enforce)\n") }
        }
        #expect(survey.containers.first { $0.name == "web" }?.confinement == .custom)
        #expect(pauses == 3)
    }

    /// One that stays unconfined is told, whatever its program calls itself.
    @Test func whatOnlyCallsItselfARuntimeIsUnconfined() throws {
        let host = try Self.host()
        try host.process(23, "runc", label: "runc (unconfined)", cgroup: SyntheticHost.docker(id("a1")))
        try host.link("/proc/23/exe", to: "/tmp/runc")
        var pauses = 0
        let survey = ContainerSurvey.run(host.files, engines: .init(clients: [Self.docker]), isMediated: true) {
            pauses += 1
        }
        #expect(survey.containers.first { $0.name == "web" }?.confinement == .partly)
        #expect(pauses == 20)
    }
}
