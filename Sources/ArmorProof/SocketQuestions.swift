import ArmorCompiled
import ArmorPolicy

/// Questions about sockets by family, type and protocol.
extension QuestionReader {
    /// The words of `[network]`: `tcp`, `inet stream`, `packet`, `all`.
    func sockets(words text: String) throws(BadQuestion) -> [Question] {
        var fields: [String: [String]] = [:]
        for word in text.split(separator: " ").map(String.init) where word != "all" {
            if let type = NetworkRule.shorthands[word] {
                fields["family", default: ["inet", "inet6"]] = fields["family"] ?? ["inet", "inet6"]
                fields["type"] = [type.rawValue]
            } else if NetworkRule.families.contains(word), fields["family"] == nil {
                fields["family"] = [word]
            } else if NetworkRule.SocketType(rawValue: word) != nil, fields["type"] == nil {
                fields["type"] = [word]
            } else if NetworkRule.TransportProtocol(rawValue: word) != nil {
                fields["protocol"] = [word]
            } else {
                let known = NetworkRule.shorthands.keys.sorted() + NetworkRule.SocketType.allCases.map(\.rawValue)
                throw .unknown("network word", word, known + NetworkRule.families)
            }
        }
        return try sockets(FieldReader(fields: fields, reader: self))
    }

    func sockets(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        if keys.has("ip") || keys.has("port") {
            // See docs/proofs.md: there is nothing in a compiled policy that an answer could rest on.
            throw BadQuestion(
                "no kernel that armor knows decides on inet sockets by address or port, and apparmor_parser compiles "
                    + "rules for them as if they named none",
                help: "ask about family, type and access"
            )
        }
        let families = try keys.words("family", NetworkRule.families)
        let types = try keys.words("type", NetworkRule.SocketType.allCases.map(\.rawValue))
        let transport = try keys.words("protocol", NetworkRule.TransportProtocol.allCases.map(\.rawValue))?.first
        let number = transport.flatMap(NetworkRule.TransportProtocol.init(rawValue:)).map(Numbers.transport) ?? 0
        let access = try keys.permission(.socket) ?? .create
        var questions: [Question] = []
        for family in families ?? NetworkRule.families {
            for type in types ?? NetworkRule.SocketType.allCases.map(\.rawValue) {
                guard let familyNumber = Numbers.family(family), let socket = NetworkRule.SocketType(rawValue: type)
                else { continue }
                let typeNumber = Numbers.socketType(socket)
                let wanted = Access.network(family: familyNumber, type: typeNumber, protocol: number, access)
                questions.append(Question("network \(family) \(type)", wanted))
            }
        }
        return questions
    }
}
