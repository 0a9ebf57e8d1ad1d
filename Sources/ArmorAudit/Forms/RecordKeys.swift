/// The keys of AppArmor's records: by them text that continues a record is told from other text.
enum RecordKeys {
    /// Keys that kernels and bus daemons write (security/apparmor; dbus/bus/apparmor.c).
    private static let all: Set<String> = [
        "apparmor", "operation", "class", "info", "error", "profile", "label", "namespace", "name", "pid", "comm",
        "requested_mask", "denied_mask", "requested", "denied", "mask", "fsuid", "ouid", "target", "parent", "task",
        "srcname", "fstype", "flags", "options", "capability", "capname", "family", "sock_type", "protocol", "laddr",
        "lport", "faddr", "fport", "saddr", "src", "daddr", "dest", "addr", "peer_addr", "peer", "signal", "bus",
        "path", "interface", "member", "method", "error_name", "peer_label", "peer_profile", "peer_pid", "exe",
        "rlimit", "value", "execpath", "tcontext", "hostname", "terminal", "sauid", "subj", "opid", "net",
    ]

    static func contains(_ key: ArraySlice<UInt8>) -> Bool {
        key.count <= 16 && all.contains(String(decoding: key, as: UTF8.self))
    }

    /// Where the value of the `key=` begins that is at a place, whatever the key; `nil` where there is none.
    static func valueStart(_ text: [UInt8], _ start: Int, _ end: Int) -> Int? {
        var position = start
        while position < end, FieldScanner.isWord(text[position]) { position += 1 }
        return position > start && position < end && text[position] == UInt8(ascii: "=") ? position + 1 : nil
    }

    /// The same for a key of AppArmor's.
    static func knownValueStart(_ text: [UInt8], _ start: Int, _ end: Int) -> Int? {
        guard let value = valueStart(text, start, min(end, start + 17)), contains(text[start..<value - 1]) else {
            return nil
        }
        return value
    }

    /// Keys whose values can hold blanks in the kernel's own quotes.
    static func holdsBlanks(_ key: ArraySlice<UInt8>) -> Bool {
        ["info", "flags", "requested_mask", "denied_mask", "requested", "denied", "options"]
            .contains(String(decoding: key, as: UTF8.self))
    }
}
