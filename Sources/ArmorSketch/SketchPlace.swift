import ArmorImage
import ArmorPolicy

/// Judgements about places in an image.
enum SketchPlace {
    /// Where a path of an image leads, also one that is not there yet: links are followed as far as it goes.
    static func path(_ path: [UInt8], in image: Image) -> [UInt8] {
        var parts = path.split(separator: 0x2F).map(Array.init).filter { $0 != [0x2E] }
        guard !parts.contains([0x2E, 0x2E]) else { return [0x2F] }
        var rest: [[UInt8]] = []
        while !parts.isEmpty {
            if let found = try? image.tree.find([0x2F] + parts.joined(separator: [0x2F])) {
                let start = found.path == [0x2F] ? [] : found.path
                let whole = start + rest.flatMap { [0x2F] + $0 }
                return whole.isEmpty ? [0x2F] : whole
            }
            rest.insert(parts.removeLast(), at: 0)
        }
        return rest.isEmpty ? [0x2F] : rest.flatMap { [0x2F] + $0 }
    }

    /// Whether a folder may be written to without letting programs, libraries or the system's settings be changed.
    static func isForData(_ path: [UInt8]) -> Bool {
        let parts = texts(path)
        guard let first = parts.first else { return false }
        if ["bin", "sbin", "lib", "lib32", "lib64", "usr", "boot", "dev", "proc", "sys", "root"].contains(first) {
            return parts.starts(with: ["usr", "local", "var"]) || parts.starts(with: ["usr", "share", "nginx", "html"])
        }
        // Of /etc only a folder that a program has for itself.
        return first != "etc"
            || parts.count >= 2
                && !["cron.d", "profile.d", "ld.so.conf.d", "ssl", "pam.d", "sudoers.d"].contains(parts[1])
    }

    /// Whether a person has to consent to a grant: an image's words are no more reason for it than a log's.
    ///
    /// - Parameters:
    ///   - path: absolute; what is below it is granted too.
    ///   - permission: what the grant allows.
    ///   - programs: the names of the image's main programs, each of which may change its own settings in `/etc`.
    static func isSensitive(
        _ path: [UInt8],
        _ permission: EffectiveAccess.Permission,
        programs: [String] = []
    ) -> Bool {
        let parts = texts(path)
        if permission == .write, parts.count >= 2, parts[0] == "etc", !sharedSettings.contains(parts[1]),
            programs.contains(where: { $0.hasPrefix(parts[1]) || parts[1].hasPrefix($0) })
        {
            return false
        }
        let below = Array("/\(parts.joined(separator: "/"))/x".utf8)
        return [path, below].contains { SensitiveAccess.file($0, permission) != nil }
    }

    /// Folders of `/etc` that programs of these names share with the whole system.
    private static let sharedSettings: Set = [
        "apparmor.d", "cron.d", "docker", "kubernetes", "ld.so.conf.d", "pam.d", "profile.d", "ssh", "ssl", "sudoers.d",
        "systemd",
        "udev",
    ]

    /// Whether a path lies where programs keep what changes (file-hierarchy(7)), below a folder of its own.
    static func isBelowData(_ path: [UInt8]) -> Bool {
        let parts = texts(path)
        if parts.first == "run" { return parts.count >= 2 && parts[1] != "secrets" }
        return parts.count >= 3 && parts[0] == "var" && ["lib", "log", "cache", "spool"].contains(parts[1])
            && !["dpkg", "apt", "apk", "cron", "pam", "systemd"].contains(parts[2])
    }

    /// Of a package's files the folders of settings and data that it reads: the part of each path that is the package's own.
    static func settings(_ paths: [[UInt8]]) -> [[UInt8]] {
        let roots = [["etc"], ["usr", "share"], ["usr", "lib"], ["usr", "local", "etc"], ["usr", "local", "share"]]
        let shared: Set<String> = [
            "doc", "man", "info", "locale", "lintian", "bug", "doc-base", "applications", "pixmaps", "icons", "systemd",
            "init.d", "cron.d", "cron.daily", "cron.weekly", "logrotate.d", "rc0.d", "default", "apparmor.d",
            "bash-completion",
            "perl5", "python3", "dpkg", "tmpfiles.d", "sysusers.d", "mime", "menu", "zsh", "fish", "ufw", "pam.d",
            "ssl",
            "debconf", "reportbug", "init", "profile.d", "sudoers.d", "shadow", "gshadow", "metainfo",
        ]
        var result: Set<[UInt8]> = []
        for path in paths {
            let parts = texts(path)
            for root in roots where parts.count > root.count && parts.starts(with: root) {
                let own = parts[root.count]
                guard !shared.contains(own), !own.hasSuffix("-linux-gnu") else { continue }
                result.insert(Array("/\((root + [own]).joined(separator: "/"))".utf8))
            }
        }
        return result.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func texts(_ path: [UInt8]) -> [String] {
        path.split(separator: 0x2F).map { String(decoding: $0, as: UTF8.self) }
    }
}
