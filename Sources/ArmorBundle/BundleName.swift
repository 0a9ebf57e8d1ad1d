import ArmorSource

/// The names of files in a bundle. Tools write files under them, so each is a plain relative path: components that are not
/// empty, `.` or `..`, of characters that a terminal shows as they are, without backslash and colon.
package enum BundleName {
    private static let componentBytes = 255
    private static let pathBytes = 1_024
    private static let depth = 24

    package static func isValid(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return name.utf8.count <= pathBytes && parts.count <= depth && parts.allSatisfy(isComponent)
    }

    private static func isComponent(_ part: Substring) -> Bool {
        guard !part.isEmpty, part != ".", part != "..", part.utf8.count <= componentBytes else { return false }
        let isPlain = part.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x5C && $0 != 0x3A && $0 != 0x7F }
        return isPlain && printable(part) == part
    }

    /// A name with its `.` and `..` resolved by the text alone; none where it leads out of the bundle.
    package static func resolved(_ name: String) -> String? {
        guard let (ups, rest) = normal(name.split(separator: "/")), ups == 0 else { return nil }
        return rest.joined(separator: "/")
    }

    /// How many folders up a path leads, and its way down from there.
    private static func normal(_ parts: [Substring]) -> (ups: Int, rest: [Substring])? {
        var ups = 0
        var rest: [Substring] = []
        for part in parts where !part.isEmpty && part != "." {
            if part != ".." {
                rest.append(part)
            } else if rest.popLast() == nil {
                ups += 1
            }
        }
        return rest.isEmpty ? nil : (ups, rest)
    }

    /// The names of a policy's texts, so that each leads to the others as it does where it was written; the same for two paths
    /// that come to one. None where one has a name that no file of a bundle can have.
    ///
    /// - Parameters:
    ///   - paths: relative to the policy's folder, with `..` as they were written; the policy's own first.
    ///   - folder: what the names begin with.
    package static func texts(_ paths: [String], below folder: String) -> [String]? {
        var ways: [(ups: Int, rest: [Substring])] = []
        for path in paths {
            guard let way = normal(path.split(separator: "/")) else { return nil }
            ways.append(way)
        }
        // The folders above the policy's have names that say nothing and are the same everywhere.
        let highest = ways.map(\.ups).max() ?? 0
        let names = ways.map { way in
            let above = [Substring](repeating: "_", count: highest - way.ups)
            return ([Substring(folder)] + above + way.rest).joined(separator: "/")
        }
        return names.allSatisfy(isValid) ? names : nil
    }
}
