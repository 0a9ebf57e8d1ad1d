import ArmorGlob
import ArmorPolicy

/// A program that does what it is told at run time: a shell, an interpreter, or a tool that attackers fetch others with. A
/// service that was taken over runs one; a service that needs one says so in its policy.
struct Interpreter: Hashable {
    /// The name without version: `python` of `python3.11`.
    let family: String

    /// The interpreter that a process calls itself, or that a file is by its name; `nil` for other programs.
    ///
    /// Any process can take any name, so that the answer may add a doubt and never remove one.
    init?(_ name: some Sequence<UInt8>) {
        var name = String(decoding: Array(name), as: UTF8.self)
        // A login shell begins with a dash.
        if name.hasPrefix("-") { name.removeFirst() }
        if let slash = name.lastIndex(of: "/") { name = String(name[name.index(after: slash)...]) }
        let family = Self.family(name)
        guard Self.families.contains(family) else { return nil }
        self.family = family
    }

    /// A name without the version that follows it, and without the variant of Debian's alternatives.
    private static func family(_ name: String) -> String {
        let plain = name.lowercased()
        let base = variants[plain] ?? plain
        let unversioned = String(base.reversed().drop { $0.isNumber || $0 == "." || $0 == "-" }.reversed())
        return variants[unversioned] ?? unversioned
    }

    private static let variants = [
        "nc.openbsd": "nc", "nc.traditional": "nc", "ncat": "nc", "netcat": "nc", "mawk": "awk", "gawk": "awk",
        "nawk": "awk", "original-awk": "awk", "nodejs": "node", "pypy": "python", "php-fpm": "php", "php-cgi": "php",
        "rbash": "bash", "luajit": "lua", "texlua": "lua", "lksh": "ksh", "mksh": "ksh", "toybox": "busybox",
        "vim.basic": "vim", "vim.tiny": "vim", "irb": "ruby", "wish": "tclsh",
    ]

    private static let families: Set = [
        "sh", "bash", "dash", "ash", "busybox", "zsh", "ksh", "csh", "tcsh", "fish", "pwsh", "yash", "elvish",
        "python", "perl", "ruby", "node", "deno", "bun", "php", "lua", "awk", "tclsh", "expect", "guile", "rscript",
        "julia", "groovy", "gdb", "curl", "wget", "nc", "socat", "telnet", "ssh", "scp", "sftp", "ftp", "tftp",
        "aria2c",
        "rsync", "nmap", "vim", "vi", "ed", "script", "nsenter", "unshare", "su", "sudo", "doas",
    ]

    /// Those by whose file this one may run: `sh` is a link to one of several shells, and busybox is many programs.
    private var providers: Set<String> {
        let shells: Set = ["sh", "dash", "bash", "ash", "ksh", "zsh", "yash"]
        let applets: Set = [
            "sh", "ash", "wget", "nc", "awk", "vi", "telnet", "ed", "tftp", "nsenter", "unshare", "su", "script",
        ]
        var all: Set = [family]
        if family == "sh" { all.formUnion(shells) }
        if applets.contains(family) { all.insert("busybox") }
        if family == "vi" { all.insert("vim") }
        return all
    }

    /// Whether it is one of the programs that a profile runs.
    func isRun(by programs: Programs) -> Bool { !providers.isDisjoint(with: programs.families) }

    /// The interpreters that the rules of a profile run: those that a rule executes, and those whose file a rule maps as code,
    /// as the loader does with the program that the container starts with.
    struct Programs {
        fileprivate let families: Set<String>

        init(_ rules: [Rule]) {
            var families: Set<String> = []
            for rule in rules where rule.action == .allow {
                guard let file = rule.value as? FileRule, let path = file.path,
                    file.execute != nil || file.permissions.contains(.map)
                else { continue }
                let last = path.text.split(separator: "/").last.map { $0.utf8.prefix { $0 != UInt8(ascii: "*") } }
                if let named = last.flatMap({ Interpreter($0) }) { families.insert(named.family) }
                guard file.execute != nil, !path.isLiteral else { continue }
                for name in Interpreter.families
                where Interpreter.folders.contains(where: { path.matches(Array("\($0)/\(name)".utf8)) }) {
                    families.insert(name)
                }
            }
            self.families = families
        }
    }

    private static let folders = ["/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin"]
}
