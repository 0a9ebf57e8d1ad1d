import ArmorCompiled
import ArmorPolicy

/// Whether files that were seen are those of a group that is used as a whole.
///
/// What counts is of how many of its signs any file was opened for reading or mapped as code, not how many files or events:
/// ten thousand of one sign are a part of the group still.
struct AbstractionUse {
    private let signs: EffectiveAccess
    private let fewest: Int

    init(_ known: KnownAbstraction) {
        signs = EffectiveAccess(
            KnownAbstraction.globs(known.signs).map {
                Rule(FileRule(.path($0), .read), .allow, logged: false, origins: [])
            }
        )
        fewest = known.fewestSigns
    }

    /// - Parameter paths: files that were read or mapped; each counts once, because no two signs have one in common.
    func isWhole(_ paths: some Sequence<[UInt8]>) -> Bool {
        var seen: Set<Int> = []
        for path in paths {
            seen.formUnion(signs.granting(.read, on: path, to: .owner))
            if seen.count >= fewest { return true }
        }
        return false
    }
}

extension Need {
    /// The file that was read or mapped, where the need is that.
    var readPath: [UInt8]? {
        guard case .file(let path, let permission) = access, permission == .read || permission == .mapExecutable else {
            return nil
        }
        return path
    }
}
