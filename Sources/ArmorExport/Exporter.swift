package import ArmorPolicy
package import ArmorSource

/// A policy in the words of a runtime.
package struct Exporter: Sendable {
    /// Makes the filter of system calls that a policy comes to.
    package typealias SeccompText = @Sendable (Policy, SeccompForm) -> JSONText

    /// Who reads a filter: an engine takes one for any machine, a runtime one for the machine that it runs on.
    package enum SeccompForm: Sendable { case engine, runtime }

    /// What is to be written, beside the target.
    package struct Options: Sendable {
        /// An engine's command line with an option a line.
        package var isOnLines = false
        package var kubernetes = KubernetesVersion.profileField
        /// The profile's own text, for the form of the operator's resource that holds it; none for the abstract one.
        package var profile: String?
        /// Who is to read the filter that is the whole result.
        package var seccompForm = SeccompForm.engine
        /// The path of a filter, in place of what the policy says.
        package var seccompFile: String?

        package init() {}
    }

    private let policy: Policy
    private let options: Options
    private let seccomp: SeccompText?

    /// - Parameter seccomp: none where there is nothing that makes filters; ``ExportTarget/seccomp`` is then no target.
    package init(_ policy: Policy, _ options: Options, seccomp: SeccompText?) {
        (self.policy, self.options, self.seccomp) = (policy, options, seccomp)
    }

    /// The text for a target, and what is to be told of it: what was decided, then what the target cannot say. None where the
    /// target is not to be had.
    package func exported(_ target: ExportTarget) -> Exported? {
        let spec = ContainerSpec(policy, seccompFile: options.seccompFile)
        guard var result = exported(target, spec) else { return nil }
        result.notes = notes(of: spec, target) + result.notes
        return result
    }

    /// What is to be told of the settings, whatever a target makes of them.
    private func notes(of spec: ContainerSpec, _ target: ExportTarget) -> [Diagnostic] {
        switch target {
        case .docker, .podman, .nerdctl, .compose, .quadlet, .kubernetes: spec.notes + spec.unfiltered
        case .oci: spec.notes + (seccomp == nil ? spec.unfiltered : [])
        // Its own directive says the calls.
        case .systemd: spec.notes
        // Neither has anything of the settings.
        case .spo, .seccomp: []
        }
    }

    private func exported(_ target: ExportTarget, _ spec: ContainerSpec) -> Exported? {
        switch target {
        case .docker, .podman, .nerdctl:
            target.engine.map { CommandExport(spec, $0).exported(options.isOnLines ? .lines : .line) }
        case .compose: ComposeExport(spec).exported()
        case .quadlet: QuadletExport(spec).exported()
        case .kubernetes: KubernetesExport.exported(spec, version: options.kubernetes)
        case .spo:
            options.profile.map { SPOExport.raw(spec, policy, profile: $0) } ?? SPOExport.abstract(spec, policy)
        case .oci: OCIExport.exported(spec, seccomp: filter(spec))
        case .systemd: SystemdExport.exported(spec, policy)
        case .seccomp: seccomp.map { Exported(text: $0(policy, options.seccompForm).text + "\n", notes: []) }
        }
    }

    /// The filter to be put in: what the policy comes to, where it names no other.
    private func filter(_ spec: ContainerSpec) -> JSONText? {
        spec.seccomp.value == .runtimes ? seccomp.map { $0(policy, .runtime) } : nil
    }
}
