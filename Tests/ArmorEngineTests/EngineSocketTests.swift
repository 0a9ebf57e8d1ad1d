import ArmorKernel
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorEngine

/// Which engines are asked.
@Suite struct EngineSocketTests {
    @Test(
        arguments: [
            (nil, 0, ["docker /var/run/docker.sock", "podman /run/podman/podman.sock"], nil),
            ("", 0, ["docker /var/run/docker.sock", "podman /run/podman/podman.sock"], nil),
            (
                nil, 1000,
                [
                    "docker /var/run/docker.sock", "docker /run/user/1000/docker.sock",
                    "podman /run/podman/podman.sock",
                ], nil
            ),
            (
                "unix:///run/user/1000/docker.sock", 0,
                ["docker /run/user/1000/docker.sock", "podman /run/podman/podman.sock"], nil
            ),
            ("unix:///run/absent.sock", 0, ["podman /run/podman/podman.sock"], nil),
            ("tcp://10.0.0.1:2375", 0, ["podman /run/podman/podman.sock"], .notLocal("tcp://10.0.0.1:2375")),
            ("unix://relative.sock", 0, ["podman /run/podman/podman.sock"], .notLocal("unix://relative.sock")),
        ] as [(String?, Int, [String], EngineError.Reason?)]
    )
    func sockets(_ dockerHost: String?, _ user: Int, _ expected: [String], _ reason: EngineError.Reason?) throws {
        let host = try SyntheticHost()
        for path in ["/var/run/docker.sock", "/run/podman/podman.sock", "/run/user/1000/docker.sock"] {
            try host.socket(path)
        }
        let found = EngineSockets.find(host.files, dockerHost: dockerHost, user: user)
        let names = found.clients.map { "\($0.kind.rawValue) \($0.socket.dropFirst(host.files.root.count))" }
        #expect(names == expected)
        #expect(found.errors.map(\.reason) == (reason.map { [$0] } ?? []))
        #expect(found.silent.isEmpty)
    }

    @Test func anEngineWithoutASocketIsNamed() throws {
        let host = try SyntheticHost()
        try host.program("/usr/bin/podman")
        #expect(EngineSockets.find(host.files, dockerHost: nil, user: 0).silent == [.podman])
        try host.program("/usr/sbin/dockerd")
        #expect(EngineSockets.find(host.files, dockerHost: nil, user: 0).silent == [.docker, .podman])
        #expect(EngineSockets.find(host.files, dockerHost: "tcp://h:1", user: 0).silent == [.podman])
    }

    @Test func aFileInASocketsPlaceIsNone() throws {
        let host = try SyntheticHost(["/var/run/docker.sock": "no socket"])
        #expect(EngineSockets.find(host.files, dockerHost: nil, user: 0).clients.isEmpty)
    }
}
