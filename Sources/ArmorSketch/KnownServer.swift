/// Servers whose needs are known beyond what an image tells.
struct KnownServer: Sendable {
    /// The program's name.
    let program: String
    /// The preset that grants what servers of its kind need.
    let preset: String
    /// What its first process needs as root beyond the preset, with the reason.
    var capabilities: [(name: String, reason: String)] = []

    static func named(_ program: String) -> KnownServer? { all.first { $0.program == program } }

    private static let web = "web-server"
    private static let database = "database"

    static let all: [KnownServer] = [
        KnownServer(
            program: "nginx",
            preset: web,
            capabilities: [
                ("chown", "the master gives the cache folders to the workers"),
                ("dac_override", "the master opens logs that belong to the workers"),
            ]
        ),
        KnownServer(
            program: "apache2",
            preset: web,
            capabilities: [("kill", "the master stops workers of another user")]
        ),
        KnownServer(
            program: "httpd",
            preset: web,
            capabilities: [("kill", "the master stops workers of another user")]
        ),
        KnownServer(program: "caddy", preset: web), KnownServer(program: "lighttpd", preset: web),
        KnownServer(
            program: "haproxy",
            preset: web,
            capabilities: [("sys_chroot", "it locks itself into an empty folder")]
        ),
        KnownServer(program: "traefik", preset: web),
        KnownServer(program: "postgres", preset: database), KnownServer(program: "mysqld", preset: database),
        KnownServer(program: "mariadbd", preset: database), KnownServer(program: "redis-server", preset: database),
        KnownServer(program: "valkey-server", preset: database), KnownServer(program: "mongod", preset: database),
    ]
}

/// Interpreters that the preset `language-runtime` is for.
enum KnownRuntime {
    static func isRuntime(_ program: String) -> Bool {
        if ["node", "nodejs", "java"].contains(program) { return true }
        // With their versions: python3.12, ruby3.3, perl5.38.2, php8.2, php-fpm8.2.
        return ["python", "ruby", "perl", "php"].contains { name in
            program.hasPrefix(name)
                && program.dropFirst(name.count).allSatisfy { "0123456789.-fpmcgi".contains($0) }
        }
    }
}

/// What programs need that scripts call as root, by the program's name.
enum KnownTool {
    /// Programs that start another as another user.
    static let droppers: Set<String> = [
        "gosu", "su-exec", "setpriv", "runuser", "su", "s6-setuidgid", "chpst", "setuidgid", "sudo", "tini-setuid",
    ]

    static func capabilities(_ program: String) -> [String] {
        if droppers.contains(program) { return ["setgid", "setuid"] }
        switch program {
        // Folders of another user that nobody else may enter are looked into on the way.
        case "chown", "chgrp": return ["chown", "dac_override"]
        case "chmod": return ["fowner"]
        case "install": return ["chown", "fowner"]
        default: return []
        }
    }
}
