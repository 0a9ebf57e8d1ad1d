package import ArmorCompiled
package import ArmorTarget

extension KernelDialect {
    /// How a kernel with these features reads compiled policy. Told by what came with each reading: permission tables above
    /// version 1 with that of 7.2, io_uring and the first tables between 6.1 and 6.12.
    package init(_ features: Features) {
        if let version = features.number("policy/permstable32_version"), version > 1 {
            self = .linux72
        } else if features.has("policy/permstable32") || features.has("io_uring") {
            self = .linux612
        } else {
            self = .linux61
        }
    }
}
