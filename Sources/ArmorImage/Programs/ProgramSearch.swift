import ArmorSource

/// A program that a container of an image may start.
package struct ImageProgram: Sendable {
    /// How the kernel calls it, and what it is.
    package let found: FileTree.Found
    /// Why it is thought to be started, for people; names in it are safe to print.
    package let reason: String
    /// Whether the reason is a guess: a word in a script that is a program's name.
    package let isGuess: Bool
    /// Who runs it, where it is a script.
    package let script: ScriptFile?

    /// The last part of its path, as text.
    package var name: String { Self.name(found.path) }
    /// Its path, safe to print.
    package var path: String { ImageFinding.name(found.path) }

    /// The last part of a path, as text.
    static func name(_ path: [UInt8]) -> String {
        String(decoding: path.split(separator: Byte.slash).last ?? [], as: UTF8.self)
    }
}

/// A file that a script of an image writes to.
package struct WrittenFile: Sendable {
    /// Absolute, as the script has it.
    package let path: [UInt8]
    /// Whether the path ends there; else a variable follows, and it is the beginning of one.
    package let isWhole: Bool
    /// The script, safe to print.
    package let script: String
}

/// Finds the programs that an image's own command can come to: the command, the interpreters of its scripts, and what the
/// words of shell scripts name.
package struct ProgramSearch {
    private let image: Image
    /// In the order in which they were found, each once.
    package private(set) var programs: [ImageProgram] = []
    /// Files and folders of the image that the command or a script names, and that are no programs.
    package private(set) var named: [FileTree.Found] = []
    /// The words of all shell scripts that were read.
    package private(set) var words: Set<String> = []
    /// Absolute paths that shell scripts write to by `>` or `>>`.
    package private(set) var written: [WrittenFile] = []
    /// What could not be found or read, for people.
    package private(set) var unknown: [String] = []
    private var seen: Set<[UInt8]> = []
    private var seenNamed: Set<[UInt8]> = []
    private var waiting: [ImageProgram] = []
    /// Scripts that are no programs: others read them.
    private var sourced: [FileTree.Found] = []

    /// More programs than a container starts.
    private static let limit = 512
    /// Words of all scripts together; each is looked for in every folder of `PATH`.
    private static let wordLimit = 50_000
    /// Scripts in a folder that another script names.
    private static let stepLimit = 128

    /// - Parameter words: the command, its program first: the image's own, or what stands in its place.
    package init(_ image: Image, words: [String]) {
        self.image = image
        guard let first = words.first else {
            unknown.append("the image says no command: give its containers one, and add its program here")
            return
        }
        if let program = program(Array(first.utf8)) {
            start(program, "the image's command", isGuess: false)
        } else {
            unknown.append("the command \"\(printable(first))\" is no program of the image")
        }
        arguments(words.dropFirst())
        while true {
            if let program = waiting.popLast() {
                read(program)
            } else if let script = sourced.popLast() {
                scan(image.beginning(script.file, limit: ScriptFile.textLimit), of: ImageFinding.name(script.path))
            } else {
                break
            }
        }
        systemShell()
    }

    /// Whether any of the programs is a shell, or is run by one.
    package var hasShell: Bool { programs.contains { Self.isShell($0.name) } }

    /// The names by which shells are known; busybox and toybox hold one.
    package static func isShell(_ name: String) -> Bool {
        ["sh", "ash", "bash", "dash", "ksh", "mksh", "zsh", "busybox", "toybox"].contains(name)
    }

    /// What the command's other words name: programs that the first starts, scripts, files. What follows `-c` of a shell is a
    /// script itself.
    private mutating func arguments(_ words: ArraySlice<String>) {
        for (index, word) in words.enumerated() {
            let bytes = Array(word.utf8)
            if let program = program(bytes) {
                start(program, "a word of the image's command", isGuess: false)
            } else if index > 0, words[words.startIndex + index - 1] == "-c", hasWaitingShell {
                scan(bytes, of: "the command")
            } else {
                name(bytes)
            }
        }
    }

    private var hasWaitingShell: Bool { waiting.contains { Self.isShell($0.name) } }

    // MARK: Finding

    /// The program of a word as execvp(3) finds it: a path, or a name in the folders of `PATH`.
    private func program(_ word: [UInt8]) -> FileTree.Found? {
        guard !word.isEmpty else { return nil }
        let folders = word.contains(Byte.slash) ? [image.config.workingFolder] : image.config.searchPath
        for folder in folders {
            guard let found = try? image.tree.find(word, below: Array(folder.utf8)), found.file.isExecutable else {
                continue
            }
            return found
        }
        return nil
    }

    private mutating func start(_ found: FileTree.Found, _ reason: String, isGuess: Bool) {
        guard programs.count < Self.limit else {
            if programs.count == Self.limit, seen.insert([]).inserted {
                unknown.append("more than \(Self.limit) programs: the others were left out")
            }
            return
        }
        guard seen.insert(found.path).inserted else { return }
        let script = ScriptFile(image.beginning(found.file, limit: ScriptFile.lineLimit))
        let program = ImageProgram(found: found, reason: reason, isGuess: isGuess, script: script)
        programs.append(program)
        waiting.append(program)
    }

    // MARK: Scripts

    private mutating func read(_ program: ImageProgram) {
        guard let script = program.script else { return }
        guard let interpreter = self.program(script.interpreter), script.interpreter.first == Byte.slash else {
            unknown.append(
                "\(program.path) is run by \"\(ImageFinding.name(script.interpreter))\", which the image has not"
            )
            return
        }
        start(interpreter, "runs \(program.path)", isGuess: program.isGuess)
        var runner = ImageProgram.name(interpreter.path)
        let called = ImageProgram.name(script.interpreter)
        if called == "env", let name = script.programOfEnvironment {
            if let inner = self.program(name) {
                start(inner, "runs \(program.path)", isGuess: program.isGuess)
                runner = ImageProgram.name(inner.path)
            } else {
                unknown.append("\(program.path) is run by \"\(ImageFinding.name(name))\", which the image has not")
            }
        }
        guard Self.isShell(runner) else { return }
        if program.found.file.size > ScriptFile.textLimit {
            unknown.append(
                "\(program.path) is longer than \(ScriptFile.textLimit >> 10) KiB: its end was not looked at"
            )
        }
        scan(image.beginning(program.found.file, limit: ScriptFile.textLimit), of: program.path)
    }

    private mutating func scan(_ text: [UInt8], of script: String) {
        for target in ScriptFile.redirections(text).prefix(Self.stepLimit) where written.count < Self.limit {
            written.append(WrittenFile(path: target.path, isWhole: target.isWhole, script: script))
        }
        for word in ScriptFile.words(text) {
            guard words.count < Self.wordLimit else {
                return unknown.append("\(script) was not read to its end: the scripts have too many words")
            }
            // What another script named already was looked for.
            guard words.insert(String(decoding: word, as: UTF8.self)).inserted else { continue }
            // A relative path is a file beside the working folder, or part of something else: too little to go by.
            guard word.first == Byte.slash || !word.contains(Byte.slash) else { continue }
            if let found = program(word) {
                start(found, "a word of \(script)", isGuess: true)
            } else if word.first == Byte.slash {
                name(word)
                steps(word, of: script)
            }
        }
    }

    /// The scripts in a folder that a script names, such as `/docker-entrypoint.d`: what is executable, and what ends as
    /// scripts do that are read by another.
    private mutating func steps(_ path: [UInt8], of script: String) {
        guard let folder = try? image.tree.find(path), folder.file.kind == .directory,
            ImageFolders.isOfImage(folder.path), sourced.count < Self.limit
        else { return }
        for name in image.tree.names(folder.path).prefix(Self.stepLimit) {
            guard let found = try? image.tree.find(name, below: folder.path), found.file.kind == .file else { continue }
            let text = String(decoding: name, as: UTF8.self)
            if found.file.isExecutable, found.file.size <= ScriptFile.textLimit,
                ScriptFile(image.beginning(found.file, limit: ScriptFile.lineLimit)) != nil
            {
                start(found, "in \(ImageFinding.name(folder.path)), which \(script) names", isGuess: true)
            } else if text.hasSuffix(".sh") || text.hasSuffix(".envsh"), seen.insert(found.path).inserted {
                sourced.append(found)
            }
        }
    }

    /// A file or folder that is named.
    private mutating func name(_ path: [UInt8]) {
        guard named.count < Self.limit,
            let found = try? image.tree.find(path, below: Array(image.config.workingFolder.utf8)),
            ImageFolders.isOfImage(found.path), [.file, .directory].contains(found.file.kind),
            seenNamed.insert(found.path).inserted
        else { return }
        named.append(found)
    }

    /// A script's programs start others by system(3) and popen(3), which take `/bin/sh`.
    private mutating func systemShell() {
        guard hasShell, let shell = program(Array("/bin/sh".utf8)) else { return }
        start(shell, "what system(3) and popen(3) start", isGuess: true)
    }
}

/// Folders that belong to the system and not to what an image is for: what a script says of them is granted by presets, or
/// should not be granted for a word.
package enum ImageFolders {
    private static let system: Set<String> = [
        "bin", "boot", "dev", "etc", "home", "lib", "lib32", "lib64", "media", "mnt", "opt", "proc", "root", "run",
        "sbin", "srv", "sys", "tmp", "usr", "usr/bin", "usr/lib", "usr/lib64", "usr/local", "usr/local/bin",
        "usr/local/etc", "usr/local/lib", "usr/local/sbin", "usr/local/share", "usr/sbin", "usr/share", "usr/src",
        "var", "var/cache", "var/lib", "var/log", "var/run", "var/spool", "var/tmp", "var/mail", "usr/libexec",
        "usr/local/libexec", "etc/default", "etc/profile.d", "etc/ssl", "etc/ssl/private", "usr/include",
    ]
    /// Everything in them is the kernel's or the system's.
    private static let closed: Set<String> = ["boot", "dev", "proc", "sys", "root"]
    /// Secrets, and what decides which code runs as whom.
    private static let secret: Set<String> = [
        "etc/shadow", "etc/shadow-", "etc/gshadow", "etc/gshadow-", "etc/sudoers", "etc/ld.so.preload", "etc/crontab",
    ]

    /// Whether a path, absolute and without links, is neither the root nor one of the system's own folders or secrets.
    package static func isOfImage(_ path: [UInt8]) -> Bool {
        let parts = FileTree.components(path).map { String(decoding: $0, as: UTF8.self) }
        guard let first = parts.first, !closed.contains(first) else { return false }
        let text = parts.joined(separator: "/")
        return !system.contains(text) && !secret.contains(text)
    }
}
