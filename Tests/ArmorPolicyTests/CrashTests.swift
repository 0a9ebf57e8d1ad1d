import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Inputs that once ended the process. Each must lead to a result, whatever it is.
@Suite struct CrashTests {
    private static let folder = fixtures().appending(path: "crashes")
    static let names = listing(folder).filter { $0.hasSuffix(".toml") || $0.hasSuffix(".profile") }

    @Test(arguments: names)
    func endsWithAResult(name: String) throws {
        let source = SourceFile(name: name, bytes: try contents(Self.folder.appending(path: name)))
        let policies: [Policy]
        if name.hasSuffix(".toml") {
            policies = [lintPolicy(source)]
        } else {
            let imported = ProfileReader.read(source).policies
            #expect(!imported.isEmpty)
            // The imported policy as a value, and as it is read again from its own text.
            policies =
                imported
                + imported.map { policy in
                    lintPolicy(SourceFile(name: "imported.toml", text: PolicyWriter(policy).write().text))
                }
        }
        for policy in policies {
            for context in [LintContext(), .old, .new] { _ = Linter.run(policy, context).diagnostics }
        }
    }

    private func lintPolicy(_ source: SourceFile) -> Policy { PolicyLoader(sources: LintSources()).load(source).policy }
}
