import ArmorTOML

/// `set rlimit nofile <= 1024,` — the hard limit that the profile sets on a resource (setrlimit(2)).
package struct ResourceLimitRule: RuleValue {
    package let resource: String
    /// As the profile has it: a number with its unit, or `infinity`.
    package let limit: String

    package static let kind = RuleKind.resourceLimit

    package var text: String { "set rlimit \(resource) <= \(limit)" }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        [.setting(PolicyField(resource, Int(limit).map(PolicyValue.integer) ?? .string(limit)))]
    }

    package static let about = "resource limits, as setrlimit(2) has them"

    private static let keys = units.sorted { $0.key < $1.key }.map { name, unit in
        KeySchema(name, .either([.integer(Int64.min...Int64.max), .string]), unit.example)
    }

    package static let schema = ValueSchema.table(keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        guard let section = reader.table(keys: keys) else { return [] }
        return section.table.entries.compactMap { entry in
            guard let unit = units[entry.key], let limit = limit(entry.key, unit, section) else { return nil }
            let reason = entry.comment
            return reader.rule(
                ResourceLimitRule(resource: entry.key, limit: limit),
                Qualifiers(.allow, reason: reason),
                at: entry.keyRange.lowerBound..<entry.value.range.upperBound
            )
        }
    }

    private static func limit(_ key: String, _ unit: Unit, _ section: TableReader) -> String? {
        guard let value = section.value(key) else { return nil }
        switch value.kind {
        case .integer(let number) where unit.allows(number): return "\(number)"
        case .string(let text) where text == "infinity" || unit.allows(text): return text
        case .string, .integer:
            section.context.error(
                "bad-limit",
                "this is no limit for \"\(key)\"",
                at: value.range,
                help: "write \(unit.example)"
            )
        default: section.wrongType(key, "an integer or a string", value)
        }
        return nil
    }

    /// The limit that a profile's text means, as a policy has it; `nil` where apparmor_parser rejects it.
    static func limit(inProfile text: String, of resource: String) -> String? {
        guard let unit = units[resource] else { return nil }
        if text == "infinity" { return text }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "-") }
        // strtoll(3) reads a leading zero as octal.
        let isOctal = digits.count > 1 && digits.first == "0"
        guard let number = Int64(digits, radix: isOctal ? 8 : 10), number > -1_000, number < 1 << 53 else { return nil }
        let suffix = String(text[digits.endIndex...])
        let plain = "\(number)\(suffix)"
        if suffix.isEmpty ? unit.allows(number) : unit.allows(plain) { return plain }
        // The parser knows more units of time than a policy has words for.
        guard number >= 0, let microseconds = durations[suffix], unit == .time || unit == .microseconds else {
            return nil
        }
        let base: Int64 = unit == .time ? 1_000_000 : 1
        let (product, overflows) = number.multipliedReportingOverflow(by: microseconds)
        guard !overflows else { return nil }
        let value = product / base
        return value > 0 || number == 0 ? "\(value)" : nil
    }

    /// Microseconds of each unit of time that apparmor_parser knows.
    private static let durations: [String: Int64] = {
        let units: [(names: [String], length: Int64)] = [
            (["us", "microsecond", "microseconds"], 1), (["ms", "millisecond", "milliseconds"], 1_000),
            (["s", "sec", "second", "seconds"], 1_000_000), (["min", "minute", "minutes"], 60_000_000),
            (["h", "hour", "hours"], 3_600_000_000), (["d", "day", "days"], 86_400_000_000),
            (["week", "weeks"], 604_800_000_000),
        ]
        return Dictionary(uniqueKeysWithValues: units.flatMap { unit in unit.names.map { ($0, unit.length) } })
    }()

    /// What a limit on a resource may be; `nil` for an unknown resource.
    static func help(for resource: String) -> String? { units[resource]?.example }

    /// What a limit counts.
    private enum Unit {
        case size, number, time, microseconds, nice

        var example: String {
            switch self {
            case .size: "a number of bytes, \"64K\", \"64M\", \"2G\" or \"infinity\""
            case .number: "a number or \"infinity\""
            case .time: "\"30seconds\", \"30min\", \"2hours\", \"1day\", a number of seconds or \"infinity\""
            case .microseconds: "\"500us\", \"20ms\", \"1s\", a number of microseconds or \"infinity\""
            case .nice: "-20 to 19"
            }
        }

        func allows(_ number: Int64) -> Bool { self == .nice ? (-20...19).contains(number) : number >= 0 }

        /// A number and a unit of apparmor.d(5), with nothing between them.
        func allows(_ text: String) -> Bool {
            let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            guard (1...15).contains(digits) else { return false }
            return suffixes.contains(String(text.dropFirst(digits)))
        }

        private var suffixes: Set<String> {
            switch self {
            case .size: ["K", "KB", "M", "MB", "G", "GB"]
            case .time: ["s", "sec", "second", "seconds", "min", "minute", "minutes", "hour", "hours", "day", "days"]
            case .microseconds: ["us", "ms", "s"]
            case .number, .nice: []
            }
        }
    }

    private static let units: [String: Unit] = [
        "cpu": .time, "fsize": .size, "data": .size, "stack": .size, "core": .size, "rss": .size, "nofile": .number,
        "ofile": .number, "as": .size, "nproc": .number, "memlock": .size, "locks": .number, "sigpending": .number,
        "msgqueue": .size, "nice": .nice, "rtprio": .number, "rttime": .microseconds,
    ]
}
