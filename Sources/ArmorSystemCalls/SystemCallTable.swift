/// The names of Linux's system calls, and their numbers on the machines whose records are read.
///
/// Names are those of libseccomp, which runtimes understand; the table is written by `Scripts/system-calls`.
package struct SystemCallTable: Sendable {
    /// A machine with numbers of its own. x32 programs run on x86_64, with bit 30 of the number set.
    package enum Machine: String, Sendable, CaseIterable {
        case x64 = "x86_64"
        case x86, x32, aarch64

        /// The machine of a record's `arch` (linux/audit.h, `AUDIT_ARCH_*`) and the number without the mark of x32.
        package static func of(arch: UInt32, number: Int) -> (machine: Machine, number: Int)? {
            switch arch {
            case 0xC000_003E:
                number & x32Mark == 0 ? (.x64, number) : (.x32, number & ~x32Mark)
            case 0x4000_0003: (.x86, number)
            case 0xC000_00B7: (.aarch64, number)
            default: nil
            }
        }

        /// `__X32_SYSCALL_BIT` of asm/unistd.h.
        private static let x32Mark = 0x4000_0000
    }

    private let numbers: [String: [Machine: Int]]
    private let namesByNumber: [Machine: [Int: String]]

    /// All that are known, read when they are first asked for.
    package static let known = SystemCallTable(PackageResources.system_calls_table)

    /// Every name, sorted.
    package let names: [String]

    private init(_ text: [UInt8]) {
        var numbers: [String: [Machine: Int]] = [:]
        var namesByNumber: [Machine: [Int: String]] = [:]
        for line in text.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard let name = words.first else { continue }
            var own: [Machine: Int] = [:]
            for (machine, word) in zip(Machine.allCases, words.dropFirst()) {
                guard let number = Int(word) else { continue }
                own[machine] = number
                namesByNumber[machine, default: [:]][number] = name
            }
            numbers[name] = own
        }
        self.numbers = numbers
        self.namesByNumber = namesByNumber
        names = numbers.keys.sorted()
    }

    /// Whether any machine has a call of that name.
    package func contains(_ name: String) -> Bool { numbers[name] != nil }

    /// The number without the mark of x32; none where the machine has no such call.
    package func number(of name: String, on machine: Machine) -> Int? { numbers[name]?[machine] }

    package func name(of number: Int, on machine: Machine) -> String? { namesByNumber[machine]?[number] }
}
