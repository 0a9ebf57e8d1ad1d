import ArmorPolicy
import ArmorSource
import ArmorTarget

extension Policy {
    /// The same policy with the ABI that its original had: `none` where the profile had no `abi` line.
    ///
    /// Without the line apparmor_parser enforces all that the kernel mediates, so that any pinned ABI could allow more.
    func keepingABI() -> Policy {
        guard main.settings.abi == nil, let layer = layers.first else { return self }
        var policy = self
        policy.main.settings.abi = Located(Target.noABI, range: 0..<0, layer: layer)
        return policy
    }
}
