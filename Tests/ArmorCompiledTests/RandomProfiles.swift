import ArmorTestSupport

/// Profiles of random rules over few names, so that rules meet, and paths over the same names.
struct RandomProfiles {
    private var random: SplitMix

    init(_ seed: UInt64) { random = SplitMix(state: seed) }

    /// The text of a profile called `p`.
    mutating func profile() -> String {
        let count = Int.random(in: 1...7, using: &random)
        let rules = (0..<count).map { _ in rule() }
        return "profile p {\n\(rules.joined(separator: "\n"))\n}\n"
    }

    /// A path that the rules may speak of.
    mutating func path() -> [UInt8] {
        var path = ""
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            path += "/" + pick(["a", "b", "ab", "a.so", "b1", ".x", "...", "abab"])
        }
        return Array((Bool.random(using: &random) ? path : path + "/").utf8)
    }

    private mutating func rule() -> String {
        let path = glob()
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return "deny \(path) \(pick(["r", "w", "rw", "m"])),"
        case 1: return "audit deny \(path) r,"
        case 2: return "audit \(path) \(pick(["r", "rw"])),"
        case 3, 4: return "owner \(path) \(pick(["r", "rw", "rwk", "l"])),"
        case 5: return "/\(pick(["a", "b"]))/\(pick(["x", "y"])) \(pick(["ix", "px", "Px", "px -> t", "cx -> u"])),"
        default: return "\(path) \(pick(["r", "rw", "w", "a", "mr", "rk", "rwk", "rl"])),"
        }
    }

    private mutating func glob() -> String {
        var glob = ""
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            glob += "/" + pick(["a", "b", "*", "a*", "*.so", "{a,b}", "[ab]", "?", "**", "a**", "ab", "[^a]*", "**b"])
        }
        return Bool.random(using: &random) && Bool.random(using: &random) ? glob + "/" : glob
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
}
