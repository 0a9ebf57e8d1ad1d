package import ArmorKernel

/// A loaded profile and who runs under it.
package struct ProfileState: Sendable {
    package let profile: LoadedProfile
    package let origin: ProfileOrigin
    /// The policy's file, as it was called when armor loaded it.
    package let policy: String?
    package let processes: [LabelledProcess]
}

/// The profiles that the kernel holds, where they come from and who runs under them.
package struct ProfileSurvey: Sendable {
    /// By name.
    package private(set) var profiles: [ProfileState] = []
    package private(set) var findings: [Finding] = []
    /// What could not be looked at, one sentence each.
    package private(set) var unseen: [String] = []

    package static func run(_ host: HostFiles, sources: ProfileSources) -> ProfileSurvey {
        var survey = ProfileSurvey()
        let kernel = host.securityFilesystem
        let loaded: [LoadedProfile]
        do {
            loaded = try kernel.profiles()
        } catch {
            survey.unseen.append("which profiles are loaded: \(error.message)")
            return survey
        }
        let processes: [LabelledProcess]
        do {
            processes = try ProcessTable(root: host.root + "/proc").processes()
        } catch {
            processes = []
            survey.unseen.append("which processes are confined: \(error.message)")
        }
        var members: [String: [LabelledProcess]] = [:]
        for process in processes where !process.label.isUnconfined {
            for profile in Set(process.label.profiles) { members[profile, default: []].append(process) }
        }
        for profile in loaded.sorted(by: { $0.name < $1.name }) {
            survey.profiles.append(
                ProfileState(
                    profile: profile,
                    origin: sources.origin(of: profile.name),
                    policy: sources.policy(of: profile.name),
                    processes: members[profile.name, default: []]
                )
            )
        }
        survey.unseen += sources.unread
        survey.findings = findings(survey.profiles, sources)
        return survey
    }

    private static func findings(_ profiles: [ProfileState], _ sources: ProfileSources) -> [Finding] {
        let loaded = Set(profiles.map(\.profile.name))
        let missing = sources.kept.subtracting(loaded).sorted().map { name in
            ProfileChecks.notLoaded.found("is kept in /etc/apparmor.d and not loaded", subject: name)
        }
        let lax = profiles.filter { $0.origin == .armor && $0.profile.mode == "complain" }
        return missing + lax.map { ProfileChecks.complain.found("only complains", subject: $0.profile.name) }
    }
}

extension HostFiles {
    /// Where this host's kernel shows its AppArmor policy.
    package var securityFilesystem: SecurityFilesystem {
        SecurityFilesystem(root: "\(root)/sys/kernel/security/apparmor", module: "\(root)/sys/module/apparmor")
    }
}
