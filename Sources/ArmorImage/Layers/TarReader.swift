/// Steps over the entries of a tar archive: POSIX ustar and pax (POSIX.1-2024, pax, "ustar Interchange Format"), and the
/// additions of GNU tar (its manual, "Basic Tar Format"), which are what engines write. Contents are stepped over.
struct TarReader {
    private let source: any ByteSource
    private let limits: ImageLimits
    private var offset = 0
    private var entries = 0
    /// What a global pax header says of all that follow.
    private var global = PaxRecords()

    private static let block = 512
    /// A pax header holds a path or two and some attributes.
    private static let paxLimit = 1 << 20

    init(_ source: any ByteSource, limits: ImageLimits) {
        self.source = source
        self.limits = limits
    }

    /// The next entry; none at the end.
    mutating func next() throws(ImageError) -> TarEntry? {
        var records = global
        var longName: [UInt8]?
        var longTarget: [UInt8]?
        while let header = try header() {
            entries += 1
            guard entries <= limits.entries else { throw ImageError(.tooLarge("\(limits.entries) entries")) }
            switch header.type {
            case UInt8(ascii: "x"): records.merge(try PaxRecords(try content(header)))
            case UInt8(ascii: "g"):
                global.merge(try PaxRecords(try content(header)))
                records = global
            case UInt8(ascii: "L"): longName = try name(header)
            case UInt8(ascii: "K"): longTarget = try name(header)
            default: return try entry(header, records, longName, longTarget)
            }
        }
        return nil
    }

    /// The header here; none at the end of the archive: a block of zeros, or nothing any more.
    private mutating func header() throws(ImageError) -> TarHeader? {
        guard offset < source.count else { return nil }
        guard let bytes = try source.exactly(Self.block, at: offset) else { throw ImageError(.truncated) }
        guard bytes.contains(where: { $0 != 0 }) else { return nil }
        offset += Self.block
        return try TarHeader(bytes)
    }

    /// What stands behind a header that describes another, and the step over it.
    private mutating func content(_ header: TarHeader) throws(ImageError) -> [UInt8] {
        guard header.size <= Self.paxLimit else { throw ImageError(.archive("a header of \(header.size) bytes")) }
        guard let bytes = try source.exactly(header.size, at: offset) else { throw ImageError(.truncated) }
        try skip(header.size)
        return bytes
    }

    private mutating func name(_ header: TarHeader) throws(ImageError) -> [UInt8] {
        Array(try content(header).prefix { $0 != 0 })
    }

    /// Moves behind a content and what fills its last block.
    private mutating func skip(_ size: Int) throws(ImageError) {
        guard size >= 0, size <= source.count - offset else { throw ImageError(.truncated) }
        offset += size
        // The last block need not be filled where nothing follows it.
        offset = min(source.count, offset + (Self.block - size % Self.block) % Self.block)
    }

    private mutating func entry(
        _ header: TarHeader,
        _ records: PaxRecords,
        _ longName: [UInt8]?,
        _ longTarget: [UInt8]?
    ) throws(ImageError) -> TarEntry {
        let kind = header.kind
        // Entries of other kinds have no content, whatever their size says (links of some writers have the file's).
        let size = kind == .file ? records.size ?? header.size : 0
        let name = records.path ?? longName ?? header.name
        let target = records.linkPath ?? longTarget ?? header.target
        guard name.count <= limits.pathBytes, target.count <= limits.pathBytes else {
            throw ImageError(.archive("a name of more than \(limits.pathBytes) bytes"))
        }
        guard !name.contains(0), !target.contains(0) else { throw ImageError(.archive("a name with a NUL byte")) }
        let start = offset
        try skip(size)
        return TarEntry(
            name: name,
            kind: kind,
            mode: header.mode,
            owner: records.owner ?? header.owner,
            group: records.group ?? header.group,
            target: target,
            content: start..<(start + size),
            hasCapabilities: records.hasCapabilities
        )
    }
}

/// A file as an archive has it.
struct TarEntry: Equatable {
    /// As written: it may begin with `/` or `./`, and hold anything but NUL.
    let name: [UInt8]
    let kind: Kind
    /// The permission bits with set-user-id, set-group-id and sticky.
    let mode: Int
    let owner: Int
    let group: Int
    /// Of a link; empty otherwise.
    let target: [UInt8]
    /// Where the content lies in the archive.
    let content: Range<Int>
    /// Whether it has the attribute `security.capability`.
    let hasCapabilities: Bool

    enum Kind: Equatable { case file, hardLink, link, directory, device, pipe, other }
}
