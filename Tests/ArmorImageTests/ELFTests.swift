import ArmorTestSupport
import Testing

@testable import ArmorImage

/// ELF is read in all four of its forms, and a damaged one is an error and never a trap.
@Suite struct ELFTests {
    private func read(_ bytes: [UInt8]) throws -> ELFFile? { try ELFFile.read(MemoryBytes(bytes)) }

    @Test(arguments: [true, false], [true, false]) func classesAndByteOrders(_ is64Bit: Bool, _ isBigEndian: Bool)
        throws
    {
        var builder = ELFBuilder(
            interpreter: "/lib/ld.so.1",
            needed: ["libc.so.6", "libm.so.6"],
            rpath: "/a:$ORIGIN/b",
            runpath: "/c"
        )
        (builder.is64Bit, builder.isBigEndian) = (is64Bit, isBigEndian)
        let file = try #require(try read(builder.bytes))
        #expect(file.interpreter == Array("/lib/ld.so.1".utf8))
        #expect(file.needed.map { String(decoding: $0, as: UTF8.self) } == ["libc.so.6", "libm.so.6"])
        #expect(file.rpath.map { String(decoding: $0, as: UTF8.self) } == ["/a", "$ORIGIN/b"])
        #expect(file.runpath == [Array("/c".utf8)])
        #expect(file.machine == 62 && file.is64Bit == is64Bit && file.isBigEndian == isBigEndian)
    }

    @Test func aStaticProgramNeedsNothing() throws {
        let file = try #require(try read(ELFBuilder().bytes))
        #expect(file.interpreter == nil && file.needed.isEmpty)
    }

    @Test func whatIsNoELFIsNone() throws {
        #expect(try read([]) == nil)
        #expect(try read(Array("#!/bin/sh\n".utf8)) == nil)
    }

    /// Each shorter one is refused or says less, and none traps.
    @Test func cutOff() throws {
        let bytes = ELFBuilder(interpreter: "/lib/ld.so.1", needed: ["libc.so.6"]).bytes
        for count in 4..<bytes.count {
            let file = try? read(Array(bytes[..<count]))
            #expect(file?.needed.count ?? 0 <= 1)
        }
    }

    @Test func changedBytes() throws {
        let original = ELFBuilder(interpreter: "/lib/ld.so.1", needed: ["libc.so.6"], runpath: "$ORIGIN/../lib").bytes
        var random = SplitMix(state: 2)
        for _ in 0..<5_000 {
            let bytes = mutated(original, [0, 1, 2, 0x7F, 0x80, 0xFF], using: &random)
            if let file = try? read(bytes) { #expect(file.needed.count <= 2_048) }
        }
    }
}
