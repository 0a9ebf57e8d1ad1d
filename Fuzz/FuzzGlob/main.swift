import ArmorGlob
import FuzzSupport

// The first byte chooses the kind; then one text a line: a glob and what is asked of it. Small limits keep the hard
// questions short: an answer may be "undecided", and must be right wherever it is another.
fuzz { bytes in
    guard let choice = bytes.first else { return }
    let kind: GlobKind = [.path, .label, .name][Int(choice) % 3]
    let texts = bytes.dropFirst().split(separator: UInt8(ascii: "\n"), maxSplits: 4)
    var globs: [Glob] = []
    for text in texts.prefix(4) {
        checkLiteral(Array(text))
        guard let glob = try? Glob.parse(text, kind: kind, variables: variables) else { continue }
        checkText(glob)
        globs.append(glob)
    }
    guard let first = globs.first else { return }
    let others = Array(globs.dropFirst())
    for glob in globs {
        _ = glob.matches(Array(texts.last ?? []))
        checkItself(glob)
    }
    checkInclusion(first, others)
    for other in others { checkIntersection(first, other) }
    checkDifference(first, others)
}
