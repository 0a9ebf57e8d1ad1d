import Glibc

/// The machine's clock.
package enum SystemTime {
    /// Milliseconds since 1970.
    package static func now() -> UInt64 {
        var now = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &now) == 0 else { return 0 }
        return UInt64(max(0, now.tv_sec)) * 1000 + UInt64(max(0, now.tv_nsec)) / 1_000_000
    }

    /// Milliseconds that nobody sets back or ahead, for measuring how long something takes.
    package static var uptime: UInt64 {
        var now = timespec()
        guard unsafe clock_gettime(CLOCK_MONOTONIC, &now) == 0 else { return 0 }
        return UInt64(max(0, now.tv_sec)) * 1000 + UInt64(max(0, now.tv_nsec)) / 1_000_000
    }

    /// When this machine was started, in milliseconds since 1970 (`btime` of proc_stat(5)); none where it does not say.
    package static func started(_ host: HostFiles = HostFiles()) -> UInt64? {
        let lines = (host.text("/proc/stat") ?? "").split(separator: "\n")
        return lines.first { $0.hasPrefix("btime ") }.flatMap { UInt64($0.dropFirst(6)) }.map { $0 &* 1000 }
    }

    /// Waits, at most a second; less where a signal comes.
    package static func pause(milliseconds: UInt32) { _ = usleep(min(milliseconds, 999) * 1000) }
}
