/// System calls that a container may make beyond a runtime's default filter, or may not although the default lets it:
/// `[seccomp]`.
package struct SeccompSettings: Sendable {
    package var allow: [Located<SystemCall>] = []
    package var deny: [Located<SystemCall>] = []

    package init() {}

    /// Adds what a farther text says.
    mutating func add(_ other: SeccompSettings) {
        allow += other.allow
        deny += other.deny
    }
}

/// A system call by its name, whatever its arguments or with some alone.
package struct SystemCall: Sendable, Hashable {
    /// As the manual calls it: lower case, digits and `_`.
    package let name: String
    /// All must hold; none means any arguments.
    package let arguments: [Condition]

    package init(_ name: String, _ arguments: [Condition] = []) { (self.name, self.arguments) = (name, arguments) }

    /// What an argument is compared with (seccomp_rule_add(3), `SCMP_CMP`).
    package struct Condition: Sendable, Hashable {
        package enum Comparison: String, Sendable, CaseIterable {
            case ne, lt, le, eq, ge, gt
            /// The bits of `mask` are those of `value`.
            case maskedEq = "masked_eq"
        }

        /// 0 to 5.
        package let index: Int
        package let comparison: Comparison
        package let value: UInt64
        /// Of `masked_eq` alone.
        package let mask: UInt64?

        package init(index: Int, _ comparison: Comparison, _ value: UInt64, mask: UInt64? = nil) {
            (self.index, self.comparison, self.value, self.mask) = (index, comparison, value, mask)
        }
    }
}
