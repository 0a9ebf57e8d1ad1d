import ArmorCompiled
import ArmorGlob
import ArmorPolicy

/// Questions about unix sockets.
struct UnixQuestions {
    private let keys: FieldReader

    init(_ keys: FieldReader) { self.keys = keys }

    func questions() throws(BadQuestion) -> [Question] {
        let types = try keys.words("type", UnixRule.SocketType.allCases.map(\.rawValue))
        let accesses = try keys.permissions(.socket)
        let own = try addresses("addr")
        let peers = try addresses("peer_addr")
        let labels = try keys.has("peer_label") ? keys.glob("peer_label", .label) : keys.glob("label", .label)
        var questions: [Question] = []
        for type in types ?? UnixRule.SocketType.allCases.map(\.rawValue) {
            let number = NetworkRule.SocketType(rawValue: type).map(Numbers.socketType) ?? 1
            for access in accesses {
                let text = "unix \(PermissionWords.socket.text(access)) type=\(type) \(keys.text)"
                if access == .create {
                    questions.append(Question(text, .network(family: 1, type: number, protocol: 0, .create)))
                    continue
                }
                for address in own {
                    if Self.isAboutPeers(access) {
                        for peer in peers {
                            let set = try Self.set(number, address, (peer, labels), access)
                            questions.append(Question(text, set) { Self.access(number, $0, address, peer, access) })
                        }
                    } else {
                        let set = try Self.set(number, address, nil, access)
                        questions.append(Question(text, set) { Self.access(number, $0, address, nil, access) })
                    }
                }
            }
        }
        return questions
    }

    private static func set(
        _ type: UInt16,
        _ addresses: AccessSet.UnixAddresses,
        _ peer: (addresses: AccessSet.UnixAddresses, labels: Glob)?,
        _ access: Permission
    ) throws(BadQuestion) -> AccessSet {
        do {
            return try AccessSet.unix(type: type, at: addresses, peer: peer, access)
        } catch { throw BadQuestion(error.message, help: error.help) }
    }

    private static func isAboutPeers(_ access: Permission) -> Bool {
        [.connect, .send, .receive].contains(access)
    }

    /// The access that texts of a set stand for: the texts of an address, an empty one behind it, those of the peer.
    private static func access(
        _ type: UInt16,
        _ texts: [[UInt8]],
        _ own: AccessSet.UnixAddresses,
        _ peer: AccessSet.UnixAddresses?,
        _ wanted: Permission
    ) -> Access {
        var rest = texts[...]
        let address = own.address(&rest)
        guard let peer else {
            let command: Query.UnixCommand =
                switch wanted {
                case .listen: .listen(backlog: 0)
                case .getOption, .setOption: .option(level: 0, name: 0)
                default: .local
                }
            return .unix(type: type, protocol: 0, address: address, command, wanted)
        }
        rest = rest.dropFirst()
        // The command's byte stands before the peer's address.
        if let first = rest.first { rest[rest.startIndex] = Array(first.dropFirst()) }
        let other = peer.address(&rest)
        return .unix(type: type, protocol: 0, address: address, .peer(other, label: rest.first ?? []), wanted)
    }

    /// `@name`, `none`, or a path; every address where the key is left out.
    private func addresses(_ key: String) throws(BadQuestion) -> [AccessSet.UnixAddresses] {
        guard keys.has(key) else {
            let names = try keys.reader.glob("**", .name)
            return [.anonymous, .abstract(names), .paths(try keys.reader.glob("/{,**}", .path))]
        }
        let text = keys.values(key)[0]
        if text == "none" { return [.anonymous] }
        if text.hasPrefix("@"), !text.hasPrefix("@{") {
            return [.abstract(try keys.reader.glob(String(text.dropFirst()), .name))]
        }
        return [.paths(try keys.reader.glob(text, .path))]
    }
}
