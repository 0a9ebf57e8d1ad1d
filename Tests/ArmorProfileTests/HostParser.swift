import ArmorKernel
import ArmorTarget
import ArmorTestSupport
import Testing

/// The real apparmor_parser of this machine.
enum HostParser {
    /// None, with one line said, where it is absent.
    static func find(for what: String) async -> ParserProgram? {
        do throws(ParserError) {
            return try ParserProgram.find()
        } catch {
            print("\(what): not compared with the parser: \(error.message)")
            return nil
        }
    }

    /// Another release's, where it was fetched.
    static func fetched(_ release: String, for what: String) async -> ParserProgram? {
        do throws(ParserError) { return try ParserProgram.find(fetchedParser(release)) } catch { return nil }
    }
}

extension ParserProgram {
    /// Compiles a text for a release; what the parser says becomes an issue that names the text.
    func compiles(_ text: String, for release: Target, _ name: String) async -> [UInt8]? {
        do throws(ParserError) {
            let compiled = try await compile(text, name: name, features: release.features)
            #expect(compiled.warnings.isEmpty, "\(name) for \(release.name)")
            return compiled.binary
        } catch {
            Issue.record("\(name) for \(release.name): \(error.message) \(messages(error))")
            return nil
        }
    }

    private func messages(_ error: ParserError) -> String {
        error.messages.map { "line \($0.line ?? 0): \($0.message)" }.joined(separator: "; ")
    }
}
