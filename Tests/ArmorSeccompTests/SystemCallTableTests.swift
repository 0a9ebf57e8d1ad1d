import ArmorSystemCalls
import ArmorTestSupport
import Foundation
import Testing

/// Names and numbers of system calls, held against libseccomp's own resolver.
@Suite struct SystemCallTableTests {
    @Test("what libseccomp knows by a number is known by the same name", arguments: SystemCallTable.Machine.allCases)
    func resolver(_ machine: SystemCallTable.Machine) throws {
        guard let resolver = program("scmp_sys_resolver") else {
            print("no scmp_sys_resolver (Debian: seccomp): numbers of \(machine.rawValue) are not compared")
            return
        }
        let mark = machine == .x32 ? 0x4000_0000 : 0
        // One shell for all numbers: a process each is enough.
        let script = "for n in $(seq \(mark) \(mark + 560)); do \(resolver.path) -a \(machine.rawValue) $n; done"
        let names = try run(URL(filePath: "/bin/sh"), ["-c", script]).output.split(separator: "\n").map(String.init)
        try #require(names.count == 561)
        var known = 0
        for (number, name) in names.enumerated() where name != "UNKNOWN" {
            known += 1
            #expect(SystemCallTable.known.name(of: number, on: machine) == name)
            #expect(SystemCallTable.known.number(of: name, on: machine) == number)
        }
        #expect(known > 300)
    }

    @Test("a record's machine is told by its arch, x32 by a bit of the number")
    func machines() {
        func read(_ arch: UInt32, _ number: Int) -> String? {
            SystemCallTable.Machine.of(arch: arch, number: number).flatMap {
                SystemCallTable.known.name(of: $0.number, on: $0.machine)
            }
        }
        #expect(read(0xC000_003E, 83) == "mkdir")
        #expect(read(0xC000_003E, 0x4000_0053) == "mkdir")
        #expect(read(0x4000_0003, 39) == "mkdir")
        #expect(read(0xC000_00B7, 34) == "mkdirat")
        #expect(read(0xC000_003E, 9_999) == nil)
        #expect(read(0xC000_0015, 39) == nil)
    }

    @Test("calls that came after this libseccomp have the number that all machines share")
    func newer() {
        for (name, number) in [("cachestat", 451), ("fchmodat2", 452), ("mseal", 462), ("setxattrat", 463)] {
            for machine in SystemCallTable.Machine.allCases {
                #expect(SystemCallTable.known.number(of: name, on: machine) == number)
            }
        }
        #expect(SystemCallTable.known.number(of: "socketcall", on: .x64) == nil)
        #expect(SystemCallTable.known.contains("riscv_flush_icache"))
        #expect(!SystemCallTable.known.contains("mkdr"))
    }
}
