package import ArmorPolicy
package import ArmorTarget

extension Policy {
    /// The ABI that the profile pins for a target: the policy's own, or the newest of the target.
    ///
    /// - Returns: `nil` where the profile has no `abi` line.
    package func abi(for target: Target) -> String? {
        guard let own = main.settings.abi?.value else { return target.newestABI }
        return own == Target.noABI ? nil : own
    }
}
