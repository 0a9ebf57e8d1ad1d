import ArmorImage
import ArmorSource

/// What an image tells of the containers that are started from it.
struct SketchFacts {
    let image: Image
    /// The command, its program first.
    let command: [String]
    let search: ProgramSearch
    let libraries: LibraryFinder
    /// Known servers among the programs; those that the command names, or else those that its scripts do.
    let servers: [KnownServer]
    /// Whether the command's own programs are run by an interpreter that the preset for them knows.
    let hasRuntime: Bool
    /// Whether the image has a shell at all.
    let imageHasShell: Bool
    /// Set-user-id and set-group-id files and files with capabilities, at most ``specialLimit``.
    let special: [FileTree.Found]
    /// How many more there are.
    let moreSpecial: Int
    /// Users other than root that the image names where it says who runs what: number by name.
    let users: [String: Int]

    static let specialLimit = 100

    init(_ image: Image, command: [String]) {
        self.image = image
        self.command = command
        let search = ProgramSearch(image, words: command)
        self.search = search
        var libraries = LibraryFinder(image)
        for program in search.programs { _ = libraries.add(program.found) }
        self.libraries = libraries
        let sure = search.programs.filter { !$0.isGuess }.compactMap { KnownServer.named($0.name) }
        servers = sure.isEmpty ? search.programs.compactMap { KnownServer.named($0.name) } : sure
        hasRuntime = search.programs.contains { !$0.isGuess && KnownRuntime.isRuntime($0.name) }
        imageHasShell = Self.hasShell(image)
        let special = image.tree.all().filter { $0.file.isSetUser || $0.file.hasCapabilities }
        self.special = Array(special.prefix(Self.specialLimit))
        moreSpecial = special.count - self.special.count
        users = Self.users(image, search, command)
    }

    /// The programs that are neither shells, interpreters nor tools of scripts: what the image is for.
    var main: [ImageProgram] {
        search.programs.filter { program in
            !program.isGuess && program.script == nil && !ProgramSearch.isShell(program.name)
                && !KnownRuntime.isRuntime(program.name) && program.name != "env"
        }
    }

    private static func hasShell(_ image: Image) -> Bool {
        let folders = image.config.searchPath + ["/bin", "/usr/bin", "/usr/local/bin", "/busybox"]
        return Set(folders).contains { folder in
            ["sh", "ash", "bash", "dash", "busybox", "zsh", "ksh", "toybox"].contains { name in
                image.tree.file("\(folder)/\(name)")?.file.isExecutable == true
            }
        }
    }

    /// The user that the image names, and those of `/etc/passwd` whose names stand in the command or in a script, or are a
    /// server's.
    private static func users(_ image: Image, _ search: ProgramSearch, _ command: [String]) -> [String: Int] {
        let name = image.config.user.split(separator: ":").first.map(String.init) ?? ""
        var users: [String: Int] = [:]
        if let number = Int(name), number > 0 { users[name] = number }
        let servers = search.programs.compactMap { KnownServer.named($0.name)?.program }
        for line in image.lines("/etc/passwd") {
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard fields.count >= 4, let number = Int(String(decoding: fields[2], as: UTF8.self)), number > 0 else {
                continue
            }
            let user = String(decoding: fields[0], as: UTF8.self)
            let isServers =
                servers.contains { $0 == user || $0.hasPrefix(user) } || user == "www-data" && !servers.isEmpty
            if user == name || search.words.contains(user) || command.contains(user) || isServers {
                users[user] = number
            }
        }
        return users
    }
}
