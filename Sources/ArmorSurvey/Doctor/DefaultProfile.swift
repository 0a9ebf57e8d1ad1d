import ArmorCompiled
import ArmorKernel
import ArmorSource

/// Questions to the kernel about the profile that Docker gives to every container, each of which tells how old its rules
/// are, whatever release of the engine wrote them.
///
/// Versions do not: distributions mend old releases, and a profile stays loaded when the engine is updated.
struct DefaultProfileProbe: Sendable {
    /// What kind of rule the kernel must mediate for an answer to mean anything.
    enum Need: Sendable, Equatable {
        case nothing
        /// Network rules by family and type alone, as kernels without the feature network_v9 ask them.
        case plainNetwork
        /// A loaded profile of that name.
        case profile(String)
    }

    let check: Check
    let query: Query
    let permissions: UInt32
    /// The answer that is found fault with.
    let fault: Bool
    let need: Need
    let message: String

    static let profile = "docker-default"

    /// Bits of the kernel's permissions.
    private static let write: UInt32 = 0x2
    private static let read: UInt32 = 0x4
    private static let create: UInt32 = 0x10
    private static let receive: UInt32 = 0x4
    /// SIGTERM as rules number it, AF_ALG and SOCK_SEQPACKET.
    private static let term: UInt8 = 15
    private static let cryptoFamily: UInt16 = 38
    private static let cryptoType: UInt16 = 5

    static let all = [
        DefaultProfileProbe(
            check: EngineChecks.foreignDefault,
            query: .file(Array("/proc/sysrq-trigger".utf8)),
            permissions: write,
            fault: true,
            need: .nothing,
            message: "docker-default allows writing /proc/sysrq-trigger, which no release of Docker's does"
        ),
        DefaultProfileProbe(
            check: EngineChecks.readsPower,
            query: .file(Array("/sys/devices/virtual/powercap/intel-rapl/intel-rapl:0/energy_uj".utf8)),
            permissions: read,
            fault: true,
            need: .nothing,
            message: "docker-default allows reading /sys/devices/virtual/powercap"
        ),
        DefaultProfileProbe(
            check: EngineChecks.refusesRuntime,
            query: .signal(term, peer: Array("runc".utf8)),
            permissions: receive,
            fault: false,
            need: .profile("runc"),
            message: "docker-default takes no signals from runc, which is confined here"
        ),
        DefaultProfileProbe(
            check: EngineChecks.refusesRuntime,
            query: .signal(term, peer: Array("crun".utf8)),
            permissions: receive,
            fault: false,
            need: .profile("crun"),
            message: "docker-default takes no signals from crun, which is confined here"
        ),
        DefaultProfileProbe(
            check: EngineChecks.allowsCrypto,
            query: .network(family: cryptoFamily, type: cryptoType),
            permissions: create,
            fault: true,
            need: .plainNetwork,
            message: "docker-default allows sockets of the family alg"
        ),
    ]

    func found(_ kernel: any KernelInterface) throws(KernelError) -> Finding? {
        let isAllowed = try kernel.allows(Self.profile, query, permissions: permissions, as: .owner)
        return isAllowed == fault ? check.found(message) : nil
    }
}
