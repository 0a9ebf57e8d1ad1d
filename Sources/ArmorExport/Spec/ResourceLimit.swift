import ArmorPolicy

/// A resource limit as a number (setrlimit(2)).
package struct ResourceLimit: Sendable, Equatable {
    /// Lower case, as `nofile`; `ofile`, apparmor.d's other name of it, is `nofile` here.
    package let resource: String
    /// In setrlimit's unit: bytes, seconds, microseconds or a count; none for no limit.
    package let value: UInt64?

    init?(_ rule: ResourceLimitRule) {
        resource = rule.resource == "ofile" ? "nofile" : rule.resource
        if rule.limit == "infinity" {
            value = nil
            return
        }
        guard let number = Self.number(rule.limit, resource) else { return nil }
        value = number
    }

    private static func number(_ text: String, _ resource: String) -> UInt64? {
        // RLIMIT_NICE counts from the other end, so that it can be unsigned: 20 − nice.
        if resource == "nice" { return Int(text).flatMap { UInt64(exactly: 20 - $0) } }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = UInt64(digits), let factor = factor(String(text.dropFirst(digits.count))) else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(
            by: resource == "rttime" ? factor.time : factor.plain
        )
        return overflow ? nil : product
    }

    /// What a unit of apparmor.d(5) multiplies by: in bytes or seconds, and in microseconds.
    private static func factor(_ unit: String) -> (plain: UInt64, time: UInt64)? {
        switch unit {
        case "": (1, 1)
        case "K", "KB": (1 << 10, 1)
        case "M", "MB": (1 << 20, 1)
        case "G", "GB": (1 << 30, 1)
        case "us": (1, 1)
        case "ms": (1, 1_000)
        case "s", "sec", "second", "seconds": (1, 1_000_000)
        case "min", "minute", "minutes": (60, 60_000_000)
        case "hour", "hours": (3_600, 3_600_000_000)
        case "day", "days": (86_400, 86_400_000_000)
        default: nil
        }
    }
}
