import ArmorSystemCalls

/// The use of a capability.
package struct CapabilityUse: Sendable, Hashable {
    /// The number in linux/capability.h; `nil` for a name that is not known.
    package var number: UInt32?
    /// In lower case, without `cap_`.
    package var name: String?

    /// The number of a capability by its name, in any case and with or without `cap_`.
    static func number(of name: String) -> UInt32? {
        let lower = name.lowercased()
        let word = lower.hasPrefix("cap_") ? String(lower.dropFirst(4)) : lower
        return CapabilityNames.all.firstIndex(of: word).map(UInt32.init)
    }
}
