package import ArmorEngine
package import ArmorKernel

/// What `armor status` tells: which profiles are loaded and who runs under them, and what confines each container.
package struct StatusReport: Sendable {
    package let profiles: ProfileSurvey
    /// None where containers were not asked for.
    package let containers: ContainerSurvey?
    /// Why the kernel's policy could not be looked at; none where it could.
    package let kernelError: KernelError?

    package var findings: [Finding] { profiles.findings + (containers?.containers.flatMap(\.findings) ?? []) }

    /// What could not be looked at, one sentence each.
    package var unseen: [String] { profiles.unseen + (containers?.unseen ?? []) }

    /// Looks at a host.
    ///
    /// - Parameter engines: those whose containers are asked for; none to leave containers out.
    package static func make(_ host: HostFiles, parser: ParserProgram?, engines: EngineSockets.Found?) async -> Self {
        let kernelError: KernelError?
        do throws(KernelError) {
            try host.securityFilesystem.check()
            kernelError = nil
        } catch { kernelError = error }
        var profiles = ProfileSurvey()
        if kernelError == nil {
            profiles = ProfileSurvey.run(host, sources: await ProfileSources.read(host, parser: parser))
        }
        let containers = engines.map { ContainerSurvey.run(host, engines: $0, isMediated: kernelError == nil) }
        return StatusReport(profiles: profiles, containers: containers, kernelError: kernelError)
    }
}
