/// Where in a path a name is.
struct NamePlace {
    /// The folders above it.
    let folder: ArraySlice<String>
    /// Whether nothing follows it.
    let isLast: Bool

    /// - Parameter names: all components of the path.
    init(_ names: [String], _ index: Int) {
        folder = names[..<index]
        isLast = index == names.count - 1
    }

    /// The folder right below the root.
    var top: String { folder.first ?? "" }
    var parent: String { folder.last ?? "" }
    /// The folder that the parent is in.
    var above: String { folder.dropLast().last ?? "" }

    func isBelow(_ path: [String]) -> Bool { folder.starts(with: path) }

    /// Whether the kernel names what is there.
    var isKernels: Bool { ["proc", "sys", "dev"].contains(top) }

    /// Whether programs make files of random names there.
    var isTemporary: Bool {
        if top == "dev" { return folder.count == 2 && parent == "shm" }
        return !isKernels && Self.temporary.contains(parent)
    }

    private static let temporary: Set<String> = ["tmp", "temp", ".tmp", ".temp", "tmpmounts"]

    /// Folders below the root that hold programs, libraries and settings (hier(7)): a glob for writing there would let a
    /// program make new ones.
    static func holdsProgramsOrSettings(_ top: String) -> Bool {
        ["usr", "bin", "sbin", "etc", "boot", "opt", "snap", "nix", "gnu"].contains(top) || top.hasPrefix("lib")
    }
}
