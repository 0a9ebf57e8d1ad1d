package import ArmorGlob

/// `owner /path mrw,` and `link subset /new -> /old,` — access to files by path.
package struct FileRule: RuleValue {
    /// What the rule names.
    package enum Subject: Sendable, Hashable {
        /// `file,`: every path and every permission.
        case everything
        case path(Glob)
        /// A hard link from the first path to the second (link pair).
        case link(Glob, to: Glob, subset: Bool)
    }

    package var subject: Subject
    package var permissions: FilePermissions
    package var execute: Execution?
    package var owner: Bool

    /// Executing: how, or, in a rule that denies, at all.
    package enum Execution: Sendable, Hashable {
        case denied
        case mode(ExecuteMode)
    }

    package init(
        _ subject: Subject,
        _ permissions: FilePermissions,
        execute: Execution? = nil,
        owner: Bool = false
    ) {
        self.subject = subject
        self.permissions = permissions
        self.execute = execute
        self.owner = owner
    }

    package static let kind = RuleKind.file

    /// The path that is accessed; none for `file,`.
    package var path: Glob? {
        switch subject {
        case .everything: nil
        case .path(let path), .link(let path, _, _): path
        }
    }

    package var text: String {
        let owned = owner ? "owner " : ""
        switch subject {
        case .everything: return "\(owned)file"
        case .path(let path): return "\(owned)\(RuleText.word(path)) \(letters)"
        case .link(let path, let target, let subset):
            return "\(owned)link \(subset ? "subset " : "")\(RuleText.word(path)) -> \(RuleText.word(target))"
        }
    }

    /// `mrwix`, `rPx -> target`.
    private var letters: String {
        switch execute {
        case nil: permissions.letters
        case .denied: permissions.letters + "x"
        case .mode(let mode):
            permissions.letters + mode.letters + (mode.target.map { " -> \($0)" } ?? "")
        }
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        let owned = make.flag("owner", owner)
        switch subject {
        case .everything:
            let isPlain = action == .allow && !owner && permissions.isEmpty && execute == nil
            return isPlain ? [.element(list: "allow", short: "all", [])] : [.inexpressible]
        case .link(let path, let target, let subset):
            guard action == .allow, permissions == .link, execute == nil else { return [.inexpressible] }
            let fields = [
                make.glob("path", path), make.glob("target", target), make.flag("subset", subset), owned,
            ]
            return [.element(list: "link", short: nil, fields.compactMap(\.self))]
        case .path(let path):
            return FileForms(path: path, permissions: permissions, execute: execute, owned: owned, make: make)
                .forms(action)
        }
    }

    package static let about = "files by path globs (apparmor.d(5)); the lists add up"

    package static let schema = ValueSchema.table(FileSection.keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        FileSection(reader).rules()
    }
}
