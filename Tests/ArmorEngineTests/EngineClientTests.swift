import ArmorKernel
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorEngine

/// What an engine answers, read as containers.
@Suite struct EngineClientTests {
    @Test func whatDockerSaysOfItself() throws {
        let information = try engine("docker-20.10").information()
        #expect(information.version == "20.10.24+dfsg1")
        #expect(information.defaultRuntime == "runc")
        #expect(information.cgroupVersion == "2")
        #expect(information.has("apparmor"))
        #expect(information.has("seccomp"))
        #expect(!information.has("rootless"))
        #expect(!information.has("app"))
    }

    @Test func containersAreReadByName() throws {
        let containers = try engine("docker-20.10").containers()
        #expect(containers.map(\.name) == ["agent", "cache", "web"])
        #expect(containers.map(\.profile) == ["unconfined", "docker-default", "web"])
        #expect(containers.map(\.firstProcess) == [40, 30, 20])
        #expect(containers[2].image == "nginx:1.27")
    }

    @Test func allAnswersTogetherHaveATimeLimit() throws {
        let client = engine("docker-20.10")
        #expect(throws: EngineError(client.name, .transport(.timeout))) { try client.containers(within: .zero) }
    }

    @Test func aCarefulContainer() throws {
        let settings = try #require(engine("docker-20.10").containers().last).settings
        var expected = ContainerSettings()
        expected.addedCapabilities = ["NET_BIND_SERVICE"]
        expected.droppedCapabilities = ["ALL"]
        expected.securityOptions = ["apparmor=web", "no-new-privileges"]
        expected.hasReadOnlyRoot = true
        expected.memoryLimit = 268_435_456
        expected.processLimit = 100
        expected.user = "101:101"
        expected.mounts = [
            .init(
                kind: "bind",
                source: "/srv/www",
                target: "/usr/share/nginx/html",
                isWritable: false,
                propagation: "rprivate"
            ),
            .init(
                kind: "volume",
                source: "/var/lib/docker/volumes/cache/_data",
                target: "/var/cache/nginx",
                isWritable: true,
                propagation: ""
            ),
        ]
        #expect(settings == expected)
        #expect(settings.asksNoNewPrivileges)
    }

    @Test func aCarelessContainer() throws {
        let settings = try #require(engine("docker-20.10").containers().first).settings
        #expect(settings.isPrivileged)
        #expect(settings.addedCapabilities == ["SYS_ADMIN", "NET_RAW"])
        #expect(settings.hostNamespaces == Set(ContainerSettings.Namespace.allCases))
        #expect(settings.isWithoutSeccomp)
        #expect(!settings.asksNoNewPrivileges)
        #expect(!settings.masksSystemPaths)
        #expect(settings.devices == ["/dev/sda"])
        #expect(settings.processLimit == nil)
        #expect(settings.mounts.map(\.propagation) == ["rprivate", "rshared"])
    }

    @Test func podmanLeavesMuchOut() throws {
        let podman = engine("podman-4.3", .podman)
        #expect(try podman.information().has("rootless"))
        let container = try #require(podman.containers().first)
        #expect(container.profile == "containers-default-0.50.1")
        #expect(container.settings.masksSystemPaths)
        #expect(container.settings.mounts.isEmpty)
        #expect(container.settings.droppedCapabilities == ["AUDIT_WRITE"])
        #expect(container.settings.processLimit == 2048)
    }

    @Test func aContainerThatEndedMeanwhileIsLeftOut() throws {
        let gone = "HTTP/1.0 404 Not Found\r\n\r\n{\"message\":\"No such container\"}"
        let path = "/containers/\(String(repeating: "b2", count: 32))/json"
        #expect(try engine("docker-20.10", replacing: [path: gone]).containers().map(\.name) == ["agent", "web"])
    }

    @Test(
        arguments: [
            ("HTTP/1.0 500 Internal Server Error\r\n\r\n{\"message\":\"broken\"}", .refused(status: 500, "broken")),
            ("HTTP/1.1 403 Forbidden\r\n\r\nno", .refused(status: 403, "")),
            ("", .malformed("it is no HTTP")), ("SSH-2.0-OpenSSH_9.2\r\n", .malformed("it is no HTTP")),
            ("HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n[]", .malformed("it was cut off")),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", .malformed("it is encoded")),
            ("HTTP/1.0 200 OK\r\n\r\n[{\"Id\":", .malformed("the JSON text ends too early, at byte 7")),
            ("HTTP/1.0 200 OK\r\n\r\n{}", .malformed("its list of containers")),
            ("HTTP/1.0 200 OK\r\n\r\n[{}]", .malformed("a container's id")),
            ("HTTP/1.0 200 OK\r\n\r\n[{\"Id\":\"../info\"}]", .malformed("a container's id")),
        ] as [(String, EngineError.Reason)]
    )
    func answersThatAreNone(_ answer: String, _ reason: EngineError.Reason) throws {
        let broken = engine("docker-20.10", replacing: ["/containers/json": answer])
        let error = try #require(throws: EngineError.self) { try broken.containers() }
        #expect(error == EngineError("docker at /run/docker-20.10.sock", reason))
        #expect(!error.message.isEmpty)
    }

    @Test func moreContainersThanAHostRunsAreRefused() throws {
        let entry = "{\"Id\":\"\(String(repeating: "a1", count: 32))\"}"
        let list = [String](repeating: entry, count: 20_001).joined(separator: ",")
        let engine = engine("docker-20.10", replacing: ["/containers/json": "HTTP/1.0 200 OK\r\n\r\n[\(list)]"])
        let error = try #require(throws: EngineError.self) { try engine.containers() }
        #expect(error.reason == .malformed("more than 20000 containers"))
    }

    @Test func anAnswerAboutAnotherContainerIsRefused() throws {
        let web = String(repeating: "a1", count: 32)
        let other = "HTTP/1.0 200 OK\r\n\r\n{\"Id\":\"\(String(repeating: "e5", count: 32))\"}"
        let engine = engine("docker-20.10", replacing: ["/containers/\(web)/json": other])
        #expect(throws: EngineError.self) { try engine.containers() }
    }
}
