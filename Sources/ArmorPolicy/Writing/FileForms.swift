import ArmorGlob

/// How `[filesystem]` says what a rule names by path.
///
/// One permission stands in the list that is called after it, several in a table of `allow`: so each rule is read as one
/// rule again.
struct FileForms {
    let path: Glob
    let permissions: FilePermissions
    let execute: FileRule.Execution?
    let owned: PolicyField?
    let make: FieldMaker

    func forms(_ action: Action) -> [PolicyForm] {
        switch action {
        case .deny: [denied]
        case .allow: allowed
        }
    }

    /// The words of `access`; `append` is part of `write`.
    private var words: [String] {
        (permissions.contains(.write) ? permissions.subtracting(.append) : permissions).words
    }

    private func element(_ list: String, isPlain: Bool, _ fields: [PolicyField?]) -> PolicyForm {
        let short = isPlain && owned == nil ? make.text(path) : nil
        return .element(list: list, short: short, ([make.glob("path", path)] + fields + [owned]).compactMap(\.self))
    }

    private var denied: PolicyForm {
        let isAll = permissions.isSuperset(of: .all) && execute != nil
        let access = words + (execute == nil ? [] : ["execute"])
        return element("deny", isPlain: isAll, [isAll ? nil : make.words("access", access)])
    }

    private var allowed: [PolicyForm] {
        switch execute {
        case .denied: [.inexpressible]
        case nil: granted(words)
        case .mode(let mode) where mode == ExecuteMode(.inherit):
            words.isEmpty ? [element("execute", isPlain: true, [])] : granted(words + ["execute"])
        case .mode(let mode): granted(words) + [entering(mode)]
        }
    }

    private func granted(_ words: [String]) -> [PolicyForm] {
        switch words.count {
        case 0: []
        case 1: words.map { element($0, isPlain: true, []) }
        default: [element("allow", isPlain: false, [make.words("access", words)])]
        }
    }

    /// An execution that enters another profile has a table of its own.
    private func entering(_ mode: ExecuteMode) -> PolicyForm {
        element(
            "execute",
            isPlain: false,
            [
                make.word("transition", mode.transition.rawValue), make.word("profile", mode.target),
                make.word("fallback", mode.fallback?.rawValue),
                make.flag("keep_environment", !mode.scrubs && mode.transition != .inherit),
            ]
        )
    }
}
