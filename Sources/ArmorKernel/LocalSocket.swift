package import SystemPackage

/// Speaks to a program of this host through its socket.
package enum LocalSocket {
    package enum Failure: Error, Sendable, Equatable {
        /// There is no socket at the path, or nobody listens.
        case absent
        case notPermitted
        /// No answer, or none that ended, in time.
        case timeout
        /// More than so many bytes.
        case tooMuch(limit: Int)
        case failed(Errno)
    }

    /// Sends a request and reads until the other side ends the connection.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of an answer; a longer one is refused.
    ///   - seconds: for all of it, and for each wait within; at most twice that passes.
    package static func exchange(
        _ path: String,
        _ request: [UInt8],
        limit: Int,
        seconds: Int
    ) throws(Failure) -> [UInt8] {
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        do throws(Errno) {
            let socket = try SystemCall.connect(path, seconds: seconds)
            try SystemCall.sendAll(socket.number, request)
            var answer: [UInt8] = []
            while true {
                let part = try SystemCall.receive(socket.number, limit: 1 << 16)
                if part.isEmpty { return answer }
                answer += part
                guard answer.count <= limit else { break }
                guard ContinuousClock.now < deadline else { throw .resourceTemporarilyUnavailable }
            }
        } catch {
            throw failure(error)
        }
        throw .tooMuch(limit: limit)
    }

    /// Sends a request and hands over what comes, part by part, until the other side ends the connection or the reader has
    /// enough.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of an answer.
    ///   - seconds: for each wait: an engine prepares an image for a while before it sends any of it.
    ///   - take: answers whether more is wanted.
    package static func stream(
        _ path: String,
        _ request: [UInt8],
        limit: Int,
        seconds: Int,
        _ take: ([UInt8]) -> Bool
    ) throws(Failure) {
        var count = 0
        do throws(Errno) {
            let socket = try SystemCall.connect(path, seconds: seconds)
            try SystemCall.sendAll(socket.number, request)
            while count <= limit {
                let part = try SystemCall.receive(socket.number, limit: 1 << 18)
                if part.isEmpty || !take(part) { return }
                count += part.count
            }
        } catch {
            throw failure(error)
        }
        throw .tooMuch(limit: limit)
    }

    private static func failure(_ error: Errno) -> Failure {
        switch error {
        case .noSuchFileOrDirectory, .connectionRefused, .notDirectory: .absent
        case .permissionDenied, .notPermitted: .notPermitted
        case .resourceTemporarilyUnavailable, .nowInProgress: .timeout
        default: .failed(error)
        }
    }
}
