import ArmorPolicy

/// The words of profiles beside those of ``SeccompProfile/Action``.
enum SeccompWords {
    static let architecturePrefix = "SCMP_ARCH_"
    static let capabilityPrefix = "CAP_"

    /// Docker's names of machines in conditions, where they are not libseccomp's (moby/profiles, seccomp_linux.go).
    private static let dockerNames = [
        "amd64": "x86_64", "arm64": "aarch64", "mips3l64n32": "mipsel64n32", "mipsle": "mipsel",
    ]

    /// The name of a machine by Docker's word in a condition.
    static func machine(ofCondition word: String) -> String { dockerNames[word] ?? word }

    /// Docker's word in a condition for a machine.
    static func condition(of machine: String) -> String {
        dockerNames.filter { $0.value == machine }.keys.min() ?? machine
    }

    static func architecture(of machine: String) -> String { architecturePrefix + machine.uppercased() }

    static func capability(of name: String) -> String { capabilityPrefix + name.uppercased() }

    /// A machine by `SCMP_ARCH_X86_64`, a capability by `CAP_SYS_ADMIN`; none where the word is not of that form.
    static func name(_ word: String, after prefix: String) -> String? {
        guard word.hasPrefix(prefix), word.utf8.count > prefix.utf8.count, word.utf8.count <= 64,
            word.utf8.allSatisfy({ $0 &- 0x41 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F })
        else { return nil }
        return String(word.dropFirst(prefix.count)).lowercased()
    }

    /// libseccomp's words for comparisons (seccomp_rule_add(3)).
    static let comparisons: [(word: String, comparison: SystemCall.Condition.Comparison)] = [
        ("SCMP_CMP_NE", .ne), ("SCMP_CMP_LT", .lt), ("SCMP_CMP_LE", .le), ("SCMP_CMP_EQ", .eq), ("SCMP_CMP_GE", .ge),
        ("SCMP_CMP_GT", .gt), ("SCMP_CMP_MASKED_EQ", .maskedEq),
    ]
}
