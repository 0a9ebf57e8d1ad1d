/// Which files came with which package, as the databases of an image tell: Debian's and Alpine's.
package struct PackageFiles {
    private let image: Image

    /// Debian's lists; an image has some hundred.
    private static let listLimit = 20_000
    /// Alpine's one database.
    private static let databaseLimit = 64 << 20

    package init(_ image: Image) { self.image = image }

    /// The paths that came with the packages that own a file, and the packages' names; empty where no database knows it.
    ///
    /// Debian lists files by the name that they had before `/bin` became a link, so a path is compared by where it leads.
    package func siblings(of paths: Set<[UInt8]>) -> (names: [String], paths: [[UInt8]]) {
        let debian = ofDebian(paths)
        return debian.names.isEmpty ? ofAlpine(paths) : debian
    }

    /// `/var/lib/dpkg/info/PACKAGE.list`, a path a line (dpkg(1)); distroless images have `/var/lib/dpkg/status.d` alone.
    private func ofDebian(_ paths: Set<[UInt8]>) -> (names: [String], paths: [[UInt8]]) {
        var result: (names: [String], paths: [[UInt8]]) = ([], [])
        let folder = "/var/lib/dpkg/info"
        let wanted = Set(paths.compactMap { $0.split(separator: Byte.slash).last.map(Array.init) })
        for name in image.tree.names(Array(folder.utf8)).prefix(Self.listLimit) {
            let text = String(decoding: name, as: UTF8.self)
            guard text.hasSuffix(".list") else { continue }
            let lines = image.lines("\(folder)/\(text)", limit: 4 << 20)
            let isOwner = lines.contains { line in
                guard let last = line.split(separator: Byte.slash).last, wanted.contains(Array(last)) else {
                    return false
                }
                return (try? image.tree.find(line)).map { paths.contains($0.path) } ?? false
            }
            guard isOwner else { continue }
            result.names.append(String(text.dropLast(".list".count).prefix { $0 != ":" }))
            result.paths += lines.filter { $0.first == Byte.slash }
        }
        return result
    }

    /// `/lib/apk/db/installed`: of each package lines `P:NAME`, `F:FOLDER`, `R:FILE`, and an empty one (apk's documentation of
    /// its database).
    private func ofAlpine(_ paths: Set<[UInt8]>) -> (names: [String], paths: [[UInt8]]) {
        guard let found = image.tree.file("/lib/apk/db/installed") else { return ([], []) }
        var result: (names: [String], paths: [[UInt8]]) = ([], [])
        var name = ""
        var folder: [UInt8] = []
        var files: [[UInt8]] = []
        func end() {
            if files.contains(where: { file in (try? image.tree.find(file)).map { paths.contains($0.path) } ?? false })
            {
                result.names.append(name)
                result.paths += files
            }
            (name, files, folder) = ("", [], [])
        }
        let bytes = image.beginning(found.file, limit: Self.databaseLimit)
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard line.count >= 2, line[line.startIndex + 1] == UInt8(ascii: ":") else {
                if line.isEmpty { end() }
                continue
            }
            let value = Array(line.dropFirst(2))
            switch line[line.startIndex] {
            case UInt8(ascii: "P"): name = String(decoding: value, as: UTF8.self)
            case UInt8(ascii: "F"): folder = [Byte.slash] + value
            case UInt8(ascii: "R"): files.append(folder + [Byte.slash] + value)
            default: break
            }
        }
        end()
        return result
    }
}
