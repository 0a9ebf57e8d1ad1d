import ArgumentParser
import ArmorExport
import ArmorKernel
import ArmorPolicy
import ArmorSeccomp
import ArmorSource

/// The filter of system calls that a policy comes to, in a file for the program that starts the container: where the policy
/// says more of calls than capabilities do, the engine's own filter knows nothing of it.
struct OwnFilter {
    let path: String
    private let text: String

    /// None where the policy leaves the filter to the engine or names another; throws where what it says is too much for one.
    ///
    /// - Parameter folder: where the file is to be, as the program that reads it finds it.
    init?(_ policy: Policy, in folder: String, _ console: Console) throws {
        guard !ContainerSpec(policy).unfiltered.isEmpty, let name = policy.name?.value else { return nil }
        let builder = try Self.builder(policy, console)
        path = "\(folder)/\(name).\(ExportTarget.seccomp.ending)"
        text = builder.profile.json.text + "\n"
    }

    /// What makes the filter; what is wrong with the policy's lists is told, and ends the command.
    static func builder(_ policy: Policy, _ console: Console) throws -> SeccompBuilder {
        let builder = SeccompBuilder(policy)
        console.show(builder.diagnostics)
        if builder.diagnostics.hasErrors { throw ExitCode.refused }
        return builder
    }

    func write() throws(FileError) { try AtomicFile.write(path, Array(text.utf8)) }
}
