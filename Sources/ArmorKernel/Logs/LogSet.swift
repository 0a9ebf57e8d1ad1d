import SystemPackage

/// The files of a log that is rotated: `audit.log`, `audit.log.1`, `audit.log.2.gz`, …
package enum LogSet {
    /// What an argument stands for.
    package struct Files: Sendable {
        /// In the order of their events.
        package var files: [String] = []
        /// What else is in the folder, such as pipes and links that lead nowhere, each with the reason why it is not read.
        package var skipped: [FileError] = []
    }

    /// The files that an argument stands for: of a folder all of its logs, each set from the oldest to the newest; of a file
    /// that one.
    ///
    /// Programs of containers may write to a folder of logs: whatever they put there does not keep the rest from being read.
    ///
    /// - Throws: ``FileError`` where the folder cannot be read.
    package static func files(_ path: String) throws(FileError) -> Files {
        guard path != PolicyInput.standardInput, let status = try? SystemCall.status(path, followLinks: true),
            status.kind == .directory
        else { return Files(files: [path]) }
        let names: [String]
        do { names = try SystemCall.names(path, limit: 1 << 17) } catch { throw FileError(path, .notReadable(error)) }
        let folder = path.hasSuffix("/") ? path : path + "/"
        var found = Files()
        for file in ordered(names).map({ folder + $0 }) {
            do throws(Errno) {
                let kind = try SystemCall.status(file, followLinks: true).kind
                if kind == .regular {
                    found.files.append(file)
                } else {
                    found.skipped.append(FileError(file, .notRegular(kind.rawValue)))
                }
            } catch .noSuchFileOrDirectory {
                found.skipped.append(FileError(file, .missing))
            } catch {
                found.skipped.append(FileError(file, .notReadable(error)))
            }
        }
        return found
    }

    /// The file and what it was rotated to, oldest first; the file alone where nothing was.
    package static func rotated(_ path: String) -> [String] {
        guard let slash = path.lastIndex(of: "/") else { return [path] }
        let folder = String(path[...slash])
        let name = String(path[path.index(after: slash)...])
        let names = (try? SystemCall.names(folder, limit: 1 << 17)) ?? []
        let set = ordered(names.filter { Rotation($0).name == name })
        return set.isEmpty ? [path] : set.map { folder + $0 }
    }

    /// Names of logs by set, and in each from the oldest to the newest; hidden files are left out.
    static func ordered(_ names: [String]) -> [String] {
        let rotations = names.filter { !$0.hasPrefix(".") }.map { (name: $0, rotation: Rotation($0)) }
        return rotations.sorted { left, right in
            if left.rotation.name != right.rotation.name { return left.rotation.name < right.rotation.name }
            return left.rotation.isOlder(than: right.rotation)
        }.map(\.name)
    }
}

/// What a file's name says of its place in a rotated set (logrotate(8), auditd.conf(5)).
struct Rotation: Equatable {
    /// Of the log itself.
    let name: String
    /// `.1` is older than the log, `.2` older than that; 0 is the log.
    let number: Int
    /// `-20261121`, which logrotate writes instead of numbers where `dateext` says so; empty where there is none.
    let date: String

    init(_ file: String) {
        var rest = file[...]
        for ending in [".gz", ".zst"] where rest.hasSuffix(ending) { rest = rest.dropLast(ending.count) }
        if let dot = rest.lastIndex(of: "."), dot > rest.startIndex, let number = Int(rest[rest.index(after: dot)...]),
            number > 0, number < 100_000
        {
            self.number = number
            rest = rest[..<dot]
        } else {
            number = 0
        }
        if let dash = rest.lastIndex(of: "-"), dash > rest.startIndex {
            let digits = rest[rest.index(after: dash)...]
            if digits.utf8.count >= 8, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                date = String(digits)
                name = String(rest[..<dash])
                return
            }
        }
        date = ""
        name = String(rest)
    }

    /// Whether its lines are before another's of the same set.
    func isOlder(than other: Rotation) -> Bool {
        // The log itself, without number and date, is the newest.
        if date != other.date { return other.date.isEmpty || !date.isEmpty && date < other.date }
        return number > other.number
    }
}
