import ArmorCompiled
import ArmorTarget
import ArmorTestSupport
import Foundation
import SystemPackage

@testable import ArmorEngine
@testable import ArmorKernel
@testable import ArmorSurvey

/// A host on which all is well, and the ways to make it worse.
final class HealthyHost {
    let host: SyntheticHost
    var parser: Result<ParserProgram, ParserError> = .success(
        ParserProgram(path: "/nowhere/apparmor_parser", version: ParserVersion(6, 1, 0))
    )
    var audit: Result<AuditStatus, Errno> = .success(
        AuditStatus(isEnabled: true, daemon: 400, rateLimit: 0, backlogLimit: 8_192, lost: 0, backlog: 0)
    )
    /// Which of the questions about docker-default the kernel answers with yes, by what they ask.
    var allowed: Set<Query> = [
        .signal(15, peer: Array("runc".utf8)), .signal(15, peer: Array("crun".utf8)),
    ]
    var information = """
        {"ServerVersion": "29.1.0", "DefaultRuntime": "runc",
         "SecurityOptions": ["name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns"]}
        """
    var engines = EngineSockets.Found()

    init() throws {
        host = try SyntheticHost()
        let features = Target.named("debian13")?.features.values ?? [:]
        try host.loaded(["docker-default (enforce)", "web (enforce)"], features: features)
        try host.write("/proc/sys/kernel/osrelease", "6.12.41+deb13-amd64\n")
        try host.write("/proc/cmdline", "BOOT_IMAGE=/vmlinuz quiet\n")
        try host.write("/proc/sys/kernel/printk_ratelimit", "5\n")
        try host.write("/proc/sys/kernel/printk_ratelimit_burst", "10\n")
        try host.write("/proc/sys/user/max_user_namespaces", "0\n")
        try host.write(
            "/var/lib/dpkg/status",
            "Package: libapparmor1\nStatus: install ok installed\nVersion: 6.1.0-1\n\n"
        )
        try host.write("/usr/lib/systemd/system/apparmor.service", "")
        try host.link(
            "/etc/systemd/system/sysinit.target.wants/apparmor.service",
            to: "/usr/lib/systemd/system/apparmor.service"
        )
        try host.process(1, "systemd")
        try host.process(20, "nginx", label: "web (enforce)", cgroup: SyntheticHost.docker(id("a1")))
    }

    /// With Docker, which tells the information above and no containers.
    func docker(_ kind: EngineClient.Kind = .docker) -> EngineSockets.Found {
        EngineSockets.Found(clients: [
            EngineClient(kind, socket: "/s") { [information] request throws(LocalSocket.Failure) in
                let isInformation = String(decoding: request, as: UTF8.self).hasPrefix("GET /info ")
                return Array("HTTP/1.0 200 OK\r\n\r\n\(isInformation ? information : "[]")".utf8)
            }
        ])
    }

    func examine() async -> DoctorReport {
        let (parser, audit) = (parser, audit)
        let doctor = Doctor(
            host: host.files,
            parser: { () throws(ParserError) in try parser.get() },
            audit: { audit },
            kernel: Answers(allowed: allowed),
            engines: engines.clients.isEmpty && engines.errors.isEmpty ? docker() : engines
        )
        return await doctor.examine()
    }
}

/// A kernel that is only asked.
private struct Answers: KernelInterface {
    let allowed: Set<Query>

    func replace(_ policy: [UInt8]) throws(KernelError) { throw KernelError(.notRoot) }
    func remove(_ name: String) throws(KernelError) { throw KernelError(.notRoot) }

    func allows(
        _ label: String,
        _ query: Query,
        permissions: UInt32,
        as subject: Subject
    ) throws(KernelError) -> Bool {
        guard label == "docker-default" else {
            throw KernelError(.refused(.query, subject: label, .noSuchFileOrDirectory))
        }
        return allowed.contains(query)
    }
}
