import ArmorSource

/// Finds the cause of a message of apparmor_parser about rules that the target does not enforce.
///
/// The parser names a kind of rule and no line, so the cause follows from the kinds of rules that the text itself holds.
struct EnforcementMessages {
    enum Cause {
        /// A rule of the text.
        case ownRule
        /// A rule of a file that the text includes.
        case include
        /// No rule: the policy denies all that the text denies.
        case falseAlarm
    }

    /// The keywords of the rules in the text, and of those that deny.
    private var keywords: Set<Substring> = []
    private var denied: Set<Substring> = []
    private let mediatesUnix: Bool

    /// - Parameters:
    ///   - text: a profile with one rule a line, as armor writes it.
    ///   - mediatesUnix: whether the kernel and the ABI of the text enforce `unix` rules.
    init(_ text: String, mediatesUnix: Bool) {
        self.mediatesUnix = mediatesUnix
        for line in text.split(separator: "\n") {
            var words = line.split(separator: " ")[...]
            var isDeny = false
            while let word = words.first, Self.isQualifier(word) {
                isDeny = isDeny || word == "deny"
                words.removeFirst()
            }
            guard let keyword = words.first?.prefix(while: { $0.isLetter || $0 == "_" }) else { continue }
            keywords.insert(keyword)
            if isDeny { denied.insert(keyword) }
        }
    }

    private static func isQualifier(_ word: Substring) -> Bool {
        ["audit", "deny", "allow", "quiet", "owner"].contains(word) || word.hasPrefix("priority=")
    }

    /// The name of the ABI that a text pins, `nil` where it pins none.
    static func abi(of text: String) -> String? {
        let (head, tail) = ("abi <abi/", ">,")
        for line in text.split(separator: "\n") where line.hasPrefix(head) && line.hasSuffix(tail) {
            return String(line.dropFirst(head.count).dropLast(tail.count))
        }
        return nil
    }

    func cause(of message: ParserMessage) -> Cause {
        guard let keyword = Self.keyword(message.message) else { return .ownRule }
        if keyword == Self.denyUnix {
            // 3.0.8 writes it for each `deny network` rule that covers unix sockets where the ABI lists their fine-grained
            // mediation and the kernel lacks it, and compiles the rule into a denial by family and type. 5.0.2 writes it
            // for each `deny unix` rule whose class is network_v9, and compiles that too.
            if mediatesUnix || !denied.contains("unix") { return .falseAlarm }
            return .ownRule
        }
        if keywords.contains(keyword) { return .ownRule }
        // `all,` allows what the kernel does not mediate as well (4.1.0 has a message for each such kind).
        if keywords.contains("all") { return .falseAlarm }
        return keywords.contains("include") ? .include : .ownRule
    }

    private static let denyUnix: Substring = "deny unix"

    /// The kind of rules that a message is about, by the keyword of such rules; `nil` for a message about something else.
    static func keyword(_ message: String) -> Substring? {
        if message.contains(text: "deny unix socket rule not enforced") { return denyUnix }
        if message.contains(text: "unix socket rules not enforced") { return "unix" }
        guard message.hasSuffix(" rules not enforced") else { return nil }
        let words = message.split(separator: " ").dropLast(3)
        // "mqueue type=posix rules", "profile NAME network rules".
        return words.last(where: { !$0.contains("=") })
    }
}
