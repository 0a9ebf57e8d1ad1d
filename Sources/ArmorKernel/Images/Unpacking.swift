import ArmorImage
import Glibc
import SystemPackage

/// Unpacks by the host's own gzip and zstd into a file without a name.
enum Unpacking {
    private static let chunk = 1 << 20

    nonisolated(nonsending) static func unpacked(
        _ source: any ByteSource,
        _ packing: Packing,
        limit: Int
    ) async throws(ImageError) -> any ByteSource {
        let name = packing.rawValue
        let program: SystemProgram
        do { program = try SystemProgram.find(name) } catch { throw ImageError(.notReadable(error.message)) }
        let input = try inputFile(source)
        let output = try SpoolFile()
        var failure: ImageError?
        let isWhole: Bool
        do {
            let descriptor = FileDescriptor(rawValue: input.descriptor.number)
            isWhole = try await ProcessStream.run(program, ["-dc"], input: descriptor, limit: limit) { bytes in
                guard failure == nil else { return }
                do throws(ImageError) { try output.write(bytes) } catch { failure = error }
            }
        } catch is ProcessStream.TooLarge {
            throw ImageError(.tooLarge("\(limit >> 30) GiB in a layer"))
        } catch { throw ImageError(.notReadable("\(program.path): \(error)")) }
        if let failure { throw failure }
        guard isWhole else { throw ImageError(.notReadable("\(name) says that a layer is damaged")) }
        return try output.finished()
    }

    /// A file at its beginning that holds just these bytes: a program cannot be told where to stop.
    private static func inputFile(_ source: any ByteSource) throws(ImageError) -> OpenFile {
        let file: OpenFile
        if let whole = source as? OpenFile {
            file = whole
        } else {
            let copy = try SpoolFile()
            var offset = 0
            while offset < source.count {
                let bytes = try source.read(at: offset, limit: chunk)
                guard !bytes.isEmpty else { throw ImageError(.truncated) }
                try copy.write(bytes)
                offset += bytes.count
            }
            file = try copy.openFile()
        }
        guard lseek(file.descriptor.number, 0, SEEK_SET) == 0 else {
            throw ImageError(.notReadable("it cannot be rewound"))
        }
        return file
    }
}
