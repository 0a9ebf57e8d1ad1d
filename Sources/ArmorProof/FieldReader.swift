import ArmorCompiled
import ArmorGlob
import ArmorSource

/// The keys of a question with their words.
struct FieldReader {
    let fields: [String: [String]]
    let reader: QuestionReader

    func has(_ key: String) -> Bool { fields[key] != nil }

    func values(_ key: String) -> [String] { fields[key] ?? [] }

    /// All keys as `key=value`, in a fixed order.
    var text: String {
        fields.keys.sorted().filter { $0 != "access" }.map { "\($0)=\(values($0).joined(separator: ","))" }
            .joined(separator: " ")
    }

    /// ` KEY=VALUE`, or nothing where the key is left out.
    func tail(_ key: String) -> String { has(key) ? " \(key)=\(values(key).joined(separator: ","))" : "" }

    /// The glob of a key; everything where it is left out.
    func glob(_ key: String, _ kind: GlobKind) throws(BadQuestion) -> Glob {
        guard let text = fields[key]?.first else {
            return try reader.glob(kind == .path ? "/{,**}" : "**", kind)
        }
        guard values(key).count == 1 else { throw BadQuestion("\"\(key)\" takes one value; use a glob for several") }
        return try reader.glob(text, kind)
    }

    /// The words of a key, each one known; none where it is left out.
    func words(_ key: String, _ known: [String]) throws(BadQuestion) -> [String]? {
        guard let words = fields[key] else { return nil }
        for word in words where !known.contains(word) { throw .unknown(key, word, known) }
        return words
    }

    /// What `access` names, one by one; all where it is left out.
    func permissions(_ table: PermissionWords) throws(BadQuestion) -> [Permission] {
        (try words("access", table.all) ?? table.all).compactMap(table.permission)
    }

    /// What `access` names, together.
    func permission(_ table: PermissionWords) throws(BadQuestion) -> Permission? {
        guard let words = try words("access", table.all) else { return nil }
        return words.compactMap(table.permission).reduce(Permission()) { $0.union($1) }
    }
}

/// The word of a list that is nearest to another.
func nearestWord(to word: String, in words: [String]) -> String? { nearest(to: word, in: words) }

/// Values of resource limits as apparmor_parser reads them.
enum LimitValue {
    /// The number that the kernel has for a limit; none for a text that is no limit of the resource.
    static func read(_ text: String, of resource: String) -> UInt64? {
        if text == "infinity" { return .max }
        // The parser stores 20 more than the nice value.
        if resource == "nice" { return Int(text).flatMap { -20...19 ~= $0 ? UInt64(20 + $0) : nil } }
        let digits = text.prefix { $0.isNumber }
        guard let number = UInt64(digits) else { return nil }
        let unit = String(text.dropFirst(digits.count))
        guard let factor = factor(unit, resource) else { return nil }
        let (value, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : value
    }

    private static func factor(_ unit: String, _ resource: String) -> UInt64? {
        if unit.isEmpty { return 1 }
        switch resource {
        case "cpu":
            let seconds: [String: UInt64] = [
                "s": 1, "sec": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60, "hour": 3600,
                "hours": 3600, "day": 86_400, "days": 86_400,
            ]
            return seconds[unit]
        case "rttime": return ["us": 1, "ms": 1_000, "s": 1_000_000][unit]
        case "nproc", "nofile", "locks", "sigpending", "rtprio": return nil
        default:
            let sizes: [String: UInt64] = [
                "K": 1 << 10, "KB": 1 << 10, "M": 1 << 20, "MB": 1 << 20, "G": 1 << 30, "GB": 1 << 30,
            ]
            return sizes[unit]
        }
    }
}
