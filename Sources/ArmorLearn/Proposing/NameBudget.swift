import ArmorGlob
import ArmorPolicy

/// Bounds the names of files that one proposal grants.
///
/// apparmor_parser makes a state of each byte by which one name differs from the others, and gives up above 65,535 states
/// (`libapparmor_re/chfa.cc`). A log with thousands of names that have nothing in common would end in "Too many states", and
/// nothing would be proposed. Nobody reads such a proposal either: its names come from a flood, or from a program that makes
/// up names.
struct NameBudget {
    /// The most states that the proposed names may take; the presets take a few thousand.
    private static let most = 24_000

    /// Names below one folder.
    private struct Family {
        var states = 0
        var members: [Int] = []
    }

    /// The grants that one profile can hold, and the others by the folder of the root that has the most names.
    func split(_ candidates: [Candidate]) -> (kept: [Candidate], left: [LeftOut]) {
        var (tops, total) = Self.families(candidates)
        guard total > Self.most else { return (candidates, []) }
        var gone: Set<Int> = []
        var left: [LeftOut] = []
        while total > Self.most, let top = tops.max(by: { Self.states($0.value) < Self.states($1.value) }) {
            tops[top.key] = nil
            // A flood is of names that share nothing, each with a folder of its own. Only where that is not enough do the names
            // of whole folders go too.
            let lonely = top.value.values.filter { $0.members.count == 1 }
            let others = top.value.values.filter { $0.members.count > 1 }.sorted { $0.states > $1.states }
            var dropped = lonely
            total -= lonely.reduce(0) { $0 + $1.states }
            for family in others where total > Self.most {
                total -= family.states
                dropped.append(family)
            }
            let members = dropped.flatMap(\.members).sorted()
            gone.formUnion(members)
            left.append(Self.leftOut(top.key, members.map { candidates[$0] }))
        }
        return (candidates.indices.filter { !gone.contains($0) }.map { candidates[$0] }, left)
    }

    private static func states(_ families: [[UInt8]: Family]) -> Int { families.values.reduce(0) { $0 + $1.states } }

    /// The names by the first folder of their path, and in it by the second; and the states of all.
    private static func families(_ candidates: [Candidate]) -> (tops: [[UInt8]: [[UInt8]: Family]], total: Int) {
        let named = candidates.indices.compactMap { index in name(candidates[index]).map { (index: index, name: $0) } }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
        var tops: [[UInt8]: [[UInt8]: Family]] = [:]
        var total = 0
        var before: [UInt8] = []
        for (index, name) in named {
            let states = name.count - zip(before, name).prefix { $0 == $1 }.count
            before = name
            total += states
            let (top, second) = (folder(name, depth: 1), folder(name, depth: 2))
            tops[top, default: [:]][second, default: Family()].states += states
            tops[top]?[second]?.members.append(index)
        }
        return (tops, total)
    }

    private static func name(_ candidate: Candidate) -> [UInt8]? {
        guard candidate.values.count == 1, let file = candidate.values.first as? FileRule, let path = file.path else {
            return nil
        }
        return Array(path.text.utf8)
    }

    /// The first folders of a name, as many as it has of them.
    private static func folder(_ name: [UInt8], depth: Int) -> [UInt8] {
        var slashes = 0
        var end = 0
        for (index, byte) in name.enumerated() where byte == Bytes.slash {
            end = index + 1
            slashes += 1
            if slashes > depth { break }
        }
        return Array(name[..<end])
    }

    private static func leftOut(_ family: [UInt8], _ candidates: [Candidate]) -> LeftOut {
        LeftOut(
            needs: candidates.flatMap(\.needs),
            evidence: candidates.map(\.evidence).reduce(Evidence()) { $0.joined($1) },
            reason: .flooded(folder: family, names: candidates.count)
        )
    }
}
