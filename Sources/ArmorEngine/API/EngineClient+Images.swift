package import ArmorImage
import ArmorJSON
import ArmorKernel
import ArmorSource

/// What an engine says of an image (`GET /images/NAME/json`).
package struct EngineImage: Sendable, Equatable {
    /// The names under which the image can be fetched again, with its digest: `nginx@sha256:…`.
    package let pinnedNames: [String]
}

extension EngineClient {
    /// Of an image that an engine sends so many bytes are taken.
    private static let exportLimit = 64 << 30
    /// How long an engine may prepare an image before it sends anything, and pause between parts.
    private static let exportSeconds = 600

    /// Whether a word can name an image: what engines take, and nothing that would change the path of a request
    /// (distribution's reference grammar: letters, digits, `. _ - / : @`).
    package static func isReference(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "/"),
            text.utf8.count <= 512, !text.contains(text: "..")
        else { return false }
        return text.utf8.allSatisfy { byte in
            (0x30...0x3A).contains(byte) || (0x40...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/")].contains(byte)
        }
    }

    /// What the engine says of an image; none where it has none of that name.
    package func image(_ reference: String) throws(EngineError) -> EngineImage? {
        guard let answer = try present("/images/\(reference)/json") else { return nil }
        guard answer["Id"]?.text != nil else { throw malformed("image \(reference)") }
        let digests = (answer["RepoDigests"]?.elements ?? []).compactMap(\.text)
        return EngineImage(pinnedNames: digests.filter(Self.isReference))
    }

    /// The image as `docker save` writes it (`GET /images/NAME/get`).
    package func export(_ reference: String) throws -> any ByteSource {
        let file = try SpoolFile()
        var body = HTTPBody()
        var failure: ImageError?
        do throws(LocalSocket.Failure) {
            try stream(HTTPAnswer.request("/images/\(reference)/get"), Self.exportLimit, Self.exportSeconds) { part in
                guard let bytes = body.take(part) else { return false }
                do throws(ImageError) { try file.write(bytes) } catch { failure = error }
                return failure == nil
            }
        } catch { throw EngineError(name, .transport(error)) }
        if let failure { throw failure }
        switch body.state {
        case .refused(let status):
            throw EngineError(name, .refused(status: status, "it does not hand out \(reference)"))
        case .head, .malformed: throw malformed("image \(reference)")
        case .body: return try file.finished()
        }
    }
}

/// Takes the head off an answer that comes in parts.
struct HTTPBody {
    enum State: Equatable {
        /// The head has not ended yet.
        case head
        case body
        /// It was no answer of 200.
        case refused(status: Int)
        case malformed
    }

    private(set) var state = State.head
    private var head: [UInt8] = []

    private static let headLimit = 1 << 16

    /// The part of the body among these bytes; none where nothing of the answer is of use.
    mutating func take(_ bytes: [UInt8]) -> [UInt8]? {
        switch state {
        case .body: return bytes
        case .refused, .malformed: return nil
        case .head: break
        }
        head += bytes
        guard let end = head.indices.first(where: { head[$0...].starts(with: [13, 10, 13, 10]) }) else {
            if head.count > Self.headLimit { state = .malformed }
            return state == .head ? [] : nil
        }
        do throws(HTTPAnswer.Failure) {
            // The head alone: a length that it tells of is that of a body which is not here yet.
            let lines = String(decoding: head[..<end], as: UTF8.self).split(separator: "\r\n")
                .filter { !$0.lowercased().hasPrefix("content-length:") }
            let status = try HTTPAnswer.parse(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)).status
            state = status == 200 ? .body : .refused(status: status)
        } catch { state = .malformed }
        guard state == .body else { return nil }
        let body = Array(head[(end + 4)...])
        head = []
        return body
    }
}
