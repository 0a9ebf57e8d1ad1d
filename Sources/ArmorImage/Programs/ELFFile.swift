/// What a program or library of the ELF says about how it is loaded (System V ABI, chapters 4 and 5; elf(5)).
package struct ELFFile: Sendable, Equatable {
    package let is64Bit: Bool
    package let isBigEndian: Bool
    /// `e_machine`: 62 is x86-64, 183 is AArch64.
    package let machine: Int
    /// The loader that the kernel starts (`PT_INTERP`); none of a static program or a library.
    package let interpreter: [UInt8]?
    /// `DT_NEEDED`, in its order.
    package let needed: [[UInt8]]
    /// `DT_RPATH` and `DT_RUNPATH`, split at colons.
    package let rpath: [[UInt8]]
    package let runpath: [[UInt8]]

    /// Why a file that begins as ELF is none.
    package struct Malformed: Error, Sendable, Equatable {
        package let what: String
    }

    /// `\x7FELF`.
    package static let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]

    /// Whether the loader of one can load the other.
    func fits(_ other: ELFFile) -> Bool {
        is64Bit == other.is64Bit && isBigEndian == other.isBigEndian && machine == other.machine
    }

    /// Reads a file; none where it does not begin as ELF does.
    package static func read(_ source: any ByteSource) throws -> ELFFile? {
        guard try source.read(at: 0, limit: magic.count) == magic else { return nil }
        var reader = try ELFReader(source)
        return try reader.file()
    }
}

/// Reads the parts of an ELF that concern loading. Every offset and count is the file's own word: all are held against the
/// file's size and against bounds that no real file comes near.
private struct ELFReader {
    private let source: any ByteSource
    private let is64Bit: Bool
    private let isBigEndian: Bool
    private var segments: [Segment] = []

    /// Linkers make about a dozen.
    private static let segmentLimit = 256
    /// Entries of the dynamic section; large programs have some hundred.
    private static let dynamicLimit = 8_192
    private static let neededLimit = 2_048
    /// A search path of a build system has some hundred bytes.
    private static let stringLimit = 16_384

    private struct Segment {
        let type: Int
        let offset: Int
        let address: Int
        let size: Int
    }

    init(_ source: any ByteSource) throws {
        self.source = source
        guard let ident = try source.exactly(16, at: 0) else { throw ELFFile.Malformed(what: "its head is cut off") }
        switch ident[4] {
        case 1: is64Bit = false
        case 2: is64Bit = true
        default: throw ELFFile.Malformed(what: "its class is neither 32 nor 64 bits")
        }
        switch ident[5] {
        case 1: isBigEndian = false
        case 2: isBigEndian = true
        default: throw ELFFile.Malformed(what: "its byte order is none")
        }
    }

    mutating func file() throws -> ELFFile {
        let machine = try number(at: 18, bytes: 2)
        try readSegments()
        var interpreter: [UInt8]?
        if let segment = segments.first(where: { $0.type == 3 }) {
            interpreter = try string(at: segment.offset, limit: segment.size)
        }
        let dynamic = try self.dynamic()
        return ELFFile(
            is64Bit: is64Bit,
            isBigEndian: isBigEndian,
            machine: machine,
            interpreter: interpreter,
            needed: dynamic.needed,
            rpath: dynamic.rpath,
            runpath: dynamic.runpath
        )
    }

    /// The program headers: `Elf32_Phdr` and `Elf64_Phdr` have their members in different orders.
    private mutating func readSegments() throws {
        let table = try is64Bit ? number(at: 32, bytes: 8) : number(at: 28, bytes: 4)
        let size = try number(at: is64Bit ? 54 : 42, bytes: 2)
        let count = try number(at: is64Bit ? 56 : 44, bytes: 2)
        guard count > 0 else { return }
        guard count <= Self.segmentLimit, size >= (is64Bit ? 56 : 32) else {
            throw ELFFile.Malformed(what: "its program headers are none")
        }
        for index in 0..<count {
            let start = try sum(table, index * size)
            let word = is64Bit ? 8 : 4
            segments.append(
                Segment(
                    type: try number(at: start, bytes: 4),
                    offset: try number(at: try sum(start, is64Bit ? 8 : 4), bytes: word),
                    address: try number(at: try sum(start, is64Bit ? 16 : 8), bytes: word),
                    size: try number(at: try sum(start, is64Bit ? 32 : 16), bytes: word)
                )
            )
        }
    }

    private struct Dynamic {
        var needed: [[UInt8]] = []
        var rpath: [[UInt8]] = []
        var runpath: [[UInt8]] = []
    }

    /// The dynamic section's entries of interest, with their strings.
    private func dynamic() throws -> Dynamic {
        var result = Dynamic()
        guard let segment = segments.first(where: { $0.type == 2 }) else { return result }
        let word = is64Bit ? 8 : 4
        var entries: [(tag: Int, value: Int)] = []
        for index in 0..<min(segment.size / (2 * word), Self.dynamicLimit) {
            let start = try sum(segment.offset, index * 2 * word)
            let tag = try number(at: start, bytes: word)
            if tag == 0 { break }
            // DT_NEEDED, DT_STRTAB, DT_RPATH, DT_RUNPATH
            guard [1, 5, 15, 29].contains(tag) else { continue }
            entries.append((tag, try number(at: try sum(start, word), bytes: word)))
        }
        guard let address = entries.first(where: { $0.tag == 5 })?.value else { return result }
        let strings = try offset(of: address)
        for entry in entries where entry.tag != 5 {
            let text = try string(at: try sum(strings, entry.value), limit: Self.stringLimit)
            switch entry.tag {
            case 1:
                guard result.needed.count < Self.neededLimit else {
                    throw ELFFile.Malformed(what: "it needs more than \(Self.neededLimit) libraries")
                }
                if !text.isEmpty { result.needed.append(text) }
            case 15: result.rpath += Self.paths(text)
            default: result.runpath += Self.paths(text)
            }
        }
        return result
    }

    private static func paths(_ text: [UInt8]) -> [[UInt8]] { text.split(separator: UInt8(ascii: ":")).map(Array.init) }

    /// Where the bytes of an address lie in the file, by the segments that are loaded.
    private func offset(of address: Int) throws -> Int {
        for segment in segments where segment.type == 1 {
            if address >= segment.address, address - segment.address < segment.size {
                return try sum(segment.offset, address - segment.address)
            }
        }
        throw ELFFile.Malformed(what: "its strings are in no segment")
    }

    /// Up to a NUL byte, which must come within the limit.
    private func string(at offset: Int, limit: Int) throws -> [UInt8] {
        let limit = min(limit, Self.stringLimit)
        let bytes = try source.read(at: offset, limit: limit)
        guard let end = bytes.firstIndex(of: 0) else { throw ELFFile.Malformed(what: "a string does not end") }
        return Array(bytes[..<end])
    }

    /// An unsigned number in the file's byte order; one that no offset can be is refused.
    private func number(at offset: Int, bytes count: Int) throws -> Int {
        guard let bytes = try source.exactly(count, at: offset) else { throw ELFFile.Malformed(what: "it is cut off") }
        let ordered = isBigEndian ? bytes : bytes.reversed()
        let value = ordered.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // Addresses of the kernel's half and tags of processors are no offsets; they never match one.
        return Int(clamping: value)
    }

    private func sum(_ left: Int, _ right: Int) throws -> Int {
        let (sum, isOver) = left.addingReportingOverflow(right)
        guard !isOver else { throw ELFFile.Malformed(what: "an offset is too large") }
        return sum
    }
}
