/// The folders that an image's files tell its loader to look in.
struct LoaderConfiguration {
    /// Those of `/etc/ld.so.conf`, in its order (ldconfig(8)).
    private(set) var folders: [[UInt8]] = []
    private let image: Image
    /// A file may include others; no image comes near so many.
    private var filesLeft = 64

    init(_ image: Image) {
        self.image = image
        read(Array("/etc/ld.so.conf".utf8))
    }

    private mutating func read(_ path: [UInt8]) {
        guard filesLeft > 0, let text = String(validating: path, as: UTF8.self) else { return }
        filesLeft -= 1
        for line in image.lines(text, limit: 1 << 16) {
            let words = line.prefix { $0 != UInt8(ascii: "#") }.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            guard let first = words.first else { continue }
            if first.elementsEqual("include".utf8) {
                for word in words.dropFirst() { include(Array(word), from: path) }
            } else if first.first == Byte.slash {
                // `/folder=TYPE` is an old form.
                folders.append(Array(first.prefix { $0 != UInt8(ascii: "=") }))
            }
        }
    }

    /// A path, absolute or beside the file that includes it, with `*` in its last part alone, as all distributions have it.
    private mutating func include(_ pattern: [UInt8], from file: [UInt8]) {
        let folder = file.prefix(upTo: file.lastIndex(of: Byte.slash) ?? 0)
        let path = pattern.first == Byte.slash ? pattern : folder + [Byte.slash] + pattern
        guard let slash = path.lastIndex(of: Byte.slash) else { return }
        let name = path[(slash + 1)...]
        guard let star = name.firstIndex(of: UInt8(ascii: "*")) else { return read(path) }
        let (start, end) = (name[..<star], name[(star + 1)...])
        for entry in image.tree.names(Array(path[..<slash]))
        where entry.count >= start.count + end.count && entry.starts(with: start) && entry.suffix(end.count) == end {
            read(path[...slash] + entry)
        }
    }

    /// Where musl's loader looks: what `/etc/ld-musl-ARCH.path` says, lines or colons between the folders, else its own list
    /// (musl, documentation of the dynamic linker).
    static func muslFolders(_ image: Image) -> [[UInt8]] {
        for name in image.tree.names(Array("/etc".utf8)) {
            let text = String(decoding: name, as: UTF8.self)
            guard text.hasPrefix("ld-musl-"), text.hasSuffix(".path") else { continue }
            let folders = image.lines("/etc/\(text)", limit: 1 << 16)
                .flatMap { $0.split(separator: UInt8(ascii: ":")).map(Array.init) }
            if !folders.isEmpty { return folders }
        }
        return ["/lib", "/usr/local/lib", "/usr/lib"].map { Array($0.utf8) }
    }
}
