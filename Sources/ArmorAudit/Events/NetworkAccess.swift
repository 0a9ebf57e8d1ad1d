/// A socket of any family but unix.
package struct NetworkAccess: Sendable, Hashable {
    /// `inet`, `netlink`, …, or `unknown(N)`.
    package var family: String
    /// `stream`, `dgram`, …
    package var type: String?
    /// A number, in the older form a name.
    package var transport: String?
    /// What the socket is bound to (`laddr`, `lport`).
    package var local: Endpoint
    /// What it is connected to (`faddr`, `fport`).
    package var foreign: Endpoint
    /// What was asked to bind to or came from (`saddr`, `src`).
    package var source: Endpoint
    /// What was asked to send or connect to (`daddr`, `dest`).
    package var destination: Endpoint
}

/// An address and a port, either of which may not be known.
package struct Endpoint: Sendable, Hashable {
    package var address: String?
    package var port: UInt16?
}

/// A unix socket.
package struct UnixAccess: Sendable, Hashable {
    /// `stream`, `dgram`, `seqpacket`.
    package var type: String?
    /// A number that unix sockets make no use of.
    package var transport: String?
    package var address: UnixAddress?
    package var peerAddress: UnixAddress?
    /// Under which profile the other end is.
    package var peer: AuditLabel?
}

/// What a unix socket is bound to.
package enum UnixAddress: Sendable, Hashable {
    /// To nothing.
    case anonymous
    /// To a name that is no file, without the `@` in front.
    case abstract([UInt8])
    case path([UInt8])

    init(_ bytes: [UInt8]) {
        if bytes == Array("none".utf8) {
            self = .anonymous
        } else if bytes.first == UInt8(ascii: "@") || bytes.first == 0 {
            self = .abstract(Array(bytes.dropFirst()))
        } else {
            self = .path(bytes)
        }
    }
}
