package import SystemPackage

/// What the kernel's audit system says of itself, as `auditctl -s` shows it.
package struct AuditStatus: Sendable, Equatable {
    /// Whether it records system calls and rules; AppArmor's events are written either way.
    package let isEnabled: Bool
    /// The number of the daemon that takes its records; none where nobody does and they go to the kernel's log.
    package let daemon: Int?
    /// Records a second above which it drops; 0 is no limit.
    package let rateLimit: Int
    /// Records that may wait for the daemon before they are dropped.
    package let backlogLimit: Int
    /// Records that were dropped since the machine started.
    package let lost: Int
    /// Records that wait now.
    package let backlog: Int

    package init(isEnabled: Bool, daemon: Int?, rateLimit: Int, backlogLimit: Int, lost: Int, backlog: Int) {
        self.isEnabled = isEnabled
        self.daemon = daemon
        self.rateLimit = rateLimit
        self.backlogLimit = backlogLimit
        self.lost = lost
        self.backlog = backlog
    }

    /// Asks the kernel. Fails with EPERM for all but root, and with EPROTONOSUPPORT or ECONNREFUSED where the kernel has
    /// no audit or was started with `audit=0`.
    package static func read() throws(Errno) -> AuditStatus {
        let socket = try SystemCall.auditSocket(seconds: 2)
        try SystemCall.sendAll(socket.number, request)
        // Other messages may come first; the kernel does not send many unasked.
        for _ in 0..<16 {
            let message = try SystemCall.receive(socket.number, limit: 1 << 14)
            if let status = try answer(message) { return status }
        }
        throw .ioError
    }

    /// `AUDIT_GET` and `NLMSG_ERROR` of linux/audit.h and linux/netlink.h.
    private static let get: UInt32 = 1_000
    private static let error: UInt32 = 2
    /// `struct nlmsghdr`: length, type and flags (16 bits each), sequence, sender.
    private static let headerSize = 16

    /// A header alone, with NLM_F_REQUEST; netlink speaks the machine's byte order.
    private static var request: [UInt8] {
        native(UInt32(headerSize)) + native(UInt16(get)) + native(UInt16(1)) + native(UInt32(1)) + native(UInt32(0))
    }

    private static func native(_ number: some FixedWidthInteger) -> [UInt8] {
        let isLittle = 1.littleEndian == 1
        let bytes = (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        return isLittle ? bytes : bytes.reversed()
    }

    /// Reads one message; none where it is about something else.
    ///
    /// `struct audit_status` begins with 32-bit numbers: mask, enabled, failure, pid, rate_limit, backlog_limit, lost,
    /// backlog; later kernels append more.
    static func answer(_ message: [UInt8]) throws(Errno) -> AuditStatus? {
        func word(_ index: Int) -> UInt32? {
            let start = index * 4
            guard start + 4 <= message.count else { return nil }
            let bytes = message[start..<start + 4]
            let ordered = 1.littleEndian == 1 ? Array(bytes.reversed()) : Array(bytes)
            return ordered.reduce(0) { $0 << 8 | UInt32($1) }
        }
        guard let second = word(1) else { throw .ioError }
        let type = 1.littleEndian == 1 ? second & 0xFFFF : second >> 16
        let body = headerSize / 4
        if type == error, let code = word(body).map(Int32.init(bitPattern:)), code != 0 {
            throw Errno(rawValue: code == .min ? CInt.max : abs(code))
        }
        guard type == get else { return nil }
        let words = (0..<8).compactMap { word(body + $0) }
        guard words.count == 8 else { throw .ioError }
        return AuditStatus(
            isEnabled: words[1] != 0,
            daemon: words[3] == 0 ? nil : Int(words[3]),
            rateLimit: Int(words[4]),
            backlogLimit: Int(words[5]),
            lost: Int(words[6]),
            backlog: Int(words[7])
        )
    }
}
