import ArmorGlob
import FuzzSupport

/// Enough for real globs; a fuzzer's monsters stop early.
let limits = AutomatonLimits(states: 400, globs: 40)

/// Plain values, one with alternatives, one that refers to another, and a circle.
func variables(_ name: String) -> [String]? {
    switch name {
    case "HOME": ["/root/", "/home/*/"]
    case "PROC": ["/proc/"]
    case "pid": ["[1-9]{,[0-9]}"]
    case "run": ["@{PROC}run", "{,/var}/run"]
    case "loop": ["@{loop}x"]
    default: nil
    }
}

/// Reading what was written gives the same glob.
func checkText(_ glob: Glob) {
    do {
        let again = try Glob.parse(glob.text, kind: glob.kind, variables: variables)
        require(again == glob, "\(glob.text) is another glob when it is read again: \(again.text)")
    } catch {
        broken("\(glob.text) is refused when it is read again: \(error)")
    }
    require(
        glob.text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") },
        "\(glob.text) would not be safe between quotes"
    )
}

/// A literal of any bytes matches these and survives reading.
func checkLiteral(_ bytes: [UInt8]) {
    guard let glob = try? Glob.literal(bytes) else { return }
    require(glob.isLiteral && glob.matches(bytes), "a literal does not match itself: \(glob.text)")
    checkText(glob)
}

/// Every name of a glob is one of its own, with variables or without.
func checkItself(_ glob: Glob) {
    switch covered(glob, by: [glob], limits: limits) {
    case .covered(let witness): require(glob.matches(witness), "\(glob.text) does not match its witness \(witness)")
    case .notCovered(let witness): broken("\(glob.text) does not cover itself at \(witness)")
    case .empty, .undecided: break
    }
    guard let plain = try? glob.expandedVariables else { return }
    for (one, other) in [(glob, plain), (plain, glob)] {
        if case .notCovered(let witness) = covered(one, by: [other], limits: limits) {
            broken("\(glob.text) changes with its variables replaced, at \(witness)")
        }
    }
}

func checkInclusion(_ glob: Glob, _ others: [Glob]) {
    switch covered(glob, by: others, limits: limits) {
    case .covered(let witness):
        require(glob.matches(witness), "\(glob.text) does not match \(witness)")
        require(others.contains { $0.matches(witness) }, "nothing matches \(witness)")
    case .notCovered(let witness):
        require(glob.matches(witness), "\(glob.text) does not match \(witness)")
        require(!others.contains { $0.matches(witness) }, "one of the others matches \(witness)")
    case .empty, .undecided: break
    }
}

func checkIntersection(_ left: Glob, _ right: Glob) {
    let answer = intersection(left, right, limits: limits)
    switch (answer, intersection(right, left, limits: limits)) {
    case (.common, .disjoint), (.disjoint, .common): broken("\(left.text) and \(right.text) meet one way only")
    default: break
    }
    guard case .common(let witness) = answer else { return }
    require(
        left.matches(witness) && right.matches(witness),
        "\(left.text) and \(right.text) do not both match \(witness)"
    )
    require(left.mayMeet(right), "\(left.text) and \(right.text) meet and were said not to")
}

/// What a subtraction gives lies within the glob, outside of the exceptions, and loses nothing.
func checkDifference(_ glob: Glob, _ exceptions: [Glob]) {
    switch subtract(glob, exceptions, limits: limits) {
    case .impossible(let reason):
        require(reason.reason != .mismatch, "\(glob.text): \(reason.message)")
    case .globs(let pieces):
        for piece in pieces {
            checkText(piece)
            if case .notCovered(let witness) = covered(piece, by: [glob], limits: limits) {
                broken("\(piece.text) has \(witness), which \(glob.text) has not")
            }
            for exception in exceptions {
                if case .common(let witness) = intersection(piece, exception, limits: limits) {
                    broken("\(piece.text) has \(witness), which \(exception.text) takes away")
                }
            }
        }
        if case .notCovered(let witness) = covered(glob, by: pieces + exceptions, limits: limits) {
            broken("\(glob.text) loses \(witness)")
        }
    }
}
