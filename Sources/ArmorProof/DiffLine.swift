import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorSource

/// One line of a difference, as a person reads it.
package struct DiffLine: Sendable, Hashable {
    /// In the order in which they are told.
    package enum Direction: String, Sendable, CaseIterable {
        case allowed = "newly allowed"
        case denied = "newly denied"
        case changed = "changed"
        case logged = "newly logged"
        case silent = "no longer logged"
    }

    /// The kind of rules: `files`, `capabilities`, `signals` …
    package let section: String
    package let direction: Direction
    /// What may or may not be done: `read, write`, or how a label changes.
    package let what: String
    /// `owner`, `other`, or none for everybody.
    package let who: String?
    /// What it may be done to; a glob where it is many.
    package let object: String
    /// The shortest object that shows it; none where the object is one.
    package let witness: String?
    /// Whether all that the object stands for differs so, and not some of it alone.
    package let isExact: Bool
    /// Whether new permits something by this that old did not.
    package let isWider: Bool

    /// Whether both say the same of different objects.
    fileprivate func tellsTheSame(as other: DiffLine) -> Bool {
        section == other.section && direction == other.direction && what == other.what && who == other.who
    }

    /// This and another that tells the same, of an object that is both of theirs.
    fileprivate func joined(_ other: DiffLine, object: String, witness: String?) -> DiffLine {
        DiffLine(
            section: section,
            direction: direction,
            what: what,
            who: who,
            object: object,
            witness: witness,
            isExact: isExact && other.isExact,
            isWider: isWider || other.isWider
        )
    }
}

/// Makes lines of differences.
struct DiffWriter {
    /// The lines of one profile, in a fixed order.
    static func lines(_ diff: ProfileDiff) -> [DiffLine] {
        var lines = modes(diff)
        for entry in diff.kinds {
            guard case .differs(let groups) = entry.difference else { continue }
            let kind = KindText(entry)
            for group in groups { lines += self.lines(group, kind) }
        }
        lines += capabilities(diff)
        lines += sockets(diff)
        for (number, old, new) in diff.limits { lines.append(limit(number, old, new)) }
        // "different" without a line would leave the reader without a reason.
        if lines.isEmpty, !diff.isEmpty, !diff.isUndecided {
            lines.append(setting("compiled policy", "one form", "another form", isWider: diff.isWider))
        }
        return joiningAlike(joiningFolders(lines))
    }

    /// Lines that read alike are one: those of unix sockets differ in bytes that nobody sees, and in the sockets' types.
    private static func joiningAlike(_ lines: [DiffLine]) -> [DiffLine] {
        lines.reduce(into: []) { result, line in
            let place = result.firstIndex { $0.tellsTheSame(as: line) && KindText.isAlike($0.object, line.object) }
            guard let place else { return result.append(line) }
            let before = result[place]
            let object = KindText.joined(before.object, line.object)
            result[place] = before.joined(line, object: object, witness: before.witness ?? line.witness)
        }
    }

    /// A folder and all that is in it are one line: `/srv/{,**}`.
    private static func joiningFolders(_ lines: [DiffLine]) -> [DiffLine] {
        lines.reduce(into: []) { result, line in
            let folder = line.object.hasSuffix("/**") ? String(line.object.dropLast(2)) : ""
            let place = result.firstIndex { $0.object == folder && $0.tellsTheSame(as: line) }
            guard let place, !folder.isEmpty else { return result.append(line) }
            let before = result[place]
            result[place] = before.joined(line, object: folder + "{,**}", witness: before.witness ?? before.object)
        }
    }

    /// Capabilities that change alike are one line.
    private static func capabilities(_ diff: ProfileDiff) -> [DiffLine] {
        var groups: [(changes: [Change], names: [String])] = []
        for (number, changes) in diff.capabilities {
            let name = Names.capability(number)
            if let index = groups.firstIndex(where: { $0.changes == changes }) {
                groups[index].names.append(name)
            } else {
                groups.append((changes, [name]))
            }
        }
        return groups.flatMap { group in
            lines(group.changes, "capabilities", .use) { _ in (group.names.joined(separator: ", "), nil, true) }
        }
    }

    private static func modes(_ diff: ProfileDiff) -> [DiffLine] {
        var lines: [DiffLine] = []
        if let modes = diff.modes {
            lines.append(setting("mode", "\(modes.old)", "\(modes.new)", isWider: diff.hasWiderMode))
        }
        if let flags = diff.flags {
            let isWider = !flags.new.subtracting(flags.old).isEmpty
            lines.append(setting("flags", flags.old.text, flags.new.text, isWider: isWider))
        }
        if let attachments = diff.attachments {
            lines.append(attachment(attachments))
        }
        for change in diff.settings {
            lines.append(setting(change.name, printable(change.old), printable(change.new), isWider: change.isWider))
        }
        return lines
    }

    private static func attachment(_ diff: AttachmentDiff) -> DiffLine {
        func text(_ path: [UInt8]?, _ example: [UInt8]?, _ attributes: [[UInt8]]) -> String {
            func shown(_ bytes: [UInt8]) -> String { printable(String(decoding: bytes, as: UTF8.self)) }
            let path = path.map(shown) ?? example.map { "paths such as \(shown($0))" } ?? "no path"
            if attributes.isEmpty { return path }
            let names = attributes.map { printable(String(decoding: $0, as: UTF8.self)) }
            return "\(path) xattrs=(\(names.joined(separator: " ")))"
        }
        let effect: String
        switch (gains: diff.gains, frees: diff.frees) {
        case (true, true): effect = "attaches to other programs: "
        case (true, false): effect = "attaches to more programs: "
        case (false, true): effect = "attaches to fewer programs: "
        case (false, false): effect = ""
        }
        let old = text(diff.old, diff.examples.old, diff.attributes.old)
        let new = text(diff.new, diff.examples.new, diff.attributes.new)
        return setting(
            "attach",
            "\(effect)\(old)",
            old == new ? "others" : new,
            witness: diff.witness.map { printable(String(decoding: $0, as: UTF8.self)) },
            isWider: diff.frees
        )
    }

    private static func setting(
        _ name: String,
        _ old: String,
        _ new: String,
        witness: String? = nil,
        isWider: Bool
    ) -> DiffLine {
        DiffLine(
            section: "profile",
            direction: .changed,
            what: "\(old) to \(new)",
            who: nil,
            object: name,
            witness: witness,
            isExact: true,
            isWider: isWider
        )
    }

    private static func limit(_ number: Int, _ old: UInt64?, _ new: UInt64?) -> DiffLine {
        func text(_ value: UInt64?) -> String { value.map { $0 == .max ? "infinity" : "\($0)" } ?? "no limit" }
        return DiffLine(
            section: "limits",
            direction: .changed,
            what: "\(text(old)) to \(text(new))",
            who: nil,
            object: Numbers.limits.indices.contains(number) ? Numbers.limits[number] : "\(number)",
            witness: nil,
            isExact: true,
            isWider: old.map { old in new.map { $0 > old } ?? true } ?? false
        )
    }

    /// Sockets that change alike are one line: first the types of each family, then the families of the same types.
    private static func sockets(_ diff: ProfileDiff) -> [DiffLine] {
        struct Key: Hashable {
            let changes: [Change]
            let family: UInt16
        }
        var order: [Key] = []
        var types: [Key: [UInt16]] = [:]
        for (family, type, changes) in diff.network {
            let key = Key(changes: changes, family: family)
            if types[key] == nil { order.append(key) }
            types[key, default: []].append(type)
        }
        var groups: [(changes: [Change], types: [UInt16], families: [String])] = []
        for key in order {
            guard let own = types[key] else { continue }
            let family = Numbers.family(key.family) ?? "family \(key.family)"
            if let index = groups.firstIndex(where: { $0.changes == key.changes && $0.types == own }) {
                groups[index].families.append(family)
            } else {
                groups.append((key.changes, own, [family]))
            }
        }
        return groups.flatMap { group in
            // DCCP has no word in rules: those that name no type cover it.
            let words = group.types.map { Numbers.socketType($0) ?? ($0 == 6 ? "dccp" : "type \($0)") }
            let isEveryType = Set(NetworkRule.SocketType.allCases.map(\.rawValue)).isSubset(of: words)
            let kinds = isEveryType ? "" : ": \(words.joined(separator: ", "))"
            let object = group.families.joined(separator: ", ") + kinds
            return lines(group.changes, "network", .socket) { _ in (object, nil, true) }
        }
    }

    private static func lines(_ group: ChangeGroup, _ kind: KindText) -> [DiffLine] {
        lines(group.changes, kind.section, kind.words) { _ in
            (kind.object(group.texts), kind.witness(group), group.isExact)
        }
    }

    /// The lines of changes of one object, those of one direction and subject together.
    private static func lines(
        _ changes: [Change],
        _ section: String,
        _ words: PermissionWords,
        _ object: (Change) -> (String, witness: String?, isExact: Bool)
    ) -> [DiffLine] {
        struct Key: Hashable {
            let direction: DiffLine.Direction
            let subject: Subject?
        }
        var order: [Key] = []
        var permissions: [Key: Permission] = [:]
        var lines: [DiffLine] = []
        func line(_ change: Change, _ direction: DiffLine.Direction, _ what: String) {
            let (text, witness, isExact) = object(change)
            lines.append(
                DiffLine(
                    section: section,
                    direction: direction,
                    what: what,
                    who: change.subject?.rawValue,
                    object: text,
                    witness: witness == text ? nil : witness,
                    isExact: isExact,
                    isWider: change.isWider
                )
            )
        }
        for change in changes {
            if case .transition(let old, let new, _) = change {
                line(change, .changed, "\(printable(old.text)) to \(printable(new.text))")
                continue
            }
            guard let (direction, permission) = change.part else { continue }
            let key = Key(direction: direction, subject: change.subject)
            if permissions[key] == nil { order.append(key) }
            permissions[key, default: []].formUnion(permission)
        }
        for key in order {
            var bits = permissions[key, default: []]
            // Writing includes appending.
            if words.permission("append") != nil, bits.contains(.write) { bits.remove(.append) }
            // What may be mounted with any data may be with some.
            if section == "mounts", bits.contains(.mount) { bits.remove(.mountWithData) }
            // A link that is new at all needs no word about how far it goes.
            if section == "links", bits.contains(.link) { bits.remove(.lock) }
            guard let example = changes.first(where: { $0.part?.0 == key.direction && $0.subject == key.subject })
            else {
                continue
            }
            let isEverything = section == "network" && bits == .ofSockets
            line(example, key.direction, isEverything ? "use" : words.text(bits))
        }
        return lines
    }
}

extension Change {
    /// The direction and the permission of a change that has one.
    fileprivate var part: (DiffLine.Direction, Permission)? {
        switch self {
        case .allows(let bits, _): (.allowed, bits)
        case .denies(let bits, _): (.denied, bits)
        case .logs(let bits, _), .ceasesToHush(let bits, _): (.logged, bits)
        case .ceasesToLog(let bits, _), .hushes(let bits, _): (.silent, bits)
        case .transition: nil
        }
    }
}

extension CompiledProfile.PathFlags {
    fileprivate var text: String {
        let words: [(CompiledProfile.PathFlags, String)] = [
            (.attachDisconnected, "attach_disconnected"), (.chrootRelative, "chroot_relative"),
            (.chrootNamespaceAttach, "chroot_attach"), (.attachDisconnectedIPC, "attach_disconnected.ipc"),
            (.mediateDeleted, "mediate_deleted"),
        ]
        let named = words.filter { contains($0.0) }.map(\.1)
        return named.isEmpty ? "none" : named.joined(separator: ",")
    }
}
