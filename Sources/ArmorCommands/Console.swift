import ArgumentParser
import ArmorEngine
import ArmorKernel
import ArmorSource
import SystemPackage

/// Where a command writes: results on standard output, everything else on standard error.
struct Console {
    private let text: DiagnosticText

    init() { text = DiagnosticText(colour: Terminal.wantsColour(on: .standardError)) }

    /// Writes a result. A reader that has gone away is no mistake.
    func result(_ text: String) throws { try result(Array(text.utf8)) }

    func result(_ bytes: [UInt8]) throws {
        do {
            try FileDescriptor.standardOutput.writeAll(bytes)
        } catch Errno.brokenPipe {
            throw ExitCode.success
        }
    }

    /// Tells a person something in one line.
    func say(_ line: String) { complain("armor: \(printable(line))\n") }

    /// Shows a usage error, which is text of several lines and safe for a terminal.
    func usage(_ text: String) { complain(text) }

    /// Says how far long work is, on a terminal alone, in a line that the next one replaces; none ends it.
    func progress(_ line: String?) {
        guard Terminal.canRewrite(on: .standardError) else { return }
        // To the line's beginning, and what is there away.
        complain("\r\u{1b}[K\(line.map { "armor: \(printable($0))" } ?? "")")
    }

    /// Shows diagnostics, most of a text's in its order.
    func show(_ diagnostics: [Diagnostic]) { complain(diagnostics.map(text.render).joined()) }

    /// Shows diagnostics that are the result itself.
    func result(_ diagnostics: [Diagnostic]) throws {
        let text = DiagnosticText(colour: Terminal.wantsColour(on: .standardOutput))
        try result(diagnostics.map(text.render).joined())
    }

    /// Ends the command because it could not be done.
    func impossible(_ diagnostic: Diagnostic) -> ExitCode {
        show([diagnostic])
        return .impossible
    }

    func impossible(_ error: some OperationalError) -> ExitCode { impossible(error.diagnostic) }

    /// Ends the command where a folder that is written to does not exist, before work is done for it.
    func requireFolder(_ folder: String) throws {
        do throws(FileError) { try AtomicFile.requireFolder(folder) } catch { throw impossible(error) }
    }

    /// This host, whose profiles are to be read or changed, or the end of the command.
    func host() throws -> ArmorHost {
        do throws(KernelError) { return try ArmorHost.current() } catch { throw impossible(error) }
    }

    /// Does what changes the host, and says what went wrong with it.
    func changing<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let failure as LoadFailure {
            switch failure {
            case .refused(let refusals): throw refused(refusals)
            case .failed(let error, let unrestored): throw failed(error, unrestored)
            }
        } catch let failure as UnloadFailure {
            switch failure {
            case .refused(let refusals): throw refused(refusals)
            case .failed(let error, let unrestored): throw failed(error, unrestored)
            }
        } catch let error as any OperationalError {
            throw impossible(error.diagnostic)
        }
    }

    /// What is read of a command that starts a container, or the end of the command.
    func understood<Value>(_ work: () throws(EngineCommandLine.Failure) -> Value) throws -> Value {
        do throws(EngineCommandLine.Failure) {
            return try work()
        } catch {
            show([Diagnostic(.error, "command-line", error.message, at: nil, help: error.help)])
            throw ExitCode.validationFailure
        }
    }

    private func refused(_ refusals: [some OperationalError]) -> ExitCode {
        show(refusals.map(\.diagnostic))
        return .refused
    }

    private func failed(_ error: any OperationalError, _ unrestored: [String]) -> ExitCode {
        let restored = [Diagnostic.Note("the kernel and what is kept are as they were")]
        let notes = unrestored.isEmpty ? restored : unrestored.map { Diagnostic.Note($0) }
        show([Diagnostic(.error, error.code, error.message, at: nil, notes: notes, help: error.help)])
        return error is NotVerified ? .refused : .impossible
    }

    private func complain(_ text: String) {
        // There is nobody left to tell that standard error cannot be written.
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }
}
