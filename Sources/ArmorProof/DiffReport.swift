package import ArmorCompiled
package import ArmorSource

/// A difference of two policies, told.
package struct DiffReport: Sendable {
    /// One profile of both, or of one of them.
    package struct Entry: Sendable {
        /// The name below the policy's own; none for the policy's own profile.
        package let child: String?
        package let lines: [DiffLine]
        package let isWider: Bool
        /// Kinds of which it was not decided whether they differ.
        package let undecided: [String]
    }

    package let old: String
    package let new: String
    package let entries: [Entry]
    /// Children that only one side has.
    package let added: [String]
    package let removed: [String]

    /// Compares two policies, main profile with main profile and children of one name with each other.
    package init(
        _ old: (name: String, policy: CompiledPolicy, asked: Asked),
        _ new: (name: String, policy: CompiledPolicy, asked: Asked)
    ) {
        self.old = old.name
        self.new = new.name
        let mine = Self.children(old.policy, of: old.asked.profile.name)
        let theirs = Self.children(new.policy, of: new.asked.profile.name)
        var entries: [Entry] = []
        if let entry = Self.entry(nil, old.asked, new.asked) { entries.append(entry) }
        for child in mine.keys.sorted() {
            guard let before = mine[child], let after = theirs[child] else { continue }
            let both = (Asked(before, old.asked.kernel), Asked(after, new.asked.kernel))
            if let entry = Self.entry(child, both.0, both.1) { entries.append(entry) }
        }
        self.entries = entries
        added = theirs.keys.filter { mine[$0] == nil }.sorted()
        removed = mine.keys.filter { theirs[$0] == nil }.sorted()
    }

    /// What is below a profile, by the rest of its name.
    private static func children(_ policy: CompiledPolicy, of name: String) -> [String: CompiledProfile] {
        var children: [String: CompiledProfile] = [:]
        for profile in policy.profiles where profile.name.hasPrefix("\(name)//") {
            children[String(profile.name.dropFirst(name.count + 2))] = profile
        }
        return children
    }

    private static func entry(_ child: String?, _ old: Asked, _ new: Asked) -> Entry? {
        let diff = old.profile.difference(to: new.profile, old.kernel, new.kernel, new.limits)
        guard !diff.isEmpty else { return nil }
        let undecided = diff.kinds.filter { $0.difference == .undecided }.map { KindText($0).section }
        return Entry(child: child, lines: DiffWriter.lines(diff), isWider: diff.isWider, undecided: undecided)
    }

    package var isEmpty: Bool { entries.isEmpty && added.isEmpty && removed.isEmpty }

    /// Whether some question was too large to be answered.
    package var isUndecided: Bool { entries.contains { !$0.undecided.isEmpty } }

    /// Whether new allows anything that old does not. A child that only new has can be entered only by what else is new.
    package var isWider: Bool { entries.contains(where: \.isWider) }

    /// Only what permits more.
    package func onlyWider() -> DiffReport {
        DiffReport(
            old: old,
            new: new,
            entries: entries.map { entry in
                let lines = entry.lines.filter(\.isWider)
                return Entry(child: entry.child, lines: lines, isWider: entry.isWider, undecided: entry.undecided)
            }.filter { !$0.lines.isEmpty || !$0.undecided.isEmpty },
            added: [],
            removed: []
        )
    }

    private init(old: String, new: String, entries: [Entry], added: [String], removed: [String]) {
        (self.old, self.new, self.entries, self.added, self.removed) = (old, new, entries, added, removed)
    }
}

// MARK: Forms

extension DiffReport {
    /// Lines of one section and direction that are told; the rest is counted.
    private static let most = 60

    /// For a terminal.
    package var text: String {
        var text = "\(printable(old)) → \(printable(new))\n"
        if isEmpty { return text + "  no difference\n" }
        for entry in entries {
            if let child = entry.child { text += "child \(printable(child))\n" }
            for (section, lines) in entry.sections {
                text += "  \(section)\n"
                for direction in DiffLine.Direction.allCases {
                    let told = lines.filter { $0.direction == direction }
                    if told.isEmpty { continue }
                    text += "    \(direction.rawValue)\n"
                    for line in told.prefix(Self.most) { text += "      \(line.text)\n" }
                    if told.count > Self.most { text += "      and \(told.count - Self.most) more\n" }
                }
            }
            for kind in entry.undecided { text += "  \(kind): not decided, too large\n" }
        }
        for child in added { text += "  new child \(printable(child))\n" }
        for child in removed { text += "  child \(printable(child)) is gone\n" }
        return text
    }

    /// A table for a pull request.
    package var markdown: String {
        var text = "### \(Self.cell(old)) → \(Self.cell(new))\n\n"
        if isEmpty { return text + "No difference.\n" }
        for entry in entries {
            if let child = entry.child { text += "Child `\(Self.cell(child))`\n\n" }
            text += "| | kind | what | of | who | for example |\n|---|---|---|---|---|---|\n"
            for direction in DiffLine.Direction.allCases {
                for line in entry.lines where line.direction == direction {
                    let object = "`\(Self.cell(line.object))`" + (line.isExact ? "" : " (in part)")
                    let example = line.witness.map { "`\(Self.cell($0))`" } ?? ""
                    let mark = line.isWider ? "**\(direction.rawValue)**" : direction.rawValue
                    text += "| \(mark) | \(line.section) | \(Self.cell(line.what)) | \(object) "
                    text += "| \(line.who ?? "all") | \(example) |\n"
                }
            }
            for kind in entry.undecided { text += "| not decided | \(kind) | | | | |\n" }
            text += "\n"
        }
        for child in added { text += "New child `\(Self.cell(child))`.\n" }
        for child in removed { text += "Child `\(Self.cell(child))` is gone.\n" }
        return text
    }

    /// A text that cannot leave its cell.
    private static func cell(_ text: String) -> String {
        var result = ""
        for character in printable(text) {
            switch character {
            case "|": result += "\\|"
            case "`": result += "'"
            case "<": result += "&lt;"
            default: result.append(character)
            }
        }
        return result
    }

    package var json: JSONText {
        .fields([
            ("version", .integer(1)), ("old", .string(old)), ("new", .string(new)), ("same", .boolean(isEmpty)),
            ("wider", .boolean(isWider)), ("decided", .boolean(!isUndecided)),
            ("profiles", .array(entries.map(\.json))), ("added", .array(added.map(JSONText.string))),
            ("removed", .array(removed.map(JSONText.string))),
        ])
    }
}

extension DiffReport.Entry {
    /// The lines by section, in the order of the first of each.
    fileprivate var sections: [(name: String, lines: [DiffLine])] {
        var order: [String] = []
        var bySection: [String: [DiffLine]] = [:]
        for line in lines {
            if bySection[line.section] == nil { order.append(line.section) }
            bySection[line.section, default: []].append(line)
        }
        return order.map { ($0, bySection[$0] ?? []) }
    }

    fileprivate var json: JSONText {
        .fields([
            ("child", child.map(JSONText.string)), ("wider", .boolean(isWider)),
            ("undecided", .array(undecided.map(JSONText.string))),
            (
                "changes",
                .array(
                    lines.map { line in
                        .fields([
                            ("kind", .string(line.section)), ("change", .string(line.direction.rawValue)),
                            ("what", .string(line.what)), ("who", line.who.map(JSONText.string)),
                            ("of", .string(line.object)), ("all", .boolean(line.isExact)),
                            ("example", .string(line.witness ?? line.object)), ("wider", .boolean(line.isWider)),
                        ])
                    }
                )
            ),
        ])
    }
}

extension DiffLine {
    /// What changed and of what, in one line.
    package var text: String {
        var text = "\(what)  \(object)"
        if let who { text += "  as \(who == "owner" ? "owner" : "another")" }
        if !isExact { text += "  in part" }
        if let witness { text += "  e.g. \(witness)" }
        return text
    }
}
