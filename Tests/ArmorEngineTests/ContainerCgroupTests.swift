import ArmorEngine
import Testing

/// Which container a process is in, from its cgroup.
@Suite struct ContainerCgroupTests {
    private static let id = String(repeating: "0123456789abcdef", count: 4)
    private static let inner = String(repeating: "f", count: 64)

    @Test(
        arguments: [
            ("0::/system.slice/docker-\(id).scope\n", "docker"),
            ("0::/docker/\(id)\n", "docker"),
            ("0::/docker/\(id)/docker/\(inner)\n", "docker"),
            ("0::/system.slice/docker-\(id).scope/init/a:b\n", "docker"),
            ("12:pids:/docker/\(id)\n1:name=systemd:/docker/\(id)\n0::/\n", "docker"),
            ("12:cpu,cpuacct:/\n11:memory:/docker/\(id)\n", "docker"),
            ("0::/machine.slice/libpod-\(id).scope/container\n", "podman"),
            ("0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-\(id).scope/container\n", "podman"),
            ("0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-\(id).scope\n", "containerd"),
            ("0::/kubepods/besteffort/pod1-2/\(id)\n", "kubernetes"),
            ("0::/kubepods.slice/kubepods-pod1.slice/crio-\(id).scope\n", "cri-o"),
            ("0::/system.slice/nerdctl-\(id).scope\n", "containerd"),
            ("0::/custom/\(id)\n", "unknown"),
            ("0::/../\(id)\n", "unknown"),
        ]
    )
    func containers(_ file: String, _ engine: String) throws {
        let found = try #require(ContainerCgroup(file: file))
        #expect(found.id == Self.id)
        #expect(found.engine == engine)
    }

    @Test(
        arguments: [
            "", "0::/\n", "0::/system.slice/docker.service\n", "0::/init.scope", "no colons",
            "0::/machine.slice/libpod-conmon-\(id).scope\n", "0::/kubepods.slice/crio-conmon-\(id).scope\n",
            "0::/system.slice/docker-\(id.dropLast()).scope\n", "0::/docker/\(id.uppercased())\n",
            "0::/docker-\(id)x.scope\n",
        ]
    )
    func noContainers(_ file: String) { #expect(ContainerCgroup(file: file) == nil) }
}
