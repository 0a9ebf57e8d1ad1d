import ArmorGlob
import ArmorSource

extension RuleReader {
    /// File rules: `file,`, `/path rw,`, `rw /path,`, `/path Px -> name,`, `link subset /a -> /b,`.
    func file(_ tokens: ArraySlice<ProfileToken>, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        guard var clause = RuleClause(tokens, context), clause.items.count <= 6 else { return nil }
        if clause.nextKeyword == "file" {
            _ = clause.keyword()
            // A policy says `file,` as one word: what is qualified is no word.
            if clause.isEmpty { return qualifiers.isPlain ? [FileRule(.everything, [])] : nil }
        }
        if clause.nextKeyword == "link" { return link(&clause, qualifiers) }
        guard let first = clause.value(), let second = clause.value() else { return nil }
        let pathIsFirst = isPath(first)
        guard pathIsFirst != isPath(second) else { return nil }
        let mode = pathIsFirst ? second : first
        guard mode.kind == .word, let access = FileMode(context.text(mode)),
            let path = context.glob(pathIsFirst ? first : second, .path)
        else { return nil }
        var target: ProfileToken?
        if clause.arrow() {
            target = clause.value()
            if target == nil { return nil }
        }
        return clause.isEmpty ? rule(path, access, target, qualifiers).map { [$0] } : nil
    }

    /// Paths begin with `/` or a variable.
    private func isPath(_ token: ProfileToken) -> Bool {
        let bytes = context.source.bytes[token.inside]
        return bytes.first == ProfileByte.slash || bytes.starts(with: "@{".utf8)
    }

    private func link(_ clause: inout RuleClause, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        _ = clause.keyword()
        let subset = clause.nextKeyword == "subset"
        if subset { _ = clause.keyword() }
        guard let new = clause.value(), clause.arrow(), let old = clause.value(), clause.isEmpty,
            qualifiers.action == .allow, let path = context.glob(new, .path), let target = context.glob(old, .path)
        else { return nil }
        return [FileRule(.link(path, to: target, subset: subset), .link, owner: qualifiers.owner)]
    }

    private func rule(
        _ path: Glob,
        _ access: FileMode,
        _ target: ProfileToken?,
        _ qualifiers: Qualifiers
    ) -> FileRule? {
        let denies = qualifiers.action == .deny
        guard let execute = access.execute else {
            guard let target else { return FileRule(.path(path), access.permissions, owner: qualifiers.owner) }
            // `l /new -> /old` is a link rule in other words.
            guard access.permissions == .link, !denies, let old = context.glob(target, .path) else { return nil }
            return FileRule(.link(path, to: old, subset: false), .link, owner: qualifiers.owner)
        }
        let how: FileRule.Execution
        switch execute {
        case .bare:
            guard denies, target == nil else { return nil }
            how = .denied
        case .mode(let transition, let fallback, let scrubs):
            guard !denies else { return nil }
            let name = target.map(context.text)
            let enters = transition == .profile || transition == .child
            if let name, !enters || !ProfileName.isTarget(name) { return nil }
            // Without a name the children's attachments decide, which a policy cannot say.
            if transition == .child, name == nil { return nil }
            how = .mode(ExecuteMode(transition, target: name, fallback: fallback, scrubs: scrubs))
        }
        return FileRule(.path(path), access.permissions, execute: how, owner: qualifiers.owner)
    }
}

/// The letters of a file rule (apparmor.d(5), access permissions).
private struct FileMode {
    enum Execute {
        /// `x`, which only rules that deny have.
        case bare
        case mode(ExecuteMode.Transition, ExecuteMode.Fallback?, scrubs: Bool)
    }

    private(set) var permissions: FilePermissions = []
    private(set) var execute: Execute?

    /// None where a letter is not known, two transitions stand there, or `w` stands beside `a`.
    init?(_ text: String) {
        guard (1...16).contains(text.utf8.count) else { return nil }
        var transition = ""
        for letter in text {
            if transition.isEmpty || transition.hasSuffix("x"),
                let row = FilePermissions.table.first(where: { $0.letter == String(letter) })
            {
                permissions.insert(row.permission)
            } else if transition.hasSuffix("x") {
                return nil
            } else {
                transition.append(letter)
            }
        }
        if permissions.contains(.write), permissions.contains(.append) { return nil }
        if transition.isEmpty { return }
        guard let execute = Self.transitions[transition] else { return nil }
        self.execute = execute
    }

    private static let transitions: [String: Execute] = [
        "x": .bare, "ix": .mode(.inherit, nil, scrubs: true),
        "ux": .mode(.unconfined, nil, scrubs: false), "Ux": .mode(.unconfined, nil, scrubs: true),
        "px": .mode(.profile, nil, scrubs: false), "Px": .mode(.profile, nil, scrubs: true),
        "cx": .mode(.child, nil, scrubs: false), "Cx": .mode(.child, nil, scrubs: true),
        "pix": .mode(.profile, .inherit, scrubs: false), "Pix": .mode(.profile, .inherit, scrubs: true),
        "cix": .mode(.child, .inherit, scrubs: false), "Cix": .mode(.child, .inherit, scrubs: true),
        "pux": .mode(.profile, .unconfined, scrubs: false), "PUx": .mode(.profile, .unconfined, scrubs: true),
        "cux": .mode(.child, .unconfined, scrubs: false), "CUx": .mode(.child, .unconfined, scrubs: true),
    ]
}
