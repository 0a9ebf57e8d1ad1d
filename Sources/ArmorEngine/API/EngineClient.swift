import ArmorJSON
import ArmorKernel

/// Asks an engine through its API (docs.docker.com/reference/api/engine), which Podman speaks too.
///
/// The API and not the command line: it is one documented form across versions, needs no program of the engine's, no
/// parsing of what is written for people, and no process. Paths carry no version: engines then answer in their newest,
/// and there is none that both old and new ones accept.
package struct EngineClient: Sendable {
    package enum Kind: String, Sendable, CaseIterable { case docker, podman }

    package let kind: Kind
    /// The path of its socket.
    package let socket: String
    private let exchange: @Sendable (_ request: [UInt8]) throws(LocalSocket.Failure) -> [UInt8]

    /// The most bytes of one answer: a list of 10,000 containers has some 20 MB.
    private static let limit = 64 << 20
    /// No host runs so many; each costs a request.
    private static let containerLimit = 20_000
    /// An engine that is asked while it starts a container may take some seconds.
    private static let seconds = 10

    package init(_ kind: Kind, socket: String) {
        self.init(kind, socket: socket) { request throws(LocalSocket.Failure) in
            try LocalSocket.exchange(socket, request, limit: Self.limit, seconds: Self.seconds)
        }
    }

    /// With another way to speak; tests answer themselves.
    init(
        _ kind: Kind,
        socket: String,
        exchange: @escaping @Sendable ([UInt8]) throws(LocalSocket.Failure) -> [UInt8]
    ) {
        self.kind = kind
        self.socket = socket
        self.exchange = exchange
    }

    /// What people call it: `docker at /var/run/docker.sock`.
    package var name: String { "\(kind.rawValue) at \(socket)" }

    /// What the engine says of itself.
    package func information() throws(EngineError) -> EngineInformation {
        guard let information = EngineInformation(try get("/info")) else { throw malformed("its information") }
        return information
    }

    /// The running containers, by name. One that ends meanwhile is left out.
    ///
    /// - Parameter limit: the time for all answers together; each is a request, and an engine that answers each just in time
    ///   would otherwise hold the command for days.
    /// - Throws: `EngineError` where the engine cannot be asked, its answers are malformed, or the time is over.
    package func containers(within limit: Duration = .seconds(60)) throws(EngineError) -> [Container] {
        let deadline = ContinuousClock.now.advanced(by: limit)
        guard let list = try get("/containers/json").elements else { throw malformed("its list of containers") }
        guard list.count <= Self.containerLimit else { throw malformed("more than \(Self.containerLimit) containers") }
        var found: [Container] = []
        for entry in list {
            // An id is put into the next path, and so must be nothing else.
            guard let id = entry["Id"]?.text, Container.isID(id) else { throw malformed("a container's id") }
            guard ContinuousClock.now < deadline else { throw EngineError(name, .transport(.timeout)) }
            guard let answer = try present("/containers/\(id)/json") else { continue }
            guard let container = Container(answer), container.id == id else { throw malformed("container \(id)") }
            found.append(container)
        }
        return found.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// None where the engine knows nothing of that path any more.
    func present(_ path: String) throws(EngineError) -> JSONValue? {
        do { return try get(path) } catch {
            if case .refused(status: 404, _) = error.reason { return nil }
            throw error
        }
    }

    /// Hands over an answer as it comes; `take` answers whether more is wanted.
    func stream(
        _ request: [UInt8],
        _ limit: Int,
        _ seconds: Int,
        _ take: ([UInt8]) -> Bool
    ) throws(LocalSocket.Failure) {
        try LocalSocket.stream(socket, request, limit: limit, seconds: seconds, take)
    }

    /// A whole answer to a request that takes longer than others.
    func exchange(_ request: [UInt8], seconds: Int) throws(EngineError) -> [UInt8] {
        do { return try LocalSocket.exchange(socket, request, limit: Self.limit, seconds: seconds) } catch {
            throw EngineError(name, .transport(error))
        }
    }

    private func get(_ path: String) throws(EngineError) -> JSONValue {
        let bytes: [UInt8]
        do { bytes = try exchange(HTTPAnswer.request(path)) } catch { throw EngineError(name, .transport(error)) }
        let answer: HTTPAnswer
        do {
            answer = try HTTPAnswer.parse(bytes)
        } catch {
            switch error {
            case .notHTTP: throw malformed("it is no HTTP")
            case .encoded: throw malformed("it is encoded")
            case .length: throw malformed("it was cut off")
            }
        }
        let value: JSONValue
        do {
            value = try JSONValue.parse(answer.body, limits: JSONLimits(bytes: Self.limit, values: 8_000_000))
        } catch {
            guard answer.status == 200 else { throw EngineError(name, .refused(status: answer.status, "")) }
            throw malformed(error.message)
        }
        guard answer.status == 200 else {
            throw EngineError(name, .refused(status: answer.status, value["message"]?.text ?? ""))
        }
        return value
    }

    func malformed(_ what: String) -> EngineError { EngineError(name, .malformed(what)) }
}
