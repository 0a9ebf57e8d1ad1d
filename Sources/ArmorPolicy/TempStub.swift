package import ArmorSource
package enum PolicyWriter { package static func text(of: Policy) -> String { "" } }
package enum ProfileReader { package static func looksLikeProfile(_ s: SourceFile) -> Bool { false }
 package static func read(_ s: SourceFile) -> (Policy?, [Diagnostic]) { (nil, []) } }
