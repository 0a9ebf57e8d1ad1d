/// What a state of a machine means, in the kernel's own words, before the profile's mode is looked at.
struct StateMeaning: Hashable {
    var words: AccessWords
    /// How a program that may be executed changes its label, in the form of permission tables; 0 for not at all.
    var xindex: UInt32 = 0

    static let nothing = StateMeaning(words: AccessWords(allow: 0, deny: 0, audit: 0, quiet: 0))
}

/// The bits of `xindex` (security/apparmor/include/file.h).
enum ExecBits {
    static let index: UInt32 = 0xff_ffff
    static let name: UInt32 = 0x400_0000
    static let table: UInt32 = 0x800_0000
    static let unsafe: UInt32 = 0x1000_0000
    static let child: UInt32 = 0x2000_0000
    static let inherit: UInt32 = 0x4000_0000
    static let unconfined: UInt32 = 0x8000_0000
}

extension CompiledRules {
    /// What a state of the file rules means to the owner of a file or to others.
    func fileMeaning(_ state: UInt32, _ subject: Subject, _ kernel: KernelDialect) -> StateMeaning {
        guard state != StateMachine.dead, state < machine.count else { return .nothing }
        let accept = machine.accept[Int(state)]
        let more = machine.accept2?[Int(state)]
        guard let permissions else { return Self.oldFileMeaning(accept, more ?? 0, subject) }
        // A pair of rows, owner first: Linux 6.12 for every state, 7.2 only for those marked in the second table.
        let isPair = kernel == .linux72 ? (more ?? 0) & 1 != 0 : true
        return meaning(accept, plus: isPair && subject == .other ? 1 : 0, permissions)
    }

    /// What a state of all other rules means.
    func policyMeaning(_ state: UInt32, _ kernel: KernelDialect) -> StateMeaning {
        guard state != StateMachine.dead, state < machine.count else { return .nothing }
        let accept = machine.accept[Int(state)]
        if let permissions { return meaning(accept, plus: 0, permissions) }
        return Self.oldPolicyMeaning(accept, machine.accept2?[Int(state)] ?? 0, kernel)
    }

    private func meaning(_ index: UInt32, plus: Int, _ permissions: [PermissionEntry]) -> StateMeaning {
        let index = Int(index) + plus
        guard index < permissions.count else { return .nothing }
        let row = permissions[index]
        let words = AccessWords(allow: row.allow, deny: row.deny, audit: row.audit, quiet: row.quiet)
        return StateMeaning(words: words, xindex: row.xindex)
    }

    /// The older form: seven permissions of the owner from bit 0 of a word on, seven of others from bit 14 on, the change of
    /// label behind each.
    private static func oldFileMeaning(_ accept: UInt32, _ accept2: UInt32, _ subject: Subject) -> StateMeaning {
        let shift: UInt32 = subject == .owner ? 0 : 14
        var allow = fileBits(accept >> shift & 0x7f) | 0x200
        if accept >> 31 & 1 == 1 { allow |= Permission.changeProfile.rawValue }
        if accept >> 30 & 1 == 1 { allow |= Permission.onExec.rawValue }
        let words = AccessWords(
            allow: allow,
            deny: 0,
            audit: fileBits(accept2 >> shift & 0x7f),
            quiet: fileBits(accept2 >> (shift + 7) & 0x7f)
        )
        return StateMeaning(words: words, xindex: execBits(accept >> shift & 0x3f80))
    }

    /// x, w, r, a as they are, l, k and m moved; r and w bring what the older form has no bits for.
    private static func fileBits(_ old: UInt32) -> UInt32 {
        var bits = old & 0xf
        if old & 0x4 != 0 { bits |= 0x240 }
        if old & 0x2 != 0 { bits |= 0x3170 }
        if old & 0x10 != 0 { bits |= 0x4_0000 }
        if old & 0x20 != 0 { bits |= 0x8000 }
        if old & 0x40 != 0 { bits |= 0x1_0000 }
        return bits
    }

    private static func execBits(_ old: UInt32) -> UInt32 {
        var bits: UInt32 = 0
        if old & 0x80 != 0 { bits |= ExecBits.unconfined }
        if old & 0x100 != 0 { bits |= ExecBits.unsafe }
        if old & 0x200 != 0 { bits |= ExecBits.inherit }
        switch old >> 10 & 0xf {
        case 0: break
        case 1: bits |= ExecBits.unconfined
        case 2: bits |= ExecBits.name
        case 3: bits |= ExecBits.name | ExecBits.child
        case let number: bits |= ExecBits.table | (number - 4)
        }
        return bits
    }

    /// The second seven bits extend the first here; what lies between them is read by kernels up to 6.1 alone.
    private static func oldPolicyMeaning(
        _ accept: UInt32,
        _ accept2: UInt32,
        _ kernel: KernelDialect
    ) -> StateMeaning {
        var allow = accept & 0x7f | accept & 0x8000_0000 | further(accept >> 14)
        let audit = accept2 & 0x7f | further(accept2 >> 14)
        var quiet = accept2 >> 7 & 0x7f | further(accept2 >> 21)
        if kernel == .linux61 {
            allow |= between(accept >> 7)
            quiet |= between(accept >> 21)
        } else {
            allow |= 0x8000
        }
        return StateMeaning(words: AccessWords(allow: allow, deny: 0, audit: audit, quiet: quiet))
    }

    private static func further(_ bits: UInt32) -> UInt32 {
        (bits & 0x3) << 8 | (bits & 0x1c) << 18 | (bits & 0x60) << 19
    }

    private static func between(_ bits: UInt32) -> UInt32 { (bits & 0x1) << 7 | (bits & 0x7e) << 9 }
}
