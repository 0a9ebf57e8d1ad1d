package import ArmorGlob
import ArmorSource

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

    package func covers(_ other: any RuleValue) -> Bool {
        guard let other = other as? SignalRule else { return false }
        return (access.isEmpty || (!other.access.isEmpty && Set(other.access).isSubset(of: access)))
            && (signals.isEmpty || (!other.signals.isEmpty && Set(other.signals).isSubset(of: signals)))
            && (peer == nil || peer == other.peer)
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        make.form(make.words("access", access), make.words("set", signals), make.glob("peer", peer))
    }

    package static let about = "signals"

    private static let keys = [
        KeySchema("access", .words(Access.self), "what is done; none is both"),
        KeySchema("set", .oneOrList(of: .word(words)), "which signals; none is all"),
        KeySchema("peer", .string, "a glob of the other process's label; none is any"),
    ]

    package static let schema = ValueSchema.rules(keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.rules(keys: keys) { table, _ in
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
        for text in table.strings("set", orOne: true, ifEmpty: "leave the key out to mean all") {
            if isKnown(text.value) { found.append(text.value) } else { unknown(text, table.context) }
        }
        return found.sorted()
    }

    private static func unknown(_ text: Located<String>, _ context: ReadingContext) {
        let plain = text.value.lowercased()
        let stripped = plain.hasPrefix("sig") ? String(plain.dropFirst(3)) : plain
        let help =
            if isKnown(stripped) {
                "write \"\(stripped)\": lower case, without \"sig\""
            } else if stripped.hasPrefix("rt") {
                "write \"rtmin+0\" to \"rtmin+32\""
            } else {
                nearest(to: stripped, in: names).map { "did you mean \"\($0)\"?" } ?? "see signal(7)"
            }
        context.error("unknown-signal", "unknown signal \"\(text.value)\"", at: text.range, help: help)
    }

    static func isKnown(_ word: String) -> Bool {
        if names.contains(word) { return true }
        guard word.hasPrefix("rtmin+"), let number = Int(word.dropFirst(6)) else { return false }
        return (0...32).contains(number) && word == "rtmin+\(number)"
    }

    /// All words of a set.
    private static var words: [String] { names + (0...32).map { "rtmin+\($0)" } }

    /// apparmor.d(5), "signal set"; `exists` is signal 0, which only asks.
    package static let names = [
        "hup", "int", "quit", "ill", "trap", "abrt", "bus", "fpe", "kill", "usr1", "segv", "usr2", "pipe", "alrm",
        "term", "stkflt", "chld", "cont", "stop", "stp", "ttin", "ttou", "urg", "xcpu", "xfsz", "vtalrm", "prof",
        "winch", "io", "pwr", "sys", "emt", "exists",
    ]
}
