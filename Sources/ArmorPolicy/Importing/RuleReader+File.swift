import ArmorGlob
import ArmorSource

extension RuleReader {
    /// The parts of a file rule: `owner` and the like are read before.
    private struct FileParts {
        let path: ProfileToken
        let mode: FileMode
        let isModeFirst: Bool
        let isSubset: Bool
        let target: ProfileToken?
        /// `safe` or `unsafe` before the rule.
        let scrubs: Bool?
    }

    /// File rules: `file,`, `/path rw,`, `rw /path,`, `/path Px -> name,`, `link subset /a -> /b,`.
    func file(_ tokens: ArraySlice<ProfileToken>, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        var rest = tokens
        if word(rest.first) == "file" {
            rest.removeFirst()
            // A policy says `file,` as one word: what is qualified is kept raw.
            if rest.isEmpty { return qualifiers.isPlain ? [FileRule(.everything, [])] : nil }
        }
        if word(rest.first) == "link" { return link(rest.dropFirst(), qualifiers) }
        guard let parts = parts(rest) else { return nil }
        return value(parts, qualifiers)
    }

    /// A word outside quotes; empty for anything else.
    private func word(_ token: ProfileToken?) -> String {
        guard let token, token.kind == .word, token.range.count <= 16 else { return "" }
        return context.text(token)
    }

    /// Paths begin with `/` or a variable.
    func isPath(_ token: ProfileToken) -> Bool {
        let bytes = context.slice(token.inside)
        return token.isValue && (bytes.first == ProfileByte.slash || bytes.starts(with: "@{".utf8))
    }

    /// The parts of a rule; `nil`, with an error, where it is not a file rule.
    private func parts(_ tokens: ArraySlice<ProfileToken>) -> FileParts? {
        var rest = tokens
        var scrubs: Bool?
        if ["safe", "unsafe"].contains(word(rest.first)) { scrubs = word(rest.popFirst()) == "safe" }
        guard let first = rest.popFirst(), first.isValue else {
            reject("this is not a rule")
            return nil
        }
        let isModeFirst = !isPath(first)
        let isSubset = isModeFirst && (word(rest.first) == "subset" || rest.first?.kind == .atMost)
        if isSubset { rest.removeFirst() }
        guard let second = rest.popFirst(), second.isValue, isModeFirst ? isPath(second) : second.kind == .word else {
            reject(
                isModeFirst
                    ? "unknown rule \(context.quoted(first))" : "permissions follow the path, as in \"/path rw,\"",
                help: isModeFirst ? "a path begins with \"/\" or a variable" : nil
            )
            return nil
        }
        let (path, mode) = isModeFirst ? (second, first) : (first, second)
        var target: ProfileToken?
        if rest.first?.kind == .arrow {
            rest.removeFirst()
            target = rest.popFirst()
            guard let target, target.isValue else {
                reject("a profile or a path follows \"->\"")
                return nil
            }
        }
        guard rest.isEmpty else {
            reject("\(rest.first.map(context.quoted) ?? "") is not expected here: is a comma missing before it?")
            return nil
        }
        do throws(FileMode.Problem) {
            return FileParts(
                path: path,
                mode: try FileMode(context.text(mode)),
                isModeFirst: isModeFirst,
                isSubset: isSubset,
                target: target,
                scrubs: scrubs
            )
        } catch {
            reject(error.message)
            return nil
        }
    }

    private func link(_ tokens: ArraySlice<ProfileToken>, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        var rest = tokens
        let isSubset = word(rest.first) == "subset" || rest.first?.kind == .atMost
        if isSubset { rest.removeFirst() }
        let parts = Array(rest)
        guard parts.count == 3, isPath(parts[0]), parts[1].kind == .arrow, isPath(parts[2]) else {
            return rejected("a link rule is \"link /new -> /old,\"")
        }
        guard qualifiers.action == .allow, let path = context.glob(parts[0], .path),
            let target = context.glob(parts[2], .path)
        else { return nil }
        return [FileRule(.link(path, to: target, subset: isSubset), .link, owner: qualifiers.owner)]
    }

    // MARK: Meaning

    private func value(_ parts: FileParts, _ qualifiers: Qualifiers) -> [any RuleValue]? {
        let permissions = parts.mode.permissions
        let isLink = permissions.contains(.link)
        if parts.isSubset, permissions != .link || parts.mode.execute != nil {
            return rejected("\"subset\" goes with link rules only")
        }
        if parts.isModeFirst, parts.target != nil, isLink, parts.mode.execute != nil {
            return rejected("a rule with \"->\" is about a link or about a program, not both")
        }
        guard let execute = parts.mode.execute else {
            if parts.scrubs != nil { return rejected("\"safe\" and \"unsafe\" go with programs that are executed") }
            guard let path = context.glob(parts.path, .path) else { return nil }
            if parts.isModeFirst, isLink, let target = parts.target {
                return linkPair(path, permissions, target, parts, qualifiers)
            }
            if parts.isSubset { return nil }
            if parts.target != nil {
                // After a path the parser takes the word for the profile of an execution, which this is not.
                context.report(
                    .note,
                    "import-target",
                    "apparmor_parser ignores what \"->\" names here",
                    at: statement.range
                )
            }
            return [FileRule(.path(path), permissions, owner: qualifiers.owner)]
        }
        return executed(execute, parts, qualifiers)
    }

    /// `rwl /new -> /old`: the permissions for the first path, and a link between both.
    private func linkPair(
        _ path: Glob,
        _ permissions: FilePermissions,
        _ target: ProfileToken,
        _ parts: FileParts,
        _ qualifiers: Qualifiers
    ) -> [any RuleValue]? {
        guard qualifiers.action == .allow, isPath(target), let old = context.glob(target, .path) else { return nil }
        let link = FileRule(.link(path, to: old, subset: parts.isSubset), .link, owner: qualifiers.owner)
        let rest = permissions.subtracting(.link)
        return rest.isEmpty ? [link] : [FileRule(.path(path), rest, owner: qualifiers.owner), link]
    }

    private func executed(
        _ execute: FileMode.Execute,
        _ parts: FileParts,
        _ qualifiers: Qualifiers
    ) -> [any RuleValue]? {
        let denies = qualifiers.action == .deny
        let how: FileRule.Execution
        switch execute {
        case .bare:
            guard denies else {
                return rejected("\"x\" needs \"i\", \"p\", \"c\" or \"u\" before it in a rule that allows")
            }
            guard parts.target == nil, parts.scrubs == nil else { return nil }
            how = .denied
        case .mode(let transition, let fallback, let letters):
            if denies { return rejected("a deny rule has a plain \"x\"") }
            if parts.scrubs != nil, transition == .inherit { return nil }
            let enters = transition == .profile || transition == .child
            var name = parts.target.map(context.text)
            name = name.flatMap(context.renamed) ?? name
            if let name, !enters || !ProfileName.isTarget(name) { return nil }
            // Without a name the children's attachments decide, and a child has no children that a policy knows.
            if transition == .child, name == nil || isChild { return nil }
            let scrubs = parts.scrubs ?? letters
            how = .mode(ExecuteMode(transition, target: name, fallback: fallback, scrubs: scrubs))
        }
        guard let path = context.glob(parts.path, .path) else { return nil }
        return [FileRule(.path(path), parts.mode.permissions, execute: how, owner: qualifiers.owner)]
    }
}
