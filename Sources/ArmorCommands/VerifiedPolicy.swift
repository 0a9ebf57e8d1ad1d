import ArmorKernel
import ArmorPolicy
import ArmorProfile
import ArmorSource

/// A profile that is to be verified, with the policy behind it where that is known.
struct VerifiedPolicy: Sendable {
    let expected: ExpectedProfile
    /// None where the policy cannot be read any more, or was changed since.
    let policy: Policy?
    /// What was found out of place before the host was looked at.
    var drift: [Drift] = []
}

extension VerifiedPolicy {
    init(_ built: HostPolicy, mode: ProfileRenderer.ModeOverride?) {
        let profile = built.profile
        self.init(
            expected: ExpectedProfile(
                name: profile.name,
                text: profile.text,
                binary: profile.binary,
                policy: built.path,
                mode: mode?.rawValue
            ),
            policy: built.policy
        )
    }
}

/// What armor loaded or keeps on this host.
struct KeptPolicies {
    let host: ArmorHost
    let policies: HostPolicies

    /// Each profile as it is kept, or was loaded without being kept, compiled anew; by name.
    func all() async throws -> [VerifiedPolicy] {
        let texts = try host.records.ours().merging(try host.store.ours()) { record, kept in
            // What was loaded without being kept is what should be in the kernel.
            LoadRecord.isKept(record) ? kept : record
        }
        var result: [VerifiedPolicy] = []
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            let header = GeneratedHeader(text)
            let (policy, drift) = policy(name, header)
            let compiled = try await policies.compile(text, name: name)
            let expected = ExpectedProfile(name: name, text: text, binary: compiled, policy: header?.policy)
            result.append(VerifiedPolicy(expected: expected, policy: policy, drift: drift))
        }
        return result
    }

    /// The policy that a header names, if it is still the one that the profile came from.
    private func policy(_ name: String, _ header: GeneratedHeader?) -> (Policy?, [Drift]) {
        guard let path = header?.policy, let text = text(of: name, path) else { return (nil, []) }
        let policy = policies.read(text)
        guard policy.digest == header?.digest else {
            let what = "the policy \"\(path)\" was changed after it was loaded"
            return (nil, [Drift("policy-changed", what, help: "armor load \(path) loads it as it is now")])
        }
        return (policy, [])
    }

    /// The text that a header means: a file's, or that of a bundle; none where it cannot be read any more.
    private func text(of name: String, _ path: String) -> PolicyText? {
        if OpenBundle.isNamed(by: path) { return OpenBundle(quietly: path)?.text(of: name) }
        guard path.hasPrefix("/"), let source = try? PolicyInput.read(path) else { return nil }
        return PolicyText(source: source)
    }
}
