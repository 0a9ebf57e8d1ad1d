import Glibc
import SystemPackage

extension SystemCall {
    /// Connects to the socket at a path. Each later call on it, and this one, waits so many seconds at most and then
    /// fails with EAGAIN.
    static func connect(_ path: String, seconds: Int) throws(Errno) -> Descriptor {
        var address = sockaddr_un()
        let name = Array(path.utf8)
        // unix(7): sun_path holds the name and a NUL.
        guard !name.contains(0) else { throw .invalidArgument }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { throw .fileNameTooLong }
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
        let socket = try self.socket(AF_UNIX, SOCK_STREAM, 0, seconds: seconds)
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        _ = try retry {
            unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Glibc.connect(socket.number, $0, size)
                }
            }
        }
        return socket
    }

    /// A socket to the kernel's audit system (audit(7) in netlink(7)); only root gets answers.
    static func auditSocket(seconds: Int) throws(Errno) -> Descriptor {
        try socket(AF_NETLINK, SOCK_RAW, auditProtocol, seconds: seconds)
    }

    /// `NETLINK_AUDIT` of linux/netlink.h, which Glibc's headers do not have.
    private static let auditProtocol: CInt = 9

    private static func socket(
        _ family: CInt,
        _ type: __socket_type,
        _ protocolNumber: CInt,
        seconds: Int
    ) throws(Errno) -> Descriptor {
        let flags = CInt(type.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Descriptor(number: try retry { Glibc.socket(family, flags, protocolNumber) })
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = try retry { unsafe setsockopt(socket.number, SOL_SOCKET, option, &limit, size) }
        }
        return socket
    }

    /// Sends everything; a peer that has gone away is an error and no signal.
    static func sendAll(_ socket: CInt, _ bytes: [UInt8]) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try retry {
                unsafe rest.withUnsafeBytes { unsafe send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            }
            guard count > 0 else { throw .ioError }
            rest = rest.dropFirst(count)
        }
    }

    /// What has come, at most `limit` bytes; empty at the end of a stream.
    static func receive(_ socket: CInt, limit: Int) throws(Errno) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: limit)
        let count = try retry { unsafe recv(socket, &chunk, limit, 0) }
        return Array(chunk[..<count])
    }
}
