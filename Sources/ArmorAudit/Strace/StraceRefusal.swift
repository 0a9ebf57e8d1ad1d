/// A call that the kernel refused with EPERM, or in some cases with EACCES, by which a missing capability can be guessed.
package struct StraceRefusal: Sendable, Hashable {
    package enum Detail: Sendable, Hashable {
        case none
        /// bind(2) of a port below 1024.
        case port(UInt16)
        /// The flags by which new namespaces are asked for, as in `CLONE_NEWNS`.
        case namespaces([String])
    }

    /// The name of the call.
    package let call: String
    /// `EPERM` or `EACCES`.
    package let error: String
    package let detail: Detail

    package init(call: String, error: String, detail: Detail) {
        (self.call, self.error, self.detail) = (call, error, detail)
    }

    /// `nil` where the call was not refused, or EACCES says no more than that a file may not be opened.
    init?(_ call: StraceCall) {
        guard let error = call.error, call.isDenied else { return nil }
        let detail: Detail
        if call.name == "bind" {
            guard let port = call.port, port < 1_024 else { return nil }
            detail = .port(port)
        } else {
            let flags = call.namespaceFlags
            detail = flags.isEmpty ? .none : .namespaces(flags)
        }
        guard error == "EPERM" || detail != .none else { return nil }
        self.init(call: call.name, error: error, detail: detail)
    }
}

extension StraceCall {
    /// The port of an address of the internet: 80 of `{sa_family=AF_INET, sin_port=htons(80), …}`.
    fileprivate var port: UInt16? {
        guard let text = argument(1)?.text else { return nil }
        for key: StaticString in ["sin_port=htons(", "sin6_port=htons("] {
            guard let start = text.span.position(of: key, in: 0..<text.count) else { continue }
            let digits = text[(start + key.utf8CodeUnitCount)...].prefix { $0 &- 0x30 < 10 }
            return UInt16(String(decoding: digits, as: UTF8.self))
        }
        return nil
    }

    /// The flags of clone(2), clone3(2), unshare(2) and setns(2) that are about namespaces.
    fileprivate var namespaceFlags: [String] {
        guard ["clone", "clone3", "unshare", "setns"].contains(name) else { return [] }
        var flags: [String] = []
        for argument in arguments {
            let isWord: (UInt8) -> Bool = { $0 &- 0x41 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "_") }
            for word in argument.text.split(whereSeparator: { !isWord($0) }) where word.starts(with: "CLONE_NEW".utf8) {
                let flag = String(decoding: word, as: UTF8.self)
                if flags.count < 16, !flags.contains(flag) { flags.append(flag) }
            }
        }
        return flags
    }

    /// The argument by which the list of allowed calls decides, as strace writes it; `nil` for calls without one.
    var decidingArgument: String? {
        let text: [UInt8]?
        switch name {
        case "personality", "socket": text = argument(0)?.text
        case "clone":
            let head = Array("flags=".utf8)
            text =
                arguments.first { $0.text.starts(with: head) }.map { Array($0.text.dropFirst(head.count)) }
                ?? argument(0)?.text
        default: text = nil
        }
        guard let text else { return nil }
        // What strace adds in a comment says the same in words.
        let end = text.span.position(of: "/*", in: 0..<text.count) ?? text.count
        return String(decoding: text[..<end].split(separator: 0x20).joined(), as: UTF8.self)
    }
}
