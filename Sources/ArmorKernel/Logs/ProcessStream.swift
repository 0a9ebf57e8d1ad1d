import Subprocess
import SystemPackage

/// Runs one program whose output is too long to keep.
enum ProcessStream {
    /// Hands over what the program writes, some megabytes at once; answers whether it ended with status 0.
    ///
    /// It is started as ``ProcessRun`` starts its own. What it reads is an open file, or nothing. When the task is
    /// cancelled, or more bytes come than the limit, it is killed.
    nonisolated(nonsending) static func run(
        _ program: SystemProgram,
        _ arguments: [String],
        input: FileDescriptor?,
        limit: Int,
        _ take: ([UInt8]) async -> Void
    ) async throws -> Bool {
        let configuration = ProcessRun.configuration(program.path, arguments)
        guard let input else {
            let result = try await Subprocess.run(
                configuration,
                input: .none,
                output: .sequence,
                error: .discarded
            ) { try await pass($0.standardOutput, limit, take) }
            return result.terminationStatus == .exited(0)
        }
        let result = try await Subprocess.run(
            configuration,
            input: .fileDescriptor(input, closeAfterSpawningProcess: false),
            output: .sequence,
            error: .discarded
        ) { try await pass($0.standardOutput, limit, take) }
        return result.terminationStatus == .exited(0)
    }

    /// Too many bytes came.
    struct TooLarge: Error {}

    private nonisolated(nonsending) static func pass(
        _ output: SubprocessOutputSequence,
        _ limit: Int,
        _ take: ([UInt8]) async -> Void
    ) async throws {
        var chunk: [UInt8] = []
        var count = 0
        for try await buffer in output {
            count += buffer.count
            guard count <= limit else { throw TooLarge() }
            // The bytes are copied while the buffer is there.
            unsafe buffer.withUnsafeBytes { unsafe chunk.append(contentsOf: $0) }
            if chunk.count < LogFile.chunk { continue }
            await take(chunk)
            chunk = []
        }
        if !chunk.isEmpty { await take(chunk) }
    }
}
