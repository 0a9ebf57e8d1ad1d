package import ArmorSource

extension Features {
    /// Reads a features file: `name {value}` or `name {name {…} …}`, blanks and line ends as one likes.
    ///
    /// Anything else is an error at its place, among them braces that do not match, a name without a value, a value
    /// beside names, the same name twice, and more than is sensible.
    package static func parse(_ source: SourceFile) -> Result<Features, FeaturesError> {
        var reader = FeaturesReader(source: source)
        do throws(FeaturesError) { return .success(try reader.read()) } catch { return .failure(error) }
    }
}

/// Why a text is no features file.
package struct FeaturesError: Error {
    package let diagnostic: Diagnostic
}

/// Reads the nested text with the open names on a stack of its own, so that depth costs no stack.
struct FeaturesReader {
    let source: SourceFile
    private var offset = 0
    private var values: [String: String] = [:]
    /// The paths of the folders, so that a name is not both a folder and a leaf.
    private var folders: Set<String> = []

    private struct Level {
        let path: String
        let start: Int
        var words: [String] = []
        var hasNames = false
    }

    init(source: SourceFile) { self.source = source }

    mutating func read() throws(FeaturesError) -> Features {
        guard source.bytes.count <= Features.sizeLimit else {
            throw error("a features file has at most \(Features.sizeLimit >> 10) KiB", 0..<0)
        }
        var levels = [Level(path: "", start: 0)]
        while let range = nextToken() {
            switch source.bytes[range.lowerBound] {
            case UInt8(ascii: "{"): try open(&levels, range)
            case UInt8(ascii: "}"): try close(&levels, range)
            default: levels[levels.count - 1].words.append(try word(range))
            }
        }
        guard levels.count == 1 else {
            let start = levels[levels.count - 1].start
            throw error("this brace is not closed", start..<start + 1)
        }
        guard levels[0].words.isEmpty, !values.isEmpty else {
            throw error("this is not a features file", 0..<min(1, source.bytes.count))
        }
        return Features(values: values)
    }

    private mutating func open(_ levels: inout [Level], _ range: ByteRange) throws(FeaturesError) {
        let last = levels.count - 1
        guard let name = levels[last].words.popLast(), levels[last].words.isEmpty, !name.contains("/") else {
            throw error("a brace follows exactly one name", range)
        }
        levels[last].hasNames = true
        guard levels.count <= Features.depthLimit else { throw error("braces are nested too deep", range) }
        let path = levels.count == 1 ? name : "\(levels[last].path)/\(name)"
        guard values[path] == nil, folders.insert(path).inserted else {
            throw error("\"\(path)\" is there twice", range)
        }
        guard folders.count <= Features.leafLimit else { throw error("there are too many names", range) }
        levels.append(Level(path: path, start: range.lowerBound))
    }

    private mutating func close(_ levels: inout [Level], _ range: ByteRange) throws(FeaturesError) {
        guard levels.count > 1, let level = levels.popLast() else {
            throw error("this brace closes nothing", range)
        }
        if !level.hasNames {
            values[level.path] = level.words.joined(separator: " ")
        } else if !level.words.isEmpty {
            throw error("a value stands beside names", range)
        }
    }

    /// A brace or a word.
    private mutating func nextToken() -> ByteRange? {
        let bytes = source.bytes
        while offset < bytes.count, isBlank(bytes[offset]) { offset += 1 }
        guard offset < bytes.count else { return nil }
        let start = offset
        offset += 1
        if isBrace(bytes[start]) { return start..<offset }
        while offset < bytes.count, !isBlank(bytes[offset]), !isBrace(bytes[offset]) { offset += 1 }
        return start..<offset
    }

    private func word(_ range: ByteRange) throws(FeaturesError) -> String {
        guard source.bytes[range].allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw error("a features file holds printable ASCII alone", range)
        }
        return String(decoding: source.bytes[range], as: UTF8.self)
    }

    private func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    private func isBrace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") }

    private func error(_ message: String, _ range: ByteRange) -> FeaturesError {
        FeaturesError(
            diagnostic: Diagnostic(
                .error,
                "features-syntax",
                message,
                at: Place(source, range),
                help: "a features file is a copy of what apparmor_parser or the kernel shows, in its nested form"
            )
        )
    }
}
