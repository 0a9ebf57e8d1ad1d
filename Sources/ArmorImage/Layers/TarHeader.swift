/// One header block of a tar archive.
struct TarHeader {
    /// The byte at 156, which says what it is of.
    let type: UInt8
    let name: [UInt8]
    let mode: Int
    let owner: Int
    let group: Int
    /// Bytes of content.
    let size: Int
    let target: [UInt8]

    /// Reads a block of 512 bytes, whose sum must be right.
    init(_ block: [UInt8]) throws(ImageError) {
        guard block.count == 512 else { throw ImageError(.truncated) }
        guard let sum = Self.number(block[148..<156]), sum == Self.sum(block) || sum == Self.signedSum(block) else {
            throw ImageError(.archive("the sum of a header is wrong"))
        }
        type = block[156]
        var name = Self.text(block[0..<100])
        // GNU tar uses the room of the prefix otherwise; its magic ends in a blank.
        if block[257..<263].elementsEqual("ustar\0".utf8) {
            let prefix = Self.text(block[345..<500])
            if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
        }
        self.name = name
        target = Self.text(block[157..<257])
        guard let mode = Self.number(block[100..<108]), let owner = Self.number(block[108..<116]),
            let group = Self.number(block[116..<124]), let size = Self.number(block[124..<136])
        else { throw ImageError(.archive("a number of a header is none")) }
        (self.mode, self.owner, self.group, self.size) = (mode & 0o7777, owner, group, size)
    }

    var kind: TarEntry.Kind {
        switch type {
        // An old writer's directory is a file whose name ends in a slash. `7` and `S` are files that lie otherwise on a disk.
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): name.last == UInt8(ascii: "/") ? .directory : .file
        case UInt8(ascii: "S"): .file
        case UInt8(ascii: "1"): .hardLink
        case UInt8(ascii: "2"): .link
        case UInt8(ascii: "3"), UInt8(ascii: "4"): .device
        case UInt8(ascii: "5"): .directory
        case UInt8(ascii: "6"): .pipe
        default: .other
        }
    }

    /// Up to the first NUL.
    private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

    /// Octal digits with blanks or NUL around them, or GNU's big-endian number, whose first bit is set; none where it is
    /// neither, negative or too large. An empty field is 0.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        guard let first = field.first else { return nil }
        if first & 0x80 != 0 {
            // The second bit is the sign.
            guard first & 0x40 == 0 else { return nil }
            return value(Array([first & 0x3F] + field.dropFirst()), base: 256)
        }
        let digits = field.drop { $0 == 0x20 || $0 == 0 }.prefix { $0 != 0x20 && $0 != 0 }
        guard digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        return value(digits.map { $0 - 0x30 }, base: 8)
    }

    private static func value(_ digits: [UInt8], base: Int) -> Int? {
        var value = 0
        for digit in digits {
            let (product, isOver) = value.multipliedReportingOverflow(by: base)
            guard !isOver, product <= Int.max - Int(digit) else { return nil }
            value = product + Int(digit)
        }
        return value
    }

    /// The sum of all bytes, those of the sum itself taken as blanks.
    private static func sum(_ block: [UInt8]) -> Int {
        block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
    }

    /// The same by old writers, whose bytes have signs.
    private static func signedSum(_ block: [UInt8]) -> Int {
        block.enumerated().reduce(0) {
            $0 + ((148..<156).contains($1.offset) ? 0x20 : Int(Int8(bitPattern: $1.element)))
        }
    }
}

/// What a pax header says: records of the form `LENGTH KEY=VALUE\n`, of which those are kept that armor needs.
struct PaxRecords {
    private(set) var path: [UInt8]?
    private(set) var linkPath: [UInt8]?
    private(set) var size: Int?
    private(set) var owner: Int?
    private(set) var group: Int?
    private(set) var hasCapabilities = false

    init() {}

    init(_ bytes: [UInt8]) throws(ImageError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != 0x20 }
            guard digits.count <= 8, let length = Self.number(Array(digits)), length > digits.count + 1,
                length <= rest.count
            else { throw ImageError(.archive("a pax header's length is none")) }
            let record = rest.prefix(length).dropFirst(digits.count + 1)
            guard record.last == 0x0A, let equals = record.firstIndex(of: UInt8(ascii: "=")) else {
                throw ImageError(.archive("a pax header's record is none"))
            }
            try take(String(decoding: record[..<equals], as: UTF8.self), Array(record[(equals + 1)...].dropLast()))
            rest = rest.dropFirst(length)
        }
    }

    private mutating func take(_ key: String, _ value: [UInt8]) throws(ImageError) {
        switch key {
        case "path": path = value
        case "linkpath": linkPath = value
        case "size": size = try Self.required(value)
        case "uid": owner = try Self.required(value)
        case "gid": group = try Self.required(value)
        case "SCHILY.xattr.security.capability": hasCapabilities = !value.isEmpty
        default: break
        }
    }

    /// What a later header says counts.
    mutating func merge(_ other: PaxRecords) {
        path = other.path ?? path
        linkPath = other.linkPath ?? linkPath
        size = other.size ?? size
        owner = other.owner ?? owner
        group = other.group ?? group
        hasCapabilities = hasCapabilities || other.hasCapabilities
    }

    private static func required(_ value: [UInt8]) throws(ImageError) -> Int {
        guard let number = number(value) else { throw ImageError(.archive("a pax header's number is none")) }
        return number
    }

    private static func number(_ digits: [UInt8]) -> Int? {
        guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
