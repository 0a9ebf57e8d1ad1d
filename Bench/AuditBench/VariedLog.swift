/// A log as a busy host writes it: sixty profiles, every kind of event, many users, with and without `class=`.
///
/// Each line is an access out of a fixed set, chosen at random. An access is decided by its number alone, so the same seed
/// gives the same log. Where there are few names, each comes with many users, so that the log still holds more than 20,000
/// different records (``VariedAccess`` says what differs).
struct VariedLog {
    /// How a line wraps the record that the kernel wrote.
    enum Envelope: String, CaseIterable {
        /// `/var/log/audit/audit.log`
        case auditd
        /// The same with `log_format = ENRICHED`: names of users follow each record.
        case enriched
        /// `/var/log/syslog`
        case syslog
        /// `dmesg`
        case dmesg
        /// `journalctl`
        case journal
    }

    let envelope: Envelope
    /// AppArmor's share of the lines, 0 to 100.
    let percent: Int
    /// Different names of files and objects.
    let names: Int
    private let variants: Int
    private var random = SeededRandom(seed: 42)
    private var serial = 1000

    /// So many pairs of name and variant at least; some of them look the same.
    private static let records = 72_000

    init(envelope: Envelope, percent: Int, names: Int) {
        self.envelope = envelope
        self.percent = percent
        self.names = max(1, names)
        variants = max(1, Self.records / max(1, names))
    }

    /// Writes whole lines until there are so many bytes.
    func write(bytes: Int, to take: ([UInt8]) -> Void) {
        var log = self
        var (text, written) = (LineText(), 0)
        while written + text.bytes.count < bytes {
            log.addLine(to: &text)
            if text.bytes.count > 1 << 20 {
                written += text.bytes.count
                take(text.bytes)
                text.bytes.removeAll(keepingCapacity: true)
            }
        }
        take(text.bytes)
    }

    private mutating func addLine(to text: inout LineText) {
        serial += 1
        let process = 1000 + random.below(30_000)
        guard random.below(100) < percent else {
            addOtherLine(process, to: &text)
            text.add("\n")
            return
        }
        let access = VariedAccess(name: random.below(names), variant: random.below(variants))
        addStart(isMessage: access.isMessage, process, to: &text)
        access.write(process: process, to: &text)
        if access.isMessage {
            text.add(" exe=\"/usr/bin/dbus-daemon\" sauid=103 hostname=? addr=? terminal=?'")
        } else if envelope == .enriched {
            text.add("\u{1D}FSUID=\"user\(access.user)\" OUID=\"user\(access.owner)\"")
        }
        text.add("\n")
    }

    private mutating func addStart(isMessage: Bool, _ process: Int, to text: inout LineText) {
        let user = "pid=512 uid=103 auid=4294967295 ses=4294967295 subj=unconfined msg='"
        switch envelope {
        case .auditd, .enriched:
            text.add(isMessage ? "type=USER_AVC msg=" : "type=AVC msg=")
            addStamp(to: &text)
            text.add(isMessage ? ": \(user)" : ": ")
        case .syslog, .dmesg:
            addKernelPrefix(to: &text)
            text.add(isMessage ? "audit: type=1107 " : "audit: type=1400 ")
            addStamp(to: &text)
            text.add(isMessage ? ": \(user)" : ": ")
        case .journal:
            addDate(to: &text)
            text.add(" host audit[")
            text.add(process)
            text.add(isMessage ? "]: USER_AVC \(user)" : "]: AVC ")
        }
    }

    /// A line of something else: most lines of a real log are.
    private mutating func addOtherLine(_ process: Int, to text: inout LineText) {
        switch envelope {
        case .auditd, .enriched:
            text.add("type=SYSCALL msg=")
            addStamp(to: &text)
            text.add(": arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd2ab0 a2=0 a3=0 items=1")
            text.add(" ppid=1 pid=")
            text.add(process)
            text.add(" auid=4294967295 uid=33 gid=33 euid=33 suid=33 fsuid=33 egid=33 tty=(none) ses=4294967295 ")
            text.add("comm=\"nginx\" exe=\"/usr/sbin/nginx\" subj=web key=(null)")
            guard envelope == .enriched else { return }
            text.add("\u{1D}ARCH=x86_64 SYSCALL=openat UID=\"www-data\" FSUID=\"www-data\"")
        case .dmesg:
            addKernelPrefix(to: &text)
            text.add("eth0: renamed from veth")
            text.add(process)
            text.add(", link becomes ready after a while and the bridge forwards its frames")
        case .syslog, .journal:
            addDate(to: &text)
            text.add(" host systemd[1]: Started session-")
            text.add(process)
            text.add(".scope - Session of a user who logs in, looks at a page, and is gone within the minute.")
        }
    }

    private func addStamp(to text: inout LineText) {
        text.add("audit(")
        text.add(1_795_226_286 + serial / 1000)
        text.add(".")
        text.add(serial % 1000, digits: 3)
        text.add(":")
        text.add(serial)
        text.add(")")
    }

    private func addKernelPrefix(to text: inout LineText) {
        if envelope == .syslog {
            addDate(to: &text)
            text.add(" host kernel: ")
        }
        text.add("[")
        text.add(12_345 + serial / 1000)
        text.add(".")
        text.add(serial % 1000, digits: 3)
        text.add("042] ")
    }

    private func addDate(to text: inout LineText) {
        let second = serial / 1000
        text.add("Nov 21 ")
        text.add(second / 3600 % 24, digits: 2)
        text.add(":")
        text.add(second / 60 % 60, digits: 2)
        text.add(":")
        text.add(second % 60, digits: 2)
    }
}

/// Bytes that a line is put together from.
struct LineText {
    var bytes: [UInt8] = []

    mutating func add(_ text: String) { bytes += text.utf8 }

    mutating func add(_ number: Int) { bytes += String(number).utf8 }

    /// A number with leading zeros.
    mutating func add(_ number: Int, digits: Int) {
        let text = String(number)
        for _ in text.utf8.count..<max(digits, text.utf8.count) { bytes.append(UInt8(ascii: "0")) }
        bytes += text.utf8
    }

    /// In quotes, or in hexadecimal where the kernel would write it so.
    mutating func add(name: String) {
        if name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }) {
            return add("\"\(name)\"")
        }
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in name.utf8 {
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}

/// Numbers that only look random: the same seed gives the same ones (splitmix64).
struct SeededRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A number from 0 to below the bound, which is above 0.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func one<Item>(of items: [Item]) -> Item { items[below(items.count)] }
}
