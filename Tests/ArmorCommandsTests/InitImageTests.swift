import ArmorTestSupport
import Foundation
import Testing

/// `armor init --image`, from each form that an image is kept in.
@Suite struct InitImageTests {
    private let image = SketchImages.all["redis"]

    private func write(_ files: [String: [UInt8]], to folder: URL) throws {
        for (name, bytes) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: file)
        }
    }

    /// Bytes packed by a program of the host's.
    private func packed(_ bytes: [UInt8], by program: String, in place: Workplace) throws -> [UInt8] {
        let file = place.url.appending(path: "to-pack")
        try Data(bytes).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/\(program)")
        process.arguments = ["-c", file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let result = Array(output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        return result
    }

    /// What is made of an image holds, tests and all, and no mistake is found in it.
    @Test(arguments: SketchImages.all.keys.sorted()) func whatIsMadeHolds(_ name: String) throws {
        let place = try Workplace()
        let builder = try #require(SketchImages.all[name])
        try Data(ImageBuilder.archive(builder.saved)).write(to: place.url.appending(path: "image.tar"))
        let run = try place.armor("init", "--image", "image.tar", name, "-o", "policy.toml")
        #expect(run.status == 0, "\(run.messages)")
        guard FileManager.default.isExecutableFile(atPath: "/usr/sbin/apparmor_parser") else { return }
        let check = try place.armor("check", "--target", "debian12", "policy.toml")
        #expect(check.status == 0, "\(check.messages)")
        let escapes = try place.armor("test", "--target", "debian12", "--escapes", "policy.toml")
        #expect(escapes.status == 0, "\(escapes.messages)")
    }

    @Test func everyFormGivesTheSame() throws {
        let place = try Workplace()
        let image = try #require(image)
        let expected = try text(projectRoot.appending(path: "Tests/ArmorSketchTests/Fixtures/redis.toml"))
        var sources: [String] = []
        for (name, files) in [("saved", image.saved), ("layout", image.layout())] {
            let archive = ImageBuilder.archive(files)
            try write([name + ".tar": archive], to: place.url)
            sources.append(name + ".tar")
            for program in ["gzip", "zstd"] where FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)") {
                try write(["\(name).\(program)": try packed(archive, by: program, in: place)], to: place.url)
                sources.append("\(name).\(program)")
                let layers = try image.layout { try packed($0, by: program, in: place) }
                try write(layers, to: place.url.appending(path: "folder-\(program)"))
                try write(["layers-\(program).tar": ImageBuilder.archive(layers)], to: place.url)
                sources += ["folder-\(program)", "layers-\(program).tar"]
            }
        }
        try write(image.layout(), to: place.url.appending(path: "folder"))
        for source in sources + ["folder"] {
            let run = try place.armor("init", "--image", source, "redis")
            #expect(run.status == 0 && run.output == expected, "\(source): \(run.messages)")
        }
    }

    /// A name is that of the image, where none is given.
    @Test func theNameIsTheImages() throws {
        let place = try Workplace()
        try write(["image.tar": ImageBuilder.archive(try #require(image).saved)], to: place.url)
        #expect(try place.armor("init", "--image", "image.tar").output.contains("\nname = \"web\"\n"))
    }

    @Test func linksOfAFolderAreNotFollowed() throws {
        let place = try Workplace()
        let files = try #require(image).layout()
        try write(files, to: place.url.appending(path: "folder"))
        let blobs = place.url.appending(path: "folder/blobs")
        try FileManager.default.moveItem(at: blobs, to: place.url.appending(path: "elsewhere"))
        try FileManager.default.createSymbolicLink(
            at: blobs,
            withDestinationURL: place.url.appending(path: "elsewhere")
        )
        let run = try place.armor("init", "--image", "folder")
        #expect(run.status == 2 && run.messages.contains("symbolic link"), "\(run.messages)")
    }

    @Test func whatIsNoImageIsTold() throws {
        let place = try Workplace(["no.tar": "text"])
        for (word, said) in [
            ("no.tar", "image-truncated"), (".", "image-form"), ("/dev/null", "file-not-regular"),
            ("no such", "neither a file"),
        ] {
            let run = try place.armor("init", "--image", word, "name")
            #expect(run.status == 2 && run.messages.contains(said) && run.output.isEmpty, "\(word): \(run.messages)")
        }
        #expect(try place.armor("init", "--image", "x", "--preset", "container").status == 64)
    }

    @Test func aDamagedLayerIsTold() throws {
        let place = try Workplace()
        var layers = try #require(image).layout()
        for name in layers.keys where layers[name, default: []].count > 4_000 { layers[name]?[2_000] ^= 1 }
        try write(["image.tar": ImageBuilder.archive(layers)], to: place.url)
        let run = try place.armor("init", "--image", "image.tar")
        #expect(run.status == 2 && run.messages.contains("image-digest"), "\(run.messages)")
    }
}
