package import ArmorEngine
package import ArmorKernel
package import SystemPackage

/// Looks at everything of a host on which confinement depends.
package struct Doctor: Sendable {
    /// The files of the host.
    let host: HostFiles
    /// Finds apparmor_parser.
    let parser: @Sendable () async throws(ParserError) -> ParserProgram
    /// Asks the audit system.
    let audit: @Sendable () -> Result<AuditStatus, Errno>
    /// Asks the kernel what a loaded profile allows.
    let kernel: any KernelInterface
    let engines: EngineSockets.Found

    package init(
        host: HostFiles,
        parser: @escaping @Sendable () async throws(ParserError) -> ParserProgram,
        audit: @escaping @Sendable () -> Result<AuditStatus, Errno>,
        kernel: any KernelInterface,
        engines: EngineSockets.Found
    ) {
        self.host = host
        self.parser = parser
        self.audit = audit
        self.kernel = kernel
        self.engines = engines
    }

    /// Every check, in the order of the documentation.
    package static let checks =
        KernelChecks.all + KnownDefect.missing + KnownDefect.all.map(\.check) + StartupChecks.all + NamespaceChecks.all
        + AuditChecks.all + EngineChecks.all

    package func examine() async -> DoctorReport {
        let (kernelArea, features) = examineKernel()
        let (parserArea, parser) = await examineParser(features)
        let loaded = loadedProfiles(isOn: features != nil)
        return DoctorReport(areas: [
            kernelArea, parserArea, examineLibrary(), await examineStartup(parser, loaded), examineNamespaces(),
            examineAudit(), examineEngines(loaded, features),
        ])
    }

    /// Whether the kernel tells what it has loaded.
    enum Loaded {
        /// There is no AppArmor to ask.
        case off
        /// Nobody but root may ask.
        case hidden
        case profiles([LoadedProfile])
    }

    private func loadedProfiles(isOn: Bool) -> Loaded {
        guard isOn else { return .off }
        return (try? host.securityFilesystem.profiles()).map(Loaded.profiles) ?? .hidden
    }
}

/// The release of a kernel, as far as it matters which came first.
struct KernelRelease: Comparable {
    let major: Int
    let minor: Int

    init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `6.1.0-37-amd64`.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 2).prefix(2).map { part in Int(part.prefix(while: \.isNumber))
        }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
        self.init(major, minor)
    }

    static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}

extension HostFiles {
    var kernelRelease: KernelRelease? { text("/proc/sys/kernel/osrelease").flatMap(KernelRelease.init) }
}
