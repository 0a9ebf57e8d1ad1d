extension EngineClient {
    /// Stops a container: by its signal, and after ten seconds by force (`POST /containers/ID/stop`). One that has ended, or is
    /// not there any more, is stopped.
    package func stop(_ container: Container) throws(EngineError) {
        let path = "/containers/\(container.id)/stop?t=10"
        let answer: HTTPAnswer
        do {
            answer = try HTTPAnswer.parse(try exchange(HTTPAnswer.request(path, method: "POST"), seconds: 30))
        } catch let error as EngineError {
            throw error
        } catch {
            throw malformed("the end of container \(container.id)")
        }
        guard [204, 304, 404].contains(answer.status) else {
            throw EngineError(name, .refused(status: answer.status, "it does not stop \(container.name)"))
        }
    }
}
