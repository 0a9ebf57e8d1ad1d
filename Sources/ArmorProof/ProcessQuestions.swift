import ArmorCompiled
import ArmorGlob
import ArmorPolicy

/// Questions about what a process may do to others, and about what is its own: capabilities and limits.
extension QuestionReader {
    func signals(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let peers = try keys.glob("peer", .label)
        let accesses = try keys.permissions(.signal)
        var numbers: [UInt8] = []
        for word in keys.values("set") {
            guard let number = Numbers.signal(word) else { throw .unknown("signal", word, SignalRule.names) }
            numbers.append(number)
        }
        if numbers.isEmpty { numbers = Numbers.signals.map(\.number) }
        return numbers.flatMap { number in
            accesses.map { access in
                let text = "\(PermissionWords.signal.text(access)) signal \(Numbers.signal(number))\(keys.tail("peer"))"
                return Question(text, .signals(number, peers: peers, access)) { .signal(number, peer: $0[0], access) }
            }
        }
    }

    func ptraces(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let peers = try keys.glob("peer", .label)
        return try keys.permissions(.ptrace).map { access in
            let text = "ptrace \(PermissionWords.ptrace.text(access))\(keys.tail("peer"))"
            return Question(text, .ptrace(peers: peers, access)) { .ptrace(peer: $0[0], access) }
        }
    }

    func capabilities(_ word: String) throws(BadQuestion) -> [Question] {
        if word == "all" {
            return CapabilityRule.all.indices.map { number in
                Question("capability \(CapabilityRule.all[number])", .capability(number))
            }
        }
        guard let number = CapabilityRule.all.firstIndex(of: word) else {
            throw .unknown("capability", word, CapabilityRule.all)
        }
        return [Question("capability \(word)", .capability(number))]
    }

    /// `nofile 1024` or `nofile <= 1024`.
    func limit(_ text: String) throws(BadQuestion) -> Question {
        let words = text.split { " =<".contains($0) }.map(String.init)
        guard words.count == 2 else { throw BadQuestion("\"\(text)\" is no limit", help: "write \"nofile 1024\"") }
        let name = words[0] == "ofile" ? "nofile" : words[0]
        guard let number = Numbers.limits.firstIndex(of: name) else { throw .unknown("resource", name, Numbers.limits) }
        guard let value = LimitValue.read(words[1], of: name) else {
            throw BadQuestion("\"\(words[1])\" is no value of \(name)")
        }
        return Question("rlimit \(text)", .limit(number, value))
    }
}
