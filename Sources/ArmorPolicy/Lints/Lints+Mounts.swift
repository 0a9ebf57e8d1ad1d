import ArmorGlob
import ArmorTarget

extension Lints {
    /// The mount table: A14, B15 and B16.
    static let mounts: [Lint] = [
        Lint(
            "A14",
            .critical,
            "mounting anything anywhere",
            why: "what is mounted elsewhere has another path, for which other rules hold; disks of the host included",
            remedy: "name file system type, source and target"
        ) { mountsAnything($0) },
        Lint(
            "B15",
            .high,
            "a change of mount propagation on an old parser",
            why: "apparmor_parser before 3.0.13 and 3.1.7 lets such a rule mount anything (CVE-2016-1585)",
            remedy: "update apparmor_parser, or take the rule out",
            basis: .target
        ) { input in
            guard let parser = input.context.parser, isOld(parser) else { return [] }
            return input.rules(MountRule.self).filter(\.value.propagates)
                .map { LintHit($0.rule, "allows any mount when apparmor_parser \(parser) compiles it") }
        },
        Lint(
            "B16",
            .high,
            "unmounting or changing the root beside denied paths",
            why: "a path that is denied has another name, or none, after umount or pivot_root",
            remedy: "take the rule out; the runtime has finished mounting before the program starts"
        ) { losesPaths($0) },
    ]

    private static func isOld(_ parser: ParserVersion) -> Bool {
        parser < ParserVersion(3, 0, 13) || (parser >= ParserVersion(3, 1, 0) && parser < ParserVersion(3, 1, 7))
    }

    private static func mountsAnything(_ input: LintInput) -> [LintHit] {
        let isBare: (MountRule) -> Bool = { rule in
            let isAny: (Glob?, [String]) -> Bool = { glob, names in
                guard let glob else { return true }
                return names.allSatisfy { glob.matches(Array($0.utf8)) }
            }
            return rule.operation == .mount && rule.options.isEmpty && rule.optionsIn.isEmpty && rule.fstype.isEmpty
                && isAny(rule.source, ["/dev/sda1", "/zq/zq"]) && isAny(rule.target, ["/mnt/zq/", "/zq/zq/"])
        }
        return input.effective(MountRule.self, where: isBare, deniedBy: isBare)
            .map { LintHit($0.rule, "allows mounting /dev/sda1 at /mnt/zq/") }
    }

    private static func losesPaths(_ input: LintInput) -> [LintHit] {
        guard let denied = input.rules(FileRule.self, .deny).first else { return [] }
        let moves: [MountRule.Operation] = [.umount, .pivotRoot]
        return input.effective(
            MountRule.self,
            where: { moves.contains($0.operation) },
            deniedBy: { moves.contains($0.operation) && $0.target == nil && $0.oldRoot == nil }
        )
        .map { LintHit($0.rule, "allows \($0.value.operation.rawValue), which undoes \"\(denied.rule.text)\"") }
    }
}
