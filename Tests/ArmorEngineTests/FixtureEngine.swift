import ArmorEngine
import ArmorKernel
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorEngine

/// An engine that answers from the files of a folder, as the Engine API documents it.
func engine(
    _ folder: String,
    _ kind: EngineClient.Kind = .docker,
    replacing answers: [String: String] = [:]
) -> EngineClient {
    let root = fixtures().appending(path: folder)
    return EngineClient(kind, socket: "/run/\(folder).sock") { request throws(LocalSocket.Failure) in
        let line = String(decoding: request, as: UTF8.self).split(separator: "\r\n").first ?? ""
        let path = String(line.split(separator: " ")[1])
        if let answer = answers[path] { return Array(answer.utf8) }
        let file = root.appending(path: path.hasSuffix("/json") ? path.dropLast(5) + ".json" : path + ".json")
        guard let body = try? text(file) else {
            return Array("HTTP/1.0 404 Not Found\r\n\r\n{\"message\":\"no such thing\"}".utf8)
        }
        return Array("HTTP/1.0 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }
}
