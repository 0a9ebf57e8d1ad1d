import ArmorJSON
import ArmorSource
import ArmorTestSupport
import Testing

@testable import ArmorImage

/// Each form of an image gives the same image, and none that is not what its digests say.
@Suite struct ImageReaderTests {
    private let image: ImageBuilder = {
        var low = TarBuilder()
        low.file("etc/a", text: "low")
        var high = TarBuilder()
        high.file("etc/a", text: "high")
        high.file("bin/b", text: "#!/bin/sh\n", mode: 0o755)
        let config = """
            {"Entrypoint":["/bin/b"],"Cmd":["-x"],"User":"7:8","ExposedPorts":{"80/tcp":{},"53/udp":{},"9":{},"0":{},"x":{}},\
            "Volumes":{"/data":{}},"WorkingDir":"/srv","Env":["PATH=/a:b:/c","X=1","X=2"]}
            """
        return ImageBuilder(layers: [low.bytes, high.bytes], config: config)
    }()

    private func read(_ files: [String: [UInt8]], architecture: String = ImageReader.ownArchitecture) async throws
        -> Image
    {
        try await ImageReader(MemoryStore(files), architecture: architecture).read()
    }

    @Test func bothFormsAreTheSameImage() async throws {
        for files in [image.saved, image.layout()] {
            let read = try await read(files)
            #expect(read.name == "registry.example/web:1")
            #expect(read.id.utf8.count == 64)
            #expect(read.lines("/etc/a") == [Array("high".utf8)])
            #expect(read.config.words == ["/bin/b", "-x"])
            #expect(read.config.user == "7:8" && !read.config.isRoot)
            #expect(read.config.ports.map { "\($0.number)/\($0.proto)" } == ["9/tcp", "53/udp", "80/tcp"])
            #expect(read.config.volumes == ["/data"] && read.config.workingFolder == "/srv")
            #expect(read.config.searchPath == ["/a", "/c"] && read.config.variable("X") == "2")
        }
    }

    @Test func anArchiveIsAStore() async throws {
        for files in [image.saved, image.layout()] {
            let index = try ArchiveIndex(MemoryBytes(ImageBuilder.archive(files)))
            for (name, bytes) in files { #expect(try index.file(name)?.all(limit: 1 << 20) == bytes) }
            #expect(index.file("missing") == nil)
        }
    }

    /// One byte of any file that an image consists of is changed: it is refused, each time.
    @Test func everyByteCounts() async throws {
        for files in [image.saved, image.layout()] {
            for (name, bytes) in files where name != "oci-layout" {
                for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 24)) {
                    var changed = files
                    changed[name]?[place] ^= 0x01
                    guard let other = try? await read(changed) else { continue }
                    // What no digest covers are names and annotations alone.
                    #expect(other.id == (try await read(files)).id, "\(name), byte \(place)")
                    #expect(["index.json", "manifest.json"].contains(name), "\(name), byte \(place)")
                }
            }
        }
    }

    @Test func whatIsMissingIsTold() async throws {
        for files in [image.saved, image.layout()] {
            for name in files.keys where name != "oci-layout" {
                var fewer = files
                fewer[name] = nil
                await #expect(throws: ImageError.self, "\(name)") { try await read(fewer) }
            }
        }
        await #expect(throws: ImageError(.unknownForm)) { try await read([:]) }
    }

    @Test func imagesForOtherMachines() async throws {
        let files = image.layout()
        await #expect(throws: ImageError(.otherArchitecture("vax", [ImageReader.ownArchitecture]))) {
            try await read(files, architecture: "vax")
        }
    }

    @Test func severalImages() async throws {
        var files = image.saved
        files["manifest.json"] = Array(#"[{"RepoTags":["a:1"]},{"RepoTags":["b:1"]}]"#.utf8)
        await #expect(throws: ImageError(.several(["a:1", "b:1"]))) { try await read(files) }
    }

    static let malformed = [
        "", "[]", "{}", "[{}]", #"[{"Config":"x","Layers":[]}]"#,
        #"[{"Config":"../../etc/passwd","Layers":["/etc/shadow"]}]"#,
        #"[{"Config":1,"Layers":{}}]"#, #"[{"Config":"x","Layers":[1]}]"#,
    ]

    @Test(arguments: malformed) func manifestsThatAreNone(_ text: String) async throws {
        await #expect(throws: ImageError.self) { try await read(["manifest.json": Array(text.utf8)]) }
    }

    static let indexes = [
        "{}", #"{"manifests":[]}"#, #"{"manifests":[{}]}"#, #"{"manifests":[{"digest":"sha256:x"}]}"#,
        #"{"manifests":[{"digest":"sha512:00"}]}"#, #"{"manifests":[{"digest":"sha256:../../../etc/passwd"}]}"#,
    ]

    @Test(arguments: indexes) func indexesThatAreNone(_ text: String) async throws {
        await #expect(throws: ImageError.self) { try await read(["index.json": Array(text.utf8)]) }
    }

    @Test func anIndexWithinAnIndexEnds() async throws {
        // Each refers to the next; the last one is its own digest's only by chance, so the chain is simply long.
        var files: [String: [UInt8]] = [:]
        var inner = Array(#"{"manifests":[]}"#.utf8)
        for _ in 0..<8 {
            let digest = SHA256.hex(inner)
            files["blobs/sha256/\(digest)"] = inner
            inner = Array(#"{"manifests":[{"digest":"sha256:\#(digest)"}]}"#.utf8)
        }
        files["index.json"] = inner
        await #expect(throws: ImageError(.malformed("index.json", "it names no manifests"))) { try await read(files) }
    }
}
