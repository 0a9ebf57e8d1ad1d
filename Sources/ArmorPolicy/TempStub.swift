package import ArmorSource

package enum ProfileReader {
    package static func looksLikeProfile(_ s: SourceFile) -> Bool { false }
    package static func read(_ s: SourceFile) -> (Policy?, [Diagnostic]) { (nil, []) }
}
