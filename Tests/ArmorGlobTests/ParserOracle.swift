import ArmorTestSupport
import Foundation

/// A walker of the file rules that apparmor_parser compiled: what the kernel would answer. Old format, file rules alone.
struct CompiledRules {
    private let accept: [UInt32]
    private let base: [UInt32]
    private let check: [UInt32]
    private let fallback: [UInt32]
    private let next: [UInt32]

    /// Whether the owner may read a path.
    func reads(_ path: [UInt8]) -> Bool {
        var state = 1
        for byte in path { state = step(state, byte) }
        return accept[state] & 4 != 0
    }

    private func step(_ start: Int, _ byte: UInt8) -> Int {
        var state = start
        while true {
            let cell = Int(base[state] & 0xffffff) + Int(byte)
            if cell < check.count, check[cell] == state { return Int(next[cell]) }
            let again = base[state] >> 31 == 1
            state = Int(fallback[state])
            if !again { return state }
        }
    }

    init?(_ dfa: ArraySlice<UInt8>) {
        func number(_ at: Int, _ width: Int) -> UInt32 {
            dfa[at..<min(at + width, dfa.endIndex)].reduce(0) { $0 << 8 | UInt32($1) }
        }
        guard number(dfa.startIndex, 4) == 0x1B5E_783D else { return nil }
        var tables: [Int: [UInt32]] = [:]
        var offset = dfa.startIndex + Int(number(dfa.startIndex + 4, 4))
        while offset + 12 <= dfa.endIndex {
            let name = Int(number(offset, 2))
            let code = Int(number(offset + 2, 2))
            let width = code == 1 ? 1 : code == 2 ? 2 : 4
            let count = Int(number(offset + 8, 4))
            guard name > 0, offset + 12 + count * width <= dfa.endIndex else { break }
            tables[name] = (0..<count).map { number(offset + 12 + $0 * width, width) }
            offset += (12 + count * width + 7) / 8 * 8
        }
        guard let accept = tables[1], let base = tables[2], let check = tables[3], let fallback = tables[4],
            let next = tables[8]
        else { return nil }
        (self.accept, self.base, self.check, self.fallback, self.next) = (accept, base, check, fallback, next)
    }
}

/// The real apparmor_parser of this machine.
enum ParserOracle {
    static let path = ["/sbin/apparmor_parser", "/usr/sbin/apparmor_parser"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    static let features = projectRoot.appending(path: "Bench/debian12.features").path

    static var isPresent: Bool {
        guard path != nil, FileManager.default.fileExists(atPath: features) else {
            print("apparmor_parser or its features file is absent: not compared with it")
            return false
        }
        return true
    }

    /// One profile for each glob, compiled together; the file rules of each, in order.
    static func compile(_ globs: [String], preamble: String = "") throws -> [CompiledRules] {
        let names = globs.indices.map { "p" + String(format: "%05d", $0) }
        var text = preamble
        for (name, glob) in zip(names, globs) { text += "profile \(name) {\n  \"\(glob)\" r,\n}\n" }
        let folder = FileManager.default.temporaryDirectory.appending(path: "armor-glob-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "profiles")
        try Data(text.utf8).write(to: file)
        let output = folder.appending(path: "out")
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(filePath: path ?? "/bin/false")
        process.arguments = ["-QKS", "-M", features, "-O", "no-equiv", file.path]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let bytes = Array(try Data(contentsOf: output))
        return split(bytes, names.map { Array($0.utf8) })
    }

    /// The last `aadfa` of each profile is that of its file rules.
    private static func split(_ bytes: [UInt8], _ names: [[UInt8]]) -> [CompiledRules] {
        let mark = Array("aadfa".utf8)
        var found: [String: CompiledRules] = [:]
        var current = ""
        var index = 0
        let isName = Set(names.map { String(decoding: $0, as: UTF8.self) })
        while index + 8 < bytes.count {
            if bytes[index] == UInt8(ascii: "p"), bytes[index + 6] == 0 {
                let name = String(decoding: bytes[index..<(index + 6)], as: UTF8.self)
                if isName.contains(name) { current = name }
            }
            if bytes[index...].starts(with: mark), bytes[index + 5] == 0, bytes[index + 6] == 6 {
                let size = (0..<4).reduce(0) { $0 | Int(bytes[index + 7 + $1]) << (8 * $1) }
                var start = index + 11
                while start < index + 20, bytes[start...].prefix(4) != [0x1B, 0x5E, 0x78, 0x3D] { start += 1 }
                found[current] = CompiledRules(bytes[start..<min(start + size, bytes.count)])
                index = start + size - 8
            }
            index += 1
        }
        return names.compactMap { found[String(decoding: $0, as: UTF8.self)] }
    }
}
