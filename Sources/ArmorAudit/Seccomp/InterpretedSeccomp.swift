import ArmorSystemCalls

/// A record of a filter as `ausearch -i` shows it: names for numbers, and names of programs without quotes.
enum InterpretedSeccomp {
    /// The event of the fields from `auid=` on; `nil` where it is not certain where each ends.
    static func read(_ body: [UInt8]) -> SeccompEvent? {
        var rest = Words(body)
        guard let code = rest.last("code"), let action = action(code), rest.last("ip") != nil,
            rest.last("compat") != nil,
            let call = rest.last("syscall"), let machine = rest.last("arch"),
            let signal = rest.last("sig").flatMap(signal),
            let (arch, number) = number(of: call, machine), let executable = rest.name("exe"),
            let comm = rest.name("comm"), let pid = rest.last("pid").flatMap(UInt32.init)
        else { return nil }
        return SeccompEvent(
            trust: .untrusted(.interpreted),
            label: label(rest.text),
            pid: pid,
            comm: comm,
            executable: executable == Array("(null)".utf8) ? nil : executable,
            signal: signal,
            arch: arch,
            number: number,
            action: action
        )
    }

    /// The words of a record from its end on.
    private struct Words {
        private(set) var text: [UInt8]

        init(_ body: [UInt8]) { text = body }

        /// The value of the last word, where that has the key.
        mutating func last(_ key: String) -> String? {
            while let byte = text.last, byte <= 0x20 { text.removeLast() }
            let start = text.lastIndex(of: 0x20).map { $0 + 1 } ?? 0
            let word = text[start...]
            guard word.starts(with: "\(key)=".utf8) else { return nil }
            let value = String(decoding: word.dropFirst(key.utf8.count + 1), as: UTF8.self)
            text.removeSubrange(start...)
            return value
        }

        /// The value of the last field with the key, blanks in it included.
        mutating func name(_ key: String) -> [UInt8]? {
            while let byte = text.last, byte <= 0x20 { text.removeLast() }
            let mark = Array(" \(key)=".utf8)
            guard text.count > mark.count,
                let place = (0...text.count - mark.count).last(where: { text[$0...].starts(with: mark) })
            else { return nil }
            var value = text[(place + mark.count)...]
            if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") {
                value = value.dropFirst().dropLast()
            }
            text.removeSubrange(place...)
            return Array(value)
        }
    }

    /// The label; `nil` where there is none, or where the name of a program may be a part of it.
    private static func label(_ text: [UInt8]) -> AuditLabel? {
        guard let place = text.span.position(of: " subj=", in: text.indices) else { return nil }
        var name = text[(place + 6)...]
        if name.first == UInt8(ascii: "=") { name = name.dropFirst() }
        while let last = name.last, last <= 0x20 { name = name.dropLast() }
        if name.last == UInt8(ascii: ")"), let open = name.lastIndex(of: UInt8(ascii: "(")), open > name.startIndex {
            name = name[..<(open - 1)]
        }
        let bytes = Array(name)
        return bytes.isEmpty || bytes.span.position(of: " pid=", in: bytes.indices) != nil ? nil : AuditLabel(bytes)
    }

    private static func action(_ word: String) -> SeccompEvent.Action? {
        if word.hasPrefix("0x") { return UInt32(word.dropFirst(2), radix: 16).flatMap(SeccompEvent.Action.init(code:)) }
        // Kernels before 4.14 had one kind of killing.
        return word == "kill" ? .killThread : SeccompEvent.Action(rawValue: word)
    }

    /// Machines as libaudit names them (lib/machinetab.h), with their `AUDIT_ARCH_*`.
    private static let machines: [String: (arch: UInt32, machine: SystemCallTable.Machine)] = [
        "x86_64": (0xC000_003E, .x64), "i386": (0x4000_0003, .x86), "i686": (0x4000_0003, .x86),
        "aarch64": (0xC000_00B7, .aarch64),
    ]

    private static func number(of call: String, _ machine: String) -> (arch: UInt32, number: UInt32)? {
        let known = machines[machine] ?? machines.values.first { String($0.arch, radix: 16) == machine }
        if let number = UInt32(call) {
            return (known?.arch ?? UInt32(machine, radix: 16)).map { ($0, number) }
        }
        guard let known, let number = SystemCallTable.known.number(of: call, on: known.machine) else { return nil }
        return UInt32(exactly: number).map { (known.arch, $0) }
    }

    /// Signals in the order of their numbers, from 1 on (signal(7), x86 and ARM).
    private static let signals = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ]

    private static func signal(_ word: String) -> UInt32? {
        if let number = UInt32(word) { return number }
        let name = word.hasPrefix("SIG") ? String(word.dropFirst(3)) : word
        return signals.firstIndex(of: name).map { UInt32($0) + 1 }
    }
}
