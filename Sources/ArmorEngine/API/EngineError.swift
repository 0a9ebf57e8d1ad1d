package import ArmorKernel

/// Why a container engine gave no answer that can be used.
package struct EngineError: OperationalError, Equatable {
    package enum Reason: Sendable, Equatable {
        /// The socket could not be spoken to.
        case transport(LocalSocket.Failure)
        /// An answer of HTTP other than 200, with the engine's own words.
        case refused(status: Int, String)
        /// What came is no HTTP, or no JSON, or not of the form that the engine's API documents.
        case malformed(String)
        /// `DOCKER_HOST` names something else than a socket of this host.
        case notLocal(String)
    }

    /// What people call the engine, with its socket.
    package let engine: String
    package let reason: Reason

    package init(_ engine: String, _ reason: Reason) {
        self.engine = engine
        self.reason = reason
    }

    package var code: String {
        switch reason {
        case .transport(.absent): "engine-absent"
        case .transport(.notPermitted): "engine-not-permitted"
        case .transport(.timeout): "engine-timeout"
        case .transport, .malformed: "engine-answer"
        case .refused: "engine-refused"
        case .notLocal: "engine-not-local"
        }
    }

    package var message: String {
        switch reason {
        case .transport(.absent): "\(engine) does not answer: nobody listens"
        case .transport(.notPermitted): "\(engine) may not be asked: only root and its group may"
        case .transport(.timeout): "\(engine) does not answer in time"
        case .transport(.tooMuch(let limit)): "\(engine) answers with more than \(limit >> 20) MiB"
        case .transport(.failed(let error)): "\(engine) cannot be asked: \(error)"
        case .refused(let status, let words): "\(engine) refuses (\(status)): \(words)"
        case .malformed(let what): "\(engine) gives an answer that cannot be read: \(what)"
        case .notLocal(let host): "DOCKER_HOST is \"\(host)\", which is no socket of this host"
        }
    }

    package var help: String? {
        switch reason {
        case .transport(.absent): "start it, or leave it if no containers run"
        case .transport(.notPermitted): "run it with sudo"
        case .transport(.timeout): "look at the engine's own log"
        case .transport, .refused, .malformed: nil
        case .notLocal: "run armor on the host whose containers it shall look at"
        }
    }
}
