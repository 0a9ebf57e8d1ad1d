import FuzzSupport

@testable import ArmorImage

/// Any bytes as a file of an image.
struct Input: ByteSource {
    let bytes: [UInt8]
    var count: Int { bytes.count }

    func read(at offset: Int, limit: Int) throws(ImageError) -> [UInt8] {
        guard offset >= 0, offset < bytes.count, limit > 0 else { return [] }
        return Array(bytes[offset..<min(bytes.count, offset + min(limit, bytes.count))])
    }
}

// A program, a script, a layer: there is an answer; no path leads out of the image and no content out of the archive.
fuzz { bytes in
    let input = Input(bytes: bytes)
    _ = try? ELFFile.read(input)
    if let script = ScriptFile(bytes) { require(!script.interpreter.isEmpty, "a script without an interpreter") }
    for word in ScriptFile.words(bytes) { require(!word.isEmpty && !word.contains(0), "a word that is none") }
    for target in ScriptFile.redirections(bytes) { require(target.path.first == 0x2F, "a target that is not absolute") }
    var reader = LayerReader(hasWhiteouts: true, limits: ImageLimits(entries: 2_000))
    // Twice: a layer over itself.
    for layer in 0..<2 where (try? reader.add(input, layer: layer)) == nil { break }
    for found in reader.tree.all(limit: 4_000) {
        require(!FileTree.components(found.path).contains(Byte.dots), "a path leads upwards")
        require(found.file.content.upperBound <= bytes.count, "a content lies outside of the archive")
    }
    let image = Image(
        name: nil,
        id: "",
        config: ImageConfig(),
        tree: reader.tree,
        findings: [],
        layers: [input, input]
    )
    for found in reader.tree.all(limit: 16) {
        let path = String(decoding: found.path, as: UTF8.self)
        var libraries = LibraryFinder(image)
        for program in ProgramSearch(image, words: [path]).programs { _ = libraries.add(program.found) }
    }
}
