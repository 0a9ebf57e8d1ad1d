import ArmorTestSupport
import Foundation
import Glibc
import SystemPackage
import Testing

@testable import ArmorKernel

/// Speaking to a program through its socket: it ends, whatever the program does.
@Suite struct LocalSocketTests {
    @Test func theWholeAnswerIsRead() throws {
        let answer = [UInt8](repeating: 7, count: 300_000)
        let server = try Server { request, reply in
            reply(request)
            reply(answer)
        }
        let received = try LocalSocket.exchange(server.path, [1, 2, 3], limit: 1 << 20, seconds: 10)
        #expect(received == [1, 2, 3] + answer)
    }

    @Test func tooMuchIsRefused() throws {
        let server = try Server { _, reply in reply([UInt8](repeating: 7, count: 100)) }
        #expect(throws: LocalSocket.Failure.tooMuch(limit: 99)) {
            try LocalSocket.exchange(server.path, [1], limit: 99, seconds: 10)
        }
    }

    @Test func silenceEnds() throws {
        let server = try Server { _, _ in Thread.sleep(forTimeInterval: 3) }
        #expect(throws: LocalSocket.Failure.timeout) {
            try LocalSocket.exchange(server.path, [1], limit: 99, seconds: 1)
        }
    }

    @Test func nobodyListens() throws {
        let host = try SyntheticHost()
        try host.socket("/dead.sock")
        for path in ["/dead.sock", "/none.sock"] {
            #expect(throws: LocalSocket.Failure.absent) {
                try LocalSocket.exchange(host.files.root + path, [1], limit: 99, seconds: 1)
            }
        }
        let long = host.files.root + "/" + String(repeating: "x", count: 200)
        #expect(throws: LocalSocket.Failure.failed(.fileNameTooLong)) {
            try LocalSocket.exchange(long, [1], limit: 99, seconds: 1)
        }
        #expect(throws: LocalSocket.Failure.failed(.invalidArgument)) {
            try LocalSocket.exchange("/a\u{0}b", [1], limit: 99, seconds: 1)
        }
    }
}

/// Answers one connection in a thread of its own.
private final class Server {
    let path: String
    private let host: SyntheticHost

    init(_ serve: @escaping @Sendable (_ request: [UInt8], _ reply: ([UInt8]) -> Void) -> Void) throws {
        host = try SyntheticHost(["/folder": ""])
        path = host.files.root + "/s"
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { [path] in unsafe $0.copyBytes(from: Array(path.utf8)) }
        let listener = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(listener, $0, size) }
        }
        try #require(bound == 0 && listen(listener, 1) == 0)
        Thread.detachNewThread {
            let connection = accept(listener, nil, nil)
            var request = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe read(connection, &request, request.count)
            serve(Array(request[..<max(0, count)])) { bytes in
                _ = try? FileDescriptor(rawValue: connection).writeAll(bytes)
            }
            close(connection)
            close(listener)
        }
    }
}
