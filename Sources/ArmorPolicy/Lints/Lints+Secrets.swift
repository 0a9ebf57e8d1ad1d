import ArmorGlob
import ArmorSource

extension Lints {
    /// Files that tell too much, and grants that are too wide to name: B04, B05, B07, B10, C04, C09 and C10.
    static let secrets: [Lint] = [
        Lint(
            "B04",
            .high,
            "every file",
            why: "the profile then adds nothing to the image's file modes",
            remedy: "list what is read, written and executed; start from the preset \"container\""
        ) { everyFile($0) },
        Lint(
            "B05",
            .high,
            "a list of denials alone",
            why: "what nobody thought of is allowed, and so is every path that new kernels and images bring",
            remedy: "allow what is needed instead of denying what is not"
        ) { denyList($0) },
        Lint(
            "B07",
            .high,
            "kernel memory, or memory and environment of other users' processes",
            why: "addresses defeat the kernel's hardening; environments hold passwords",
            remedy: "add owner = true, so that a process sees its own user's alone; deny kcore and kallsyms",
            basis: .samples
        ) { $0.grants(kernelMemory, [.read]) + $0.grants(processMemory, [.read, .write], to: [.other]) },
        Lint(
            "B10",
            .high,
            "passwords and keys",
            why: "password hashes, sudo rules and SSH keys are what an intruder reads first",
            remedy: "deny /etc/{shadow,gshadow}*, /etc/sudoers* and **/.ssh/**",
            basis: .samples
        ) { $0.grants(secretFiles, [.read, .write, .append]) },
        Lint(
            "C04",
            .medium,
            "writing other users' homes",
            why: "without \"owner\" the program writes the files of every user whose home it sees",
            remedy: "add owner = true",
            basis: .samples
        ) { $0.grants(homes, [.write, .append], to: [.other]) },
        Lint(
            "C09",
            .medium,
            "hard links in broad folders",
            why: "a hard link gives a file a second path, for which other rules may hold",
            remedy: "allow links in one folder, with \"target\" and subset = true"
        ) { broadLinks($0) },
        Lint(
            "C10",
            .medium,
            "a path that is costly to compile",
            why: "each \"**\" behind another multiplies the automaton: twenty such rules take apparmor_parser minutes",
            remedy: "name the folders between"
        ) { costlyGlobs($0) },
    ]

    private static let kernelMemory = Paths(["/proc/kcore", "/proc/kallsyms", "/proc/kmem", "/proc/kpageflags"])
    private static let processMemory = Paths(
        ["/proc/1/mem", "/proc/4711/mem", "/proc/1/environ", "/proc/4711/environ", "/proc/4711/task/4712/mem"],
        patterns: ["/proc/[0-9]*/{,task/[0-9]*/}{mem,environ}"]
    )
    private static let secretFiles = Paths(
        [
            "/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/sudoers", "/etc/sudoers.d/zq", "/root/.ssh/id_rsa",
            "/root/.ssh/id_ed25519", "/root/.ssh/authorized_keys", "/home/zq/.ssh/id_rsa",
            "/home/zq/.ssh/id_ed25519", "/home/zq/.ssh/authorized_keys", "/etc/ssh/ssh_host_rsa_key",
            "/etc/ssh/ssh_host_ed25519_key",
        ],
        patterns: ["/{root,home/*}/.ssh/{id_*,authorized_keys}", "/etc/sudoers.d/*", "/etc/ssh/ssh_host_*_key"]
    )
    private static let homes = Paths(["/home/zq/zq", "/root/zq"], patterns: ["/home/*/**", "/root/**"])

    // MARK: Width

    private static let anywhere = Paths(LintInput.anywhere)

    private static func everyFile(_ input: LintInput) -> [LintHit] {
        let files = input.rules(FileRule.self).filter { $0.value.subject == .everything }
            .map { LintHit($0.rule, "allows reading, writing and executing every file") }
        let paths = input.grants(anywhere, [.write]).filter { hit in
            !files.contains { $0.place?.range == hit.place?.range && $0.layer?.depth == hit.layer?.depth }
        }
        return files + paths
    }

    /// Rules that grant a whole kind, where denials are all that narrows it.
    private static func denyList(_ input: LintInput) -> [LintHit] {
        let isBroad: (Rule) -> Bool = { rule in
            switch rule.value {
            case let file as FileRule: file.subject == .everything || file.path?.text == "/**" && file.execute != nil
            case let capability as CapabilityRule: capability.name == nil
            default: false
            }
        }
        return input.rules.filter { $0.action == .allow && isBroad($0) }.compactMap { rule in
            let kind = type(of: rule.value).kind
            let denials = input.rules.filter { $0.action == .deny && type(of: $0.value).kind == kind }
            guard let first = denials.first, !denials.contains(where: isBroad) else { return nil }
            return LintHit(
                rule,
                "allows everything of its kind but for \(denials.count) denials, \"\(first.text)\" the first"
            )
        }
    }

    private static func broadLinks(_ input: LintInput) -> [LintHit] {
        input.rules(FileRule.self).compactMap { rule, file in
            guard file.permissions.contains(.link), let path = file.path, isBroad(path) else { return nil }
            if case .link(_, let target, let isSubset) = file.subject, isSubset || !isBroad(target) { return nil }
            return LintHit(rule, "allows hard links anywhere below \(folder(path))")
        }
    }

    /// Whether a glob matches everything below the root or below a folder of it: at most one named component precedes
    /// the first `**` of one of its alternatives.
    private static func isBroad(_ glob: Glob) -> Bool {
        (glob.alternatives(limit: 16) ?? [glob]).contains { alternative in
            let parts = alternative.text.split(separator: "/")
            guard let deep = parts.firstIndex(where: { $0.contains(text: "**") }) else { return false }
            return parts[..<deep].count { $0 != "*" } <= 1
        }
    }

    /// The folder above the first wildcard, its variables kept; the whole text where there is no such folder.
    private static func folder(_ glob: Glob) -> Substring {
        var end = glob.text.startIndex
        var isInVariable = false
        for index in glob.text.indices {
            switch glob.text[index] {
            // A literal @ is written as an octal escape.
            case "@": isInVariable = true
            case "}" where isInVariable: isInVariable = false
            case "{" where isInVariable: break
            case "/": end = glob.text.index(after: index)
            case "*", "?", "[", "{": return end == glob.text.startIndex ? glob.text[...] : glob.text[..<end]
            default: break
            }
        }
        return glob.text[..<end]
    }

    private static func costlyGlobs(_ input: LintInput) -> [LintHit] {
        input.rules.compactMap { rule in
            guard let path = (rule.value as? FileRule)?.path else { return nil }
            let stars = GlobShape(path).deepStars
            return stars > 1 ? LintHit(rule, "\(stars) times \"**\" in one path") : nil
        }
    }
}
