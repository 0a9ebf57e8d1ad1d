import ArgumentParser
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

    private func complain(_ text: String) {
        // There is nobody left to tell that standard error cannot be written.
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }
}
