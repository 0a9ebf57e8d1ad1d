import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorProof
import ArmorSource

/// Finds grants by which a folder can be renamed so that a file below it gets rights that its old path does not have: asked of
/// what the proposal compiles to.
///
/// The kernel asks about renaming, changing the owner or mode of a folder and making or removing it in one word, `w` on the
/// folder's own path. A grant for one is a grant for all.
struct RenameReview {
    /// The code by which such a grant is accepted: that of the lint about such renames.
    static let code = "D06"

    /// The renames that the policy as it is allows, by what they carry, of its profile and of each child.
    private let open: [String?: Set<String>]

    /// What must be allowed of a folder's own path for renaming it. The kernel asks for reading too, which is proposed without
    /// a question.
    private static let needed = Permission.write

    /// - Parameter before: the policy as it is.
    init(_ before: Learner.Side) {
        let children = [nil] + before.policy.main.children.map { $0.name.value as String? }
        open = children.reduce(into: [:]) { open, child in
            let moves = before.carried(child)?.moves(needed: Self.needed).found ?? []
            open[child] = Set(moves.map(\.key))
        }
    }

    /// What each grant carries to a name that allows more, by its number.
    func risks(_ candidates: [Candidate], _ after: Learner.Side) -> [Int: Risk] {
        var risks: [Int: Risk] = [:]
        for child in candidates.map(\.child).uniqued() {
            guard let carried = after.carried(child) else { continue }
            let finder = CandidateFinder(candidates, child: child, after)
            let moves = carried.moves(needed: Self.needed)
            for found in moves.found where open[child]?.contains(found.key) != true {
                for index in Self.culprits(found.move, finder) where risks[index] == nil {
                    risks[index] = Risk(code: Self.code, message: found.text, isGrave: true)
                }
            }
            for (index, candidate) in candidates.enumerated() where candidate.child == child && risks[index] == nil {
                let why = Self.denied(candidate, carried) ?? Self.renamed(candidate, carried)
                let undecided = moves.isComplete ? nil : Self.undecided(candidate)
                guard let message = why ?? undecided else { continue }
                risks[index] = Risk(code: Self.code, message: message, isGrave: true)
            }
        }
        return risks
    }

    /// The numbers of the grants that allow a rename: those for the folders themselves, or else those for what is reached by
    /// it.
    private static func culprits(_ move: FolderMove, _ finder: CandidateFinder) -> [Int] {
        let folders = [move.from, move.to].flatMap { finder.grants(allowing: .file($0, needed)) }
        return folders.isEmpty ? finder.grants(allowing: .file(move.newPath, move.gained)) : folders
    }

    /// Why a grant for a folder takes an acceptance that has something denied below it.
    private static func denied(_ candidate: Candidate, _ carried: CarriedFiles) -> String? {
        for path in candidate.writtenPaths {
            guard let (folder, rule) = carried.deny(below: path) else { continue }
            return "with \(shown(folder)) renamed, what is denied below it has another name: \(rule.text)"
        }
        return nil
    }

    /// Why a grant for a folder that was renamed takes an acceptance: everything below it comes under another rule.
    private static func renamed(_ candidate: Candidate, _ carried: CarriedFiles) -> String? {
        guard candidate.evidence.renamed > 0 else { return nil }
        for case .file(let path, .write) in candidate.needs.map(\.access) where path.last == UInt8(ascii: "/") {
            if CarriedFiles.holdsSecrets(path) {
                return "with \(shown(path)) renamed, passwords or keys below it have another name"
            }
            guard !isPassing(path), let move = carried.move(of: path, needed: needed) else { continue }
            let action = move.gained.firstWord
            return "rename \(shown(path)) to \(shown(move.to)), then \(action) everything below it"
        }
        return nil
    }

    /// Why a grant for a folder takes an acceptance where there are too many folders to compare.
    private static func undecided(_ candidate: Candidate) -> String? {
        let folders = candidate.needs.compactMap(\.path).filter { $0.last == UInt8(ascii: "/") }
        guard let folder = folders.first, !candidate.writtenPaths.isEmpty else { return nil }
        return "not decided: too many folders can be renamed to tell what renaming \(shown(folder)) carries along"
    }

    /// Folders whose content programs make themselves and make anew.
    private static let passingFolders = [
        "/run/", "/tmp/", "/var/tmp/", "/var/run/", "/dev/shm/", "/var/cache/", "/var/log/",
    ]

    private static func isPassing(_ path: [UInt8]) -> Bool { passingFolders.contains { path.starts(with: $0.utf8) } }

    private static func shown(_ path: [UInt8]) -> String { printable(String(decoding: path, as: UTF8.self)) }
}

extension Candidate {
    /// The globs that it lets a program write.
    fileprivate var writtenPaths: [Glob] {
        values.compactMap { value in
            guard let file = value as? FileRule, file.permissions.contains(.write), case .path(let path) = file.subject
            else { return nil }
            return path
        }
    }
}
