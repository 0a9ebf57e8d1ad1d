import SystemPackage
import Testing

@testable import ArmorKernel

/// What the kernel's audit system answers, byte by byte.
@Suite struct AuditStatusTests {
    private static func message(_ type: UInt16, _ words: [UInt32]) -> [UInt8] {
        let head = [UInt32(16 + words.count * 4), UInt32(type), 1, 0]
        return (head + words).flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }

    @Test func aStatusIsRead() throws {
        // mask, enabled, failure, pid, rate_limit, backlog_limit, lost, backlog, then what later kernels append.
        let answer = Self.message(1_000, [0, 1, 1, 412, 0, 64, 1_740, 3, 0x7F, 60_000])
        let status = AuditStatus(isEnabled: true, daemon: 412, rateLimit: 0, backlogLimit: 64, lost: 1_740, backlog: 3)
        #expect(try AuditStatus.answer(answer) == status)
        let without = Self.message(1_000, [0, 0, 1, 0, 100, 8_192, 0, 0])
        #expect(try AuditStatus.answer(without)?.daemon == nil)
        #expect(try AuditStatus.answer(without)?.rateLimit == 100)
    }

    @Test func anErrorIsThrown() {
        #expect(throws: Errno.notPermitted) {
            try AuditStatus.answer(Self.message(2, [UInt32(bitPattern: -1), 16, 1_000, 1, 0]))
        }
        #expect(throws: Errno.self) { try AuditStatus.answer(Self.message(2, [UInt32(bitPattern: .min)])) }
    }

    @Test func otherMessagesArePassedOver() throws {
        #expect(try AuditStatus.answer(Self.message(2, [0])) == nil)
        #expect(try AuditStatus.answer(Self.message(1_305, [1, 2, 3])) == nil)
    }

    @Test func whatIsCutShortIsAnError() {
        let whole = Self.message(1_000, [0, 1, 1, 412, 0, 64, 1_740, 3])
        for count in 8..<whole.count {
            #expect(throws: Errno.ioError) { try AuditStatus.answer(Array(whole.prefix(count))) }
        }
    }
}
