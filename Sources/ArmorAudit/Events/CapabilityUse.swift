/// A capability was needed.
package struct CapabilityUse: Sendable, Hashable {
    /// Of linux/capability.h; the older form has the name alone.
    package var number: UInt32?
    /// In lower case, without `cap_`.
    package var name: String?
}
