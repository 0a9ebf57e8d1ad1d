import ArmorImage
import ArmorKernel
import Testing

@testable import ArmorEngine

/// What engines say of images, and the head of what they send.
@Suite struct EngineImageTests {
    private let answer = """
        HTTP/1.0 200 OK\r\n\r\n{"Id":"sha256:00","RepoDigests":["nginx@sha256:11","-x\\n"]}
        """

    @Test func anImageIsAskedByItsName() throws {
        let client = engine("docker-20.10", replacing: ["/images/nginx:1/json": answer])
        let image = try #require(try client.image("nginx:1"))
        // What is no reference would be written into a policy.
        #expect(image.pinnedNames == ["nginx@sha256:11"])
        #expect(try client.image("absent") == nil)
    }

    @Test(arguments: ["nginx", "nginx:1.27", "registry.example:5000/a/b@sha256:ab", "A_b-c.d", "0123"])
    func references(_ text: String) { #expect(EngineClient.isReference(text)) }

    @Test(
        arguments: [
            "", "-x", "/etc/passwd", "a b", "a\r\nb", "a/../b", "a?b", "a%2f", "a#b", "é",
            String(repeating: "a", count: 600),
        ]
    )
    func whatIsNoReference(_ text: String) { #expect(!EngineClient.isReference(text)) }

    /// The same body, however the parts fall.
    @Test(arguments: 1...60) func aBodyComesInParts(_ size: Int) {
        let bytes = Array("HTTP/1.0 200 OK\r\nContent-Length: 9\r\nX: y\r\n\r\ntar\r\n\r\nend".utf8)
        var body = HTTPBody()
        var taken: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            taken += body.take(Array(bytes[start..<min(bytes.count, start + size)])) ?? []
        }
        #expect(body.state == .body && taken == Array("tar\r\n\r\nend".utf8))
    }

    @Test(
        arguments: [
            ("HTTP/1.0 404 Not Found\r\n\r\n{}", .refused(status: 404)), ("SSH-2.0\r\n\r\n", .malformed),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0", .malformed), ("HTTP/1.0 200 OK\r\n", .head),
        ] as [(String, HTTPBody.State)]
    )
    func headsOfOtherAnswers(_ text: String, _ state: HTTPBody.State) {
        var body = HTTPBody()
        _ = body.take(Array(text.utf8))
        #expect(body.state == state)
    }

    @Test func aHeadThatDoesNotEndIsRefused() {
        var body = HTTPBody()
        for _ in 0..<70 { _ = body.take([UInt8](repeating: 0x61, count: 1 << 10)) }
        #expect(body.state == .malformed)
    }

    /// A command line's own words stand in the image's place as the engine has it.
    @Test func whatAContainerRuns() {
        var config = ImageConfig()
        config.entrypoint = ["/entry"]
        config.command = ["serve"]
        #expect(config.words(entrypoint: nil, command: []) == ["/entry", "serve"])
        #expect(config.words(entrypoint: nil, command: ["x", "y"]) == ["/entry", "x", "y"])
        #expect(config.words(entrypoint: "/sh", command: []) == ["/sh"])
        #expect(config.words(entrypoint: "/sh", command: ["-c"]) == ["/sh", "-c"])
        #expect(config.words(entrypoint: "", command: ["z"]) == ["z"])
    }
}
