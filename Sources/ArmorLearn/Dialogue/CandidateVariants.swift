import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorSource

/// The forms of one grant: as the names that were seen, as it is proposed, and wider within the bounds.
struct CandidateVariants {
    /// From the narrowest to the widest.
    private(set) var all: [Candidate]
    /// The grants that the narrowest is, where it is several.
    private(set) var parts: [Candidate] = []
    /// Which of them is proposed.
    private(set) var proposed: Int

    /// More names than these are not listed one by one.
    private static let mostNames = 60

    init(_ candidate: Candidate, _ policy: Policy) {
        (all, proposed) = ([candidate], 0)
        if let abstraction = candidate.abstraction {
            // Each of its names, or globs, stays a grant of its own.
            var names = candidate
            names.abstraction = nil
            names.glob = nil
            names.values = abstraction.parts.flatMap(\.values)
            (all, parts, proposed) = ([names, candidate], abstraction.parts, 1)
            return
        }
        guard let file = candidate.values.first as? FileRule, candidate.values.count == 1,
            case .path(let glob) = file.subject
        else { return }
        let paths = candidate.needs.compactMap(\.path).uniqued()
        if !glob.isLiteral, paths.count <= Self.mostNames {
            let names = paths.compactMap { try? Glob.literal($0) }
            all.insert(Self.with(names, file, candidate), at: 0)
            proposed = 1
        }
        // A program is named, whatever else is.
        guard file.execute == nil, !file.permissions.contains(.map) else { return }
        for text in Self.wider(paths) {
            guard let wide = try? Glob.parse(text, kind: .path, variables: policy.variables.lookup),
                case .covered = covered(glob, by: [wide]), case .notCovered(let unseen) = covered(wide, by: [glob])
            else { continue }
            var next = Self.with([wide], file, candidate)
            next.glob = Candidate.Width(
                samples: Array(paths.prefix(Candidate.mostSamples)),
                count: paths.count,
                unseen: unseen
            )
            all.append(next)
        }
    }

    private static func with(_ globs: [Glob], _ file: FileRule, _ candidate: Candidate) -> Candidate {
        var candidate = candidate
        candidate.values = globs.map { FileRule(.path($0), file.permissions, execute: file.execute, owner: file.owner) }
        candidate.glob = nil
        return candidate
    }

    /// The names of one folder with the ending that all have, and all of its names. None of a folder of the system, nor of
    /// one right below the root whose names are each somebody else's.
    private static func wider(_ paths: [[UInt8]]) -> [String] {
        guard let first = paths.first, first.last != Bytes.slash, let end = first.lastIndex(of: Bytes.slash), end > 0,
            paths.allSatisfy({
                $0.last != Bytes.slash && $0.lastIndex(of: Bytes.slash) == end && $0[...end] == first[...end]
            })
        else { return [] }
        let folder = first[..<end].split(separator: Bytes.slash)
        let top = String(decoding: folder.first ?? [], as: UTF8.self)
        guard !PathGeneraliser.system.contains(top), folder.count > 1 || !PathGeneraliser.shared.contains(top) else {
            return []
        }
        let start = quotedLiteral(Array(first[...end]))
        let endings = Set(paths.map { path in path.lastIndex(of: UInt8(ascii: ".")).map { Array(path[$0...]) } ?? [] })
        guard endings.count == 1, let ending = endings.first, !ending.isEmpty, !ending.contains(Bytes.slash) else {
            return ["\(start)*"]
        }
        return ["\(start)*\(quotedLiteral(ending))", "\(start)*"]
    }
}
