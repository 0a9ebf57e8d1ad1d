package import ArmorGlob
import ArmorTOML
import ArmorTarget

/// `mount`, `remount`, `umount` and `pivot_root` rules: changes of the mount table.
package struct MountRule: RuleValue {
    package enum Operation: String, Sendable, CaseIterable {
        case mount, remount, umount
        case pivotRoot = "pivot_root"
    }

    package let operation: Operation
    /// Options that must all be there, and no others (`options=`).
    package let options: [MountOption]
    /// Options of which any may be there (`options in`).
    package let optionsIn: [MountOption]
    package let fstype: [Glob]
    package let source: Glob?
    package let target: Glob?
    /// pivot_root: where the old root goes.
    package let oldRoot: Glob?
    /// pivot_root: the label that the process then has.
    package let profile: Glob?

    package static let kind = RuleKind.mount

    package var text: String {
        switch operation {
        case .mount, .remount:
            RuleText.join([
                operation.rawValue,
                options.isEmpty ? nil : "options=(\(Self.list(options)))",
                optionsIn.isEmpty ? nil : "options in (\(Self.list(optionsIn)))",
                Self.fstypeText(fstype),
                source.map(RuleText.word),
                target.map { operation == .mount ? "-> \(RuleText.word($0))" : RuleText.word($0) },
            ])
        case .umount:
            RuleText.join(["umount", target.map(RuleText.word)])
        case .pivotRoot:
            RuleText.join([
                "pivot_root", RuleText.pair("oldroot", oldRoot), target.map(RuleText.word),
                profile.map { "-> \(RuleText.word($0))" },
            ])
        }
    }

    private static func list(_ options: [MountOption]) -> String { options.map(\.rawValue).joined(separator: ", ") }

    private static func fstypeText(_ types: [Glob]) -> String? {
        switch types.count {
        case 0: nil
        case 1: types.first.map { "fstype=\(RuleText.word($0))" }
        default: "fstype=(\(types.map(RuleText.word).sorted().joined(separator: ", ")))"
        }
    }

    package var requirements: [Requirement] {
        var needs = [Requirement(operation.rawValue, features: ["mount"])]
        if (options + optionsIn).contains(.nosymfollow) {
            needs.append(Requirement("mount nosymfollow", parser: ParserVersion(3, 0, 13), unmet: .inexpressible))
        }
        if propagates {
            // CVE-2016-1585: older parsers let such a rule mount anything anywhere.
            needs.append(Requirement("mount propagation", parser: ParserVersion(3, 0, 13), unmet: .inexpressible))
        }
        return needs
    }

    /// Whether it changes how mounts spread between name spaces.
    package var propagates: Bool { (options + optionsIn).contains(where: \.propagates) }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        make.form(
            make.word("operation", operation == .mount ? nil : operation.rawValue),
            make.words("options", options),
            make.words("options_in", optionsIn),
            make.words("fstype", fstype.map(make.text)),
            make.glob("source", source),
            make.glob("oldroot", oldRoot),
            make.glob(operation == .pivotRoot ? "newroot" : "target", target),
            make.glob("profile", profile)
        )
    }

    package static let about = "mounts, and the change of the root"

    fileprivate static let keys = [
        KeySchema("operation", .word(Operation.self), "what is done; `\"mount\"` if it is not said"),
        KeySchema("options", .words(MountOption.self), "options that are all there, and no others"),
        KeySchema("options_in", .words(MountOption.self), "options of which any may be there"),
        KeySchema("fstype", .oneOrList(of: .string), "globs of the type of the file system; none is any"),
        KeySchema("source", .string, "a glob of what is mounted"),
        KeySchema("target", .string, "a path glob of where"),
        KeySchema("oldroot", .string, "of `pivot_root`: where the old root goes"),
        KeySchema("newroot", .string, "of `pivot_root`: the new root"),
        KeySchema("profile", .string, "of `pivot_root`: the label that is entered"),
    ]

    package static let schema = ValueSchema.rules(keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.rules(keys: keys) { table, action in
            let named = table.word("operation", Operation.self)
            if named == nil, table.value("operation") != nil { return [] }
            let operation = named ?? .mount
            operation.refuseForeignKeys(table)
            let rule = MountRule(
                operation: operation,
                options: table.words("options", MountOption.self),
                optionsIn: table.words("options_in", MountOption.self),
                fstype: table.strings("fstype", orOne: true, ifEmpty: "leave the key out to mean all").compactMap {
                    table.context.glob($0.value, .name, at: $0.range)
                },
                source: table.glob("source", .name),
                target: table.glob(operation == .pivotRoot ? "newroot" : "target", .path),
                oldRoot: table.glob("oldroot", .path),
                profile: table.glob("profile", .label)
            )
            guard action == .deny || rule.isSound(table) else { return [] }
            return [rule]
        }
    }

    /// What each operation of mount(2) takes: a change of propagation has no source, a plain mount no two operations.
    private func isSound(_ table: TableReader) -> Bool {
        if options.contains(where: \.propagates), source != nil || !fstype.isEmpty {
            table.context.error(
                "conflict",
                "a change of propagation takes \"target\" alone",
                at: table.range,
                help: "leave out \"source\" and \"fstype\""
            )
            return false
        }
        return true
    }
}

extension MountRule.Operation {
    /// Keys that this operation does not have.
    fileprivate func refuseForeignKeys(_ table: TableReader) {
        let own: Set<String> =
            switch self {
            case .mount: ["options", "options_in", "fstype", "source", "target"]
            case .remount: ["options", "options_in", "target"]
            case .umount: ["target"]
            case .pivotRoot: ["oldroot", "newroot", "profile"]
            }
        let mine = own.union(["operation"])
        let every = Set(MountRule.keys.map(\.name))
        for entry in table.table.entries where every.contains(entry.key) && !mine.contains(entry.key) {
            table.context.error(
                "conflict",
                "\"\(entry.key)\" does not go with \"\(rawValue)\"",
                at: entry.keyRange,
                help: "it takes \(own.sorted().joined(separator: ", "))"
            )
        }
    }
}

/// Options of mount rules (apparmor.d(5), MOUNT FLAGS).
package enum MountOption: String, Sendable, CaseIterable {
    case ro, rw, nosuid, suid, nodev, dev, noexec, exec, sync, async, mand, nomand, dirsync, noatime, atime, nodiratime
    case diratime, bind, rbind, move, rmove, silent, loud, acl, noacl, relatime, norelatime, iversion, noiversion
    case strictatime, nostrictatime, lazytime, nolazytime, nosymfollow, symfollow, user, nouser, remount
    case unbindable, runbindable, `private`, rprivate, slave, rslave, shared, rshared
    case makeUnbindable = "make-unbindable"
    case makeRunbindable = "make-runbindable"
    case makePrivate = "make-private"
    case makeRprivate = "make-rprivate"
    case makeSlave = "make-slave"
    case makeRslave = "make-rslave"
    case makeShared = "make-shared"
    case makeRshared = "make-rshared"

    /// Whether it changes how mounts spread (mount_namespaces(7)).
    var propagates: Bool {
        rawValue.hasPrefix("make-")
            || [.unbindable, .runbindable, .private, .rprivate, .slave, .rslave, .shared, .rshared].contains(self)
    }
}
