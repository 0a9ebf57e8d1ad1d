import ArmorCompiled
import ArmorKernel
import ArmorSource
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

/// A parser and the kernel that it compiles for.
struct TestCompiler: Sendable, CustomTestStringConvertible {
    let path: String
    let kernel: String
    let features: Features

    var testDescription: String { "\(URL(filePath: path).deletingLastPathComponent().lastPathComponent) for \(kernel)" }

    /// The parsers that there are, each with the kernels that it can compile for; `Tests/Parsers/fetch` brings more.
    static let all: [TestCompiler] = {
        var kernels = [("6.1", Target.debian12.features), ("6.12", Target.debian13.features)]
        if let newest = sharedFeatures.flatMap({ try? contents($0.appending(path: "kernel-7.2")) }),
            case .success(let features) = Features.parse(SourceFile(name: "kernel-7.2", bytes: newest))
        {
            kernels.append(("7.2", features))
        }
        let parsers = ParserProgram.usualPaths.prefix(1) + [fetchedParser("debian13"), fetchedParser("unstable")]
        return parsers.filter { FileManager.default.isExecutableFile(atPath: $0) }.flatMap { path in
            kernels.map { TestCompiler(path: path, kernel: $0.0, features: $0.1) }
        }
    }()

    /// What the parser makes of a text; none, and an issue, where it refuses it. A parser that loses owner rules for a
    /// kernel is not asked.
    func compile(_ text: String, refusesUnenforced: Bool = false) async throws -> [UInt8]? {
        let parser = try ParserProgram.find(path)
        guard !parser.losesOwner(features) else { return nil }
        var options = CompileOptions()
        options.refusesUnenforced = refusesUnenforced
        do throws(ParserError) {
            return try await parser.compile(text, name: "test", features: features, options: options).binary
        } catch {
            Issue.record("\(testDescription): \(error.message) \(error.messages.map(\.message))")
            return nil
        }
    }
}

/// The text of a profile beside this file.
func fixtureProfile(_ name: String) throws -> String { try text(fixtures().appending(path: "\(name).profile")) }

/// What a parser made of the text of that name, kept so that tests of the reader need none: 3.0.8 for Linux 6.1, and of `tables`
/// 5.0.2 for 7.2.
func compiledFixture(_ name: String) throws -> [UInt8] { try contents(fixtures().appending(path: "\(name).bin")) }
