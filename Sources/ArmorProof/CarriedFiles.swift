package import ArmorCompiled
package import ArmorGlob
package import ArmorPolicy
import ArmorSource

/// Files that a program can bring under a name that allows more: by a hard link, or by renaming a folder above them. Decided
/// on the compiled policy.
package struct CarriedFiles {
    private let body: ProfileBody
    private let asked: Asked
    private let variables: VariableTable

    /// - Parameters:
    ///   - body: the rules of the profile, or of a child.
    ///   - asked: what the profile or the child compiles to.
    package init(_ body: ProfileBody, _ asked: Asked, variables: VariableTable) {
        (self.body, self.asked, self.variables) = (body, asked, variables)
    }

    /// Why a file must not get more rights.
    package enum Cause: Sendable {
        /// A rule denies them.
        case denied(Rule)
        /// It holds passwords or keys, by its place.
        case secret
        /// It can be written, and would be executed.
        case written
    }

    /// A rename of a folder that carries a file past what the policy says of it.
    package struct Move: Sendable {
        package let cause: Cause
        package let move: FolderMove
        /// The cause and the folder that is renamed, as they stay where other rules come and go.
        package let key: String
    }

    /// Hard links by which a file gets rights that its own path does not have.
    ///
    /// - Parameter isCompared: whether the kernel's comparison of both names, for rules with `subset`, counts. It is made when
    ///   the link is made: what is allowed of its name later is not compared.
    package func links(isCompared: Bool = true) -> Gains<LinkGain> {
        var gains = Gains<LinkGain>()
        for subject in Subject.allCases {
            let more = asked.profile.linkGains(subject, asked.kernel, asked.limits, isCompared: isCompared)
            gains.found += more.found
            gains.isComplete = gains.isComplete && more.isComplete
        }
        return gains
    }

    /// The rules that allow such a link, as a text that stays the same where other rules come and go.
    package func key(_ gain: LinkGain) -> String {
        let finder = RuleFinder(body, variables: variables, name: asked.profile.name)
        let access = Access.link(gain.link, target: gain.target)
        let rules = Subject.allCases.flatMap { finder.find(access, $0).allows.map(\.text) }
        return Set(rules).sorted().joined(separator: "\n")
    }

    /// Renames of folders that carry a file past a deny, a secret out of its place, or a written file to where it is
    /// executed.
    ///
    /// - Parameter needed: what must be allowed of a folder's own path for renaming it.
    package func moves(needed: Permission = [.read, .write]) -> Gains<Move> {
        var gains = Gains<Move>()
        let folders = FolderMoves(asked.profile, asked.kernel, asked.limits, needed: needed)
        for (cause, question) in questions {
            let found = folders.find(question)
            gains.found += found.found.map { move in
                Move(cause: cause, move: move, key: "\(cause.text) in \(String(decoding: move.from, as: UTF8.self))")
            }
            gains.isComplete = gains.isComplete && found.isComplete
        }
        return gains
    }

    /// The first rename of a folder by which a file with some other name below it gets rights, for a folder of which nothing is
    /// said below.
    ///
    /// - Parameter folder: with its final slash.
    package func move(of folder: [UInt8], needed: Permission) -> FolderMove? {
        let folders = FolderMoves(asked.profile, asked.kernel, asked.limits, needed: needed)
        return Self.anyNames.lazy.compactMap { name -> FolderMove? in
            guard let path = try? Glob.literal(folder + Array(name.utf8)) else { return nil }
            return folders.find(MoveQuestion(paths: path, gained: .ofContents)).found.first { $0.from == folder }
        }.first
    }

    /// The rule that denies something of a file's contents.
    package func deny(of path: [UInt8]) -> Rule? {
        let finder = RuleFinder(body, variables: variables, name: asked.profile.name)
        return Subject.allCases.lazy.compactMap { finder.find(.file(path, .ofContents), $0).denies.first }.first
    }

    /// Whether passwords or keys are kept at a path, by its place.
    package static func isSecret(_ path: [UInt8]) -> Bool { (try? Glob.parse(secrets))?.matches(path) ?? false }

    /// Whether passwords or keys are kept below a folder, by its place.
    ///
    /// - Parameter folder: with its final slash.
    package static func holdsSecrets(_ folder: [UInt8]) -> Bool {
        guard let places = try? Glob.parse(secrets) else { return false }
        return secretNames.contains { places.matches(folder + Array($0.utf8)) }
    }

    /// Ends of paths of secrets, as seen from the folders above them.
    private static let secretNames = [
        "x", ".x/x", "x/.x/x", "root/.x/x", "shadow", "etc/shadow", "ssh_host_x_key", "private/x", "secrets/x",
    ]

    /// The first folder of a glob below which a rule denies something by its name, with that rule.
    package func deny(below folders: Glob) -> (folder: [UInt8], rule: Rule)? {
        let slash = UInt8(ascii: "/")
        for rule in body.rules.map(RawReading.interpreted) where rule.action == .deny {
            guard let file = rule.value as? FileRule, !file.contentPermissions.isEmpty,
                let prefix = file.path?.literalPrefix
            else { continue }
            for end in prefix.indices.dropFirst() where prefix[end] == slash {
                let folder = Array(prefix[...end])
                if folders.matches(folder) { return (folder, rule) }
            }
        }
        return nil
    }

    /// Names that no rule mentions.
    private static let anyNames = ["zq0armor", "zq0armor/zq1armor"]

    private var questions: [(cause: Cause, question: MoveQuestion)] {
        var questions = body.rules.map(RawReading.interpreted).compactMap {
            rule -> (cause: Cause, question: MoveQuestion)? in
            guard rule.action == .deny, let file = rule.value as? FileRule, case .path(let glob) = file.subject,
                let paths = resolved(glob)
            else { return nil }
            let denied = file.contentPermissions
            guard !denied.isEmpty else { return nil }
            // A deny of names anywhere, of shells for one, is not about files that the program itself may make.
            let isAnywhere = paths.literalPrefix.count <= 1
            return (.denied(rule), MoveQuestion(paths: paths, gained: denied, absent: isAnywhere ? .write : []))
        }
        if let secrets = try? Glob.parse(Self.secrets) {
            questions.append((.secret, MoveQuestion(paths: secrets, gained: .read)))
        }
        let code = MoveQuestion(paths: nil, gained: [.execute, .mapExecutable], held: [.write, .append])
        questions.append((.written, code))
        return questions
    }

    /// Where passwords and keys are kept, whatever the files' names: only folders with fixed places, since a folder of the
    /// program's own may hold anything.
    private static let secrets =
        "/{{root,home/*}/.**,etc/{shadow,gshadow,sudoers}**,etc/ssh/ssh_host_*_key,etc/{ssl,pki}/**private/**,"
        + "{,var/}run/secrets/**}"

    /// The glob with the profile's own name in it.
    private func resolved(_ glob: Glob) -> Glob? {
        guard glob.variableNames.contains(VariableTable.profileName) else { return glob }
        return try? Glob.parse(glob.text, kind: glob.kind) {
            $0 == VariableTable.profileName ? [asked.profile.name] : variables.lookup($0)
        }
    }
}

extension CarriedFiles.Cause {
    /// The cause, to tell it from others.
    var text: String {
        switch self {
        case .denied(let rule): "deny \(rule.text)"
        case .secret: "secret"
        case .written: "written"
        }
    }
}

extension CarriedFiles.Move {
    /// The rename and what it opens, as an instruction.
    package var text: String {
        func shown(_ path: [UInt8]) -> String { printable(String(decoding: path, as: UTF8.self)) }
        let action = move.gained.firstWord
        var text = "rename \(shown(move.from)) to \(shown(move.to)), then \(action) \(shown(move.newPath))"
        switch cause {
        case .denied: text += ", which is denied as \(shown(move.oldPath))"
        case .secret: text += ", which is not allowed as \(shown(move.oldPath))"
        case .written: text += ", which can be written as \(shown(move.oldPath))"
        }
        return text
    }
}

extension Permission {
    /// The word of a policy for the first of the rights that a file can get.
    package var firstWord: String {
        let all: [Permission] = [.read, .write, .append, .execute, .mapExecutable]
        return all.first(where: contains).map(PermissionWords.file.text) ?? "use"
    }
}

extension FileRule {
    /// What the rule says of a file's contents.
    fileprivate var contentPermissions: Permission {
        var result: Permission = []
        if permissions.contains(.read) { result.insert(.read) }
        if permissions.contains(.write) { result.formUnion([.write, .append]) }
        if permissions.contains(.append) { result.insert(.append) }
        if permissions.contains(.map) { result.insert(.mapExecutable) }
        if execute != nil { result.insert(.execute) }
        return result
    }
}
