package import ArmorGlob

/// `signal (send) set=(term) peer="web",` — sending signals to, and receiving them from, processes under a label.
package struct SignalRule: RuleValue {
    package enum Access: String, Sendable, CaseIterable { case send, receive }

    /// Empty means both.
    package let access: [Access]
    /// Names as in signal(7), lower case without `sig`; empty means every signal.
    package let signals: [String]
    package let peer: Glob?

    package static let kind = RuleKind.signal

    package var text: String {
        let set = signals.isEmpty ? nil : "set=(\(signals.joined(separator: ", ")))"
        let who = RuleText.list(access.map(\.rawValue))
        return RuleText.join(["signal\(who)", set, RuleText.pair("peer", peer)])
    }

    package var requirements: [Requirement] { [Requirement("signal", features: ["signal"])] }

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.rules(keys: ["access", "set", "peer"]) { table, _ in
            [
                SignalRule(
                    access: table.words("access", Access.self),
                    signals: signals(table),
                    peer: table.glob("peer", .label)
                )
            ]
        }
    }

    private static func signals(_ table: TableReader) -> [String] {
        var found: [String] = []
        for text in table.strings("set", orOne: true) {
            if !isKnown(text.value) {
                table.context.unknown("unknown-signal", "signal", text.value, among: names, at: text.range)
            } else if found.contains(text.value) {
                table.context.error("duplicate", "\"\(text.value)\" stands twice", at: text.range)
            } else {
                found.append(text.value)
            }
        }
        return found.sorted()
    }

    static func isKnown(_ word: String) -> Bool {
        if names.contains(word) { return true }
        guard word.hasPrefix("rtmin+"), let number = Int(word.dropFirst(6)) else { return false }
        return (0...32).contains(number) && word == "rtmin+\(number)"
    }

    /// apparmor.d(5), "signal set"; `exists` is signal 0, which only asks.
    package static let names = [
        "hup", "int", "quit", "ill", "trap", "abrt", "bus", "fpe", "kill", "usr1", "segv", "usr2", "pipe", "alrm",
        "term", "stkflt", "chld", "cont", "stop", "stp", "ttin", "ttou", "urg", "xcpu", "xfsz", "vtalrm", "prof",
        "winch", "io", "pwr", "sys", "emt", "exists",
    ]
}
