package import ArmorSource
package struct LintContext { package init(kernelFeatures: @escaping @Sendable (String) -> Bool, parser: ParserRelease, knownProfileNames: Set<String>) {} }
package enum Linter { package static func run(_ p: Policy, _ c: LintContext) -> (diagnostics: [Diagnostic], Int) { ([], 0) } }
package enum PolicyWriter { package static func text(of: Policy) -> String { "" } }
package enum ProfileReader { package static func looksLikeProfile(_ s: SourceFile) -> Bool { false }
 package static func read(_ s: SourceFile) -> (Policy?, [Diagnostic]) { (nil, []) } }
