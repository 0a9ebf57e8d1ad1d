import ArmorGlob
import ArmorPolicy
import ArmorSource

/// File rules in the operator's five lists. Its rules mean: executables `ixr`, libraries `mr`, read-only `r` and a denial of
/// `wlk`, write-only `wlk` and a denial of `r`, read-write `rwlk`.
struct SPOFiles {
    /// What is granted of a path, in all rules that name it.
    private struct Grant {
        var permissions: FilePermissions = []
        var executes = false
        let place: Place?
    }

    private(set) var notes: [Diagnostic] = []
    private var grants: [String: Grant] = [:]
    private var globs: [(writes: Bool, path: Glob, rule: Rule)] = []
    private var libraries: [String] = []
    private var programs: [String] = []
    private var readOnly: [String] = []
    private var writeOnly: [String] = []
    private var readWrite: [String] = []

    /// Alternatives of one glob, and paths of one profile.
    private static let mostOfOne = 256
    private static let mostOfAll = 4_096
    /// How much the question may cost whether two globs meet, and how often it is asked of one profile.
    private static let limits = AutomatonLimits(states: 2_000)
    private static let mostMeetings = 5_000

    var executables: YAMLText {
        .fields([("allowedExecutables", .strings(programs)), ("allowedLibraries", .strings(libraries))])
    }

    var filesystem: YAMLText {
        .fields([
            ("readOnlyPaths", .strings(readOnly)), ("writeOnlyPaths", .strings(writeOnly)),
            ("readWritePaths", .strings(readWrite)),
        ])
    }

    mutating func take(_ file: FileRule, _ rule: Rule) {
        let place = rule.origin?.place
        guard rule.action == .allow else {
            notes.append(.leftOut("\"\(rule.text)\" cannot be said: denials have no field", at: place))
            return
        }
        guard case .path(let path) = file.subject else {
            notes.append(.leftOut("\"\(rule.text)\" cannot be said", at: place))
            return
        }
        if case .mode(let mode)? = file.execute, mode.transition != .inherit {
            notes.append(.leftOut("\"\(rule.text)\" cannot be said: every program stays under the profile", at: place))
            return
        }
        let plain = try? path.expandedVariables
        guard let plain, let all = plain.alternatives(limit: Self.mostOfOne), all.allSatisfy(Self.isSayable),
            grants.count + all.count <= Self.mostOfAll
        else {
            notes.append(.leftOut("\"\(rule.text)\" cannot be said: no list of plain paths stands for it", at: place))
            return
        }
        if file.owner { notes.append(.wider("\"\(rule.text)\" loses its owner", at: place)) }
        if file.permissions == .lock || file.permissions == .link {
            notes.append(.wider("\"\(rule.text)\" becomes reading and writing", at: place))
        }
        globs.append((file.writes || file.permissions.contains(.lock), plain, rule))
        for glob in all {
            var grant = grants[glob.text] ?? Grant(place: place)
            grant.permissions.formUnion(file.permissions)
            grant.executes = grant.executes || file.execute != nil
            grants[glob.text] = grant
        }
    }

    /// The operator's paths are letters, digits, a few marks and the three wildcards.
    private static func isSayable(_ glob: Glob) -> Bool {
        glob.text.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || "/._-*?".utf8.contains($0) }
    }

    /// Puts every path into its list, once all rules are there.
    mutating func finish() {
        for (path, grant) in grants.sorted(by: { $0.key < $1.key }) {
            let isRead = grant.permissions.contains(.read)
            let isWritten = !grant.permissions.isDisjoint(with: [.write, .append, .link, .lock])
            if grant.executes { programs.append(path) }
            if grant.permissions.contains(.map) { libraries.append(path) }
            if grant.executes || grant.permissions.contains(.map), !isRead {
                notes.append(.wider("\(path) becomes readable as well", at: grant.place))
            }
            switch (isRead, isWritten) {
            case (true, true): readWrite.append(path)
            case (false, true): writeOnly.append(path)
            // Both of the lists above let it be read, and without a denial of writing.
            case (true, false): if !grant.executes, !grant.permissions.contains(.map) { readOnly.append(path) }
            case (false, false): break
            }
        }
        if !readWrite.isEmpty || !writeOnly.isEmpty {
            notes.append(.wider("what may be written may be linked and locked as well", at: nil))
        }
        meetings()
    }

    /// A read-only path is denied to be written, so that the grants of writing below it are dead.
    private mutating func meetings() {
        let readOnly = globs.filter { glob in
            let file = glob.rule.value as? FileRule
            return !glob.writes && file?.permissions == .read && file?.execute == nil
        }
        var asked = 0
        for (writes, path, rule) in globs where writes {
            let other = readOnly.first { other in
                guard other.path.mayMeet(path), asked < Self.mostMeetings else { return false }
                asked += 1
                return intersection(other.path, path, limits: Self.limits) != .disjoint
            }
            guard asked < Self.mostMeetings else {
                notes.append(
                    .leftOut("there are too many rules to find what is denied in others", at: rule.origin?.place)
                )
                return
            }
            guard let other else { continue }
            notes.append(
                Diagnostic(
                    .note,
                    "export-narrower",
                    "the operator denies a part of what \"\(rule.text)\" allows",
                    at: rule.origin?.place,
                    notes: [
                        Diagnostic.Note(
                            "because \"\(other.rule.text)\" becomes read only",
                            at: other.rule.origin?.place
                        )
                    ],
                    help: "let one of the two say less"
                )
            )
        }
    }
}
