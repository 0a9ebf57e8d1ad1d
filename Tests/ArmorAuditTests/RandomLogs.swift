import ArmorTestSupport

@testable import ArmorAudit

/// Logs of several machines, made by chance: runs that begin again, rotated files, records lost, text and the kernel's
/// buffer, names of any bytes, forged lines.
struct RandomLogs {
    /// One file's bytes, and the machine that it is of.
    struct Source: Sendable {
        var host: [UInt8]
        var bytes: [UInt8]
    }

    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(state: seed) }

    /// The files as they are, and the same cut where a run begins.
    mutating func make() -> (files: [Source], pieces: [Source]) {
        var (files, pieces): ([Source], [Source]) = ([], [])
        for host in 0..<Int.random(in: 1...4, using: &random) {
            let name = Array("host-\(host)".utf8)
            var second = 1_700_000_000 + Int.random(in: 0...100_000, using: &random)
            var file: [UInt8] = []
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let run = self.run(&second)
                for (index, part) in run.enumerated() {
                    pieces.append(Source(host: name, bytes: part))
                    file += part
                    // The file is rotated here, or goes on over the start of the machine.
                    if index + 1 < run.count || Bool.random(using: &random) {
                        files.append(Source(host: name, bytes: file))
                        file = []
                    }
                }
                second += Int.random(in: 60...9000, using: &random)
            }
            if !file.isEmpty { files.append(Source(host: name, bytes: file)) }
            let text = Source(host: name, bytes: (0..<9).flatMap { _ in Array("kernel: \(record("", 1))\n".utf8) })
            files.append(text)
            pieces.append(text)
        }
        return (files, pieces)
    }

    /// One run of a machine, in the files that it was rotated over.
    private mutating func run(_ second: inout Int) -> [[UInt8]] {
        // Below the last number of every run, so that the beginning can be seen.
        var serial = 0
        return (0..<Int.random(in: 1...3, using: &random)).map { _ in
            var text = ""
            for _ in 0..<Int.random(in: 3...40, using: &random) {
                serial += Int.random(in: 0...30, using: &random) == 0 ? 5 : 1
                second += Int.random(in: 0...2, using: &random)
                let stamp = "audit(\(second).\(Int.random(in: 100...999, using: &random)):\(serial))"
                text += record(stamp, 5) + "\n"
            }
            return Array(text.utf8)
        }
    }

    private mutating func record(_ stamp: String, _ kinds: Int) -> String {
        let other = Int.random(in: 0..<kinds, using: &random)
        if other == 1 { return "type=SYSCALL msg=\(stamp): arch=c000003e pid=1" }
        let profile = ["web", "db", "web//null-/usr/bin/sh", "web//child"].randomElement(using: &random) ?? ""
        let status = ["ALLOWED", "DENIED", "AUDIT"].randomElement(using: &random) ?? ""
        let start = "type=AVC msg=\(stamp): apparmor=\"\(status)\" "
        let process = "pid=\(Int.random(in: 1...9999, using: &random)) comm=\(comm())"
        switch Int.random(in: 0...9, using: &random) {
        case 0:
            return start
                + "operation=\"capable\" profile=\"\(profile)\" \(process) capability=21  capname=\"sys_admin\""
        case 1:
            return start + "operation=\"connect\" class=\"net\" profile=\"\(profile)\" \(process) family=\"inet\" "
                + "sock_type=\"stream\" protocol=6 faddr=10.0.0.\(Int.random(in: 1...200, using: &random)) fport=80 "
                + "requested_mask=\"send\" denied_mask=\"send\""
        case 2: return start + "operation=\"open\" profile=\"\(profile)\" name=\"/forged\" name=\"/twice\" \(process)"
        default:
            return start + "operation=\"open\" class=\"file\" profile=\"\(profile)\" name=\(name()) \(process) "
                + "requested_mask=\"r\" denied_mask=\"r\" fsuid=\(Int.random(in: 0...1, using: &random)) ouid=0"
        }
    }

    private mutating func name() -> String {
        let number = Int.random(in: 0...30, using: &random)
        // Bytes that are no UTF-8, in hexadecimal.
        return number < 6
            ? "2F73727620FF\(["00", "22", "0A", "7F", "5C", "80"][number].replacing("00", with: "01"))"
            : "\"/srv/\(number)\""
    }

    private mutating func comm() -> String {
        let number = Int.random(in: 0...6, using: &random)
        return number == 0 ? "61FF62" : "\"p\(number)\""
    }
}
