import Foundation

/// A log as the audit daemon writes it, made by a generator with a fixed seed.
struct GeneratedLog {
    let percent: Int
    let distinct: Int
    private var state: UInt64 = 42
    private var serial = 1000

    init(percent: Int, distinct: Int) {
        self.percent = percent
        self.distinct = distinct
    }

    private mutating func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    /// Writes whole lines to standard output until there are so many bytes.
    mutating func written(bytes: Int, _ write: (Data) -> Void) {
        var count = 0
        var text = Data()
        while count < bytes {
            let line = Data(line().utf8)
            count += line.count
            text += line
            if text.count > 1 << 20 {
                write(text)
                text = Data()
            }
        }
        write(text)
    }

    func write(bytes: Int) {
        var generator = self
        generator.written(bytes: bytes) { FileHandle.standardOutput.write($0) }
    }

    private mutating func line() -> String {
        serial += 1
        let stamp = "audit(\(1_795_226_286 + serial / 1000).\(String(1000 + serial % 1000).dropFirst()):\(serial))"
        let pid = 1000 + random(30_000)
        guard random(100) < percent else {
            return
                "type=SYSCALL msg=\(stamp): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd\(pid) a2=0 a3=0 "
                + "items=1 ppid=1 pid=\(pid) auid=4294967295 uid=33 gid=33 euid=33 ses=4294967295 comm=\"nginx\" "
                + "exe=\"/usr/sbin/nginx\" subj=web key=(null)\n"
        }
        let number = random(distinct)
        let name = "/srv/data/part-\(number % 97)/tenant-\(number % 1009)/object-\(number).bin"
        let mask = ["r", "w", "wc", "rk"][number % 4]
        let comm = ["nginx", "python3", "sh", "cat"][number % 4]
        return
            "type=AVC msg=\(stamp): apparmor=\"ALLOWED\" operation=\"open\" class=\"file\" profile=\"web\" name=\"\(name)\" "
            + "pid=\(pid) comm=\"\(comm)\" requested_mask=\"\(mask)\" denied_mask=\"\(mask)\" fsuid=33 ouid=33\n"
    }
}
