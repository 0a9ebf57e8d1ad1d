/// An answer to a request of HTTP/1.0, after which the server ends the connection (RFC 9112).
struct HTTPAnswer: Equatable {
    let status: Int
    let body: [UInt8]

    /// A line end follows each header, and an empty line the last.
    private static let headLimit = 1 << 16

    /// The request for a path, with nothing that a server could answer in parts: in HTTP/1.0 a body is plain and ends
    /// with the connection.
    static func request(_ path: String, method: String = "GET") -> [UInt8] {
        let length = method == "GET" ? "" : "Content-Length: 0\r\n"
        let head = "Host: localhost\r\nUser-Agent: armor\r\nAccept: application/json\r\n\(length)\r\n"
        return Array("\(method) \(path) HTTP/1.0\r\n\(head)".utf8)
    }

    enum Failure: Error, Equatable {
        /// It does not begin as an answer does, or its head does not end.
        case notHTTP
        /// The body is in a form that was not asked for.
        case encoded
        /// Bytes are missing, or there are too many.
        case length
    }

    static func parse(_ bytes: [UInt8]) throws(Failure) -> HTTPAnswer {
        let window = bytes.prefix(headLimit)
        guard let end = window.indices.first(where: { window[$0...].starts(with: [13, 10, 13, 10]) }) else {
            throw .notHTTP
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, let status = status(first) else { throw .notHTTP }
        let body = Array(bytes[(end + 4)...])
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw .notHTTP }
            let value = parts[1].drop { $0 == " " || $0 == "\t" }
            switch parts[0].lowercased() {
            case "transfer-encoding", "content-encoding": throw .encoded
            case "content-length": guard Int(value) == body.count else { throw .length }
            default: break
            }
        }
        return HTTPAnswer(status: status, body: body)
    }

    /// The number in `HTTP/1.0 200 OK`.
    private static func status(_ line: Substring) -> Int? {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3 else { return nil }
        return Int(words[1])
    }
}
