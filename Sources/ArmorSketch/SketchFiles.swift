import ArmorGlob
import ArmorImage
import ArmorPolicy
import ArmorSource

/// What the files of an image come to in `[filesystem]`.
struct SketchFiles {
    private let facts: SketchFacts
    private(set) var allow: [SketchEntry] = []
    private(set) var read: [SketchEntry] = []
    private(set) var deny: [SketchEntry] = []
    /// What was seen and is not granted, for people.
    private(set) var remarks: [String] = []
    /// Whether anything but volumes and temporary files may be written.
    private(set) var writesImage = false
    private var seen: Set<SketchPath> = []

    /// The libraries that the preset `container` grants to every program.
    static let presetLibraries = "/{,usr/,usr/local/}lib{,32,64,x32}/**.so*"
    /// More entries of one kind help nobody.
    private static let limit = 200

    private var image: Image { facts.image }

    init(_ facts: SketchFacts) {
        self.facts = facts
        addPrograms()
        addLibraries()
        addVolumes()
        addOwned()
        addMainFolders()
        addWrittenByScripts()
        addTemporary()
        addRead()
        addDenied()
    }

    // MARK: Programs

    private mutating func addPrograms() {
        for program in facts.search.programs {
            guard let path = SketchPath(program.found.path) else {
                remarks.append("\(program.path) cannot be written in a policy")
                continue
            }
            guard !program.isGuess || !SketchPlace.isSensitive(program.found.path, .execute) else {
                remarks.append(
                    "\(printable(program.path)) changes privileges or namespaces: add it if a script needs it"
                )
                continue
            }
            seen.insert(path)
            let guess = program.isGuess ? "a guess: " : ""
            allow.append(SketchEntry(path, ["read", "execute"], "\(guess)\(program.reason)"))
        }
        // What stands beside a server in a folder of its own are its helpers.
        for program in facts.search.programs where KnownServer.named(program.name) != nil {
            let folder = Array(program.found.path.prefix(upTo: program.found.path.lastIndex(of: 0x2F) ?? 0))
            guard ImageFolders.isOfImage(folder), image.tree.names(folder).count <= 100,
                let path = SketchPath(folder, suffix: "/*")
            else { continue }
            if seen.insert(path).inserted {
                allow.append(SketchEntry(path, ["read", "execute"], "the programs beside \(program.name)"))
            }
        }
    }

    private mutating func addLibraries() {
        let preset = try? Glob.parse(Self.presetLibraries)
        let others = facts.libraries.libraries.filter { preset?.matches($0) != true }
        for library in others.sorted(by: { $0.lexicographicallyPrecedes($1) }).prefix(Self.limit) {
            guard let path = SketchPath(library) else { continue }
            allow.append(SketchEntry(path, ["read", "map"], "a library that the programs are loaded with"))
        }
        if others.count > Self.limit { remarks.append("\(others.count - Self.limit) more libraries are left out") }
    }

    // MARK: Writing

    /// Whether a place may be written without asking a person.
    private func isWritable(_ place: [UInt8]) -> Bool {
        ImageFolders.isOfImage(place) && SketchPlace.isForData(place)
            && !SketchPlace.isSensitive(place, .write, programs: facts.main.map(\.name))
    }

    /// - Parameter links: whether hard links are made there, as journals and mail spools do.
    private mutating func addWrite(_ path: SketchPath, links: Bool = false, _ reason: String, ofImage: Bool = true) {
        guard allow.count < 3 * Self.limit, seen.insert(path).inserted else { return }
        writesImage = writesImage || ofImage
        allow.append(SketchEntry(path, ["read", "write", "lock"] + (links ? ["link"] : []), reason))
    }

    private mutating func addVolumes() {
        for volume in image.config.volumes.prefix(Self.limit) {
            let bytes = SketchPlace.path(Array(volume.utf8), in: image)
            guard volume.hasPrefix("/"), isWritable(bytes), let path = SketchPath(folder: bytes)
            else {
                remarks.append(
                    "the volume \"\(printable(volume))\" belongs to the system, the host or an engine: no write to it is granted"
                )
                continue
            }
            addWrite(path, links: true, "a volume of the image", ofImage: false)
        }
    }

    /// A folder that belongs to a user who runs what is here, and in which the image has no file, is meant for data.
    private mutating func addOwned() {
        let users = facts.users
        guard !users.isEmpty else { return }
        var last: [UInt8]?
        for folder in image.tree.folders(limit: 200_000) {
            if let last, folder.path.starts(with: last + [0x2F]) { continue }
            guard let user = users.first(where: { $0.value == folder.file.owner })?.key,
                isWritable(folder.path),
                image.tree.all(below: folder.path, limit: 1).isEmpty, let path = SketchPath(folder: folder.path)
            else { continue }
            guard allow.count < 3 * Self.limit else { break }
            last = folder.path
            addWrite(path, links: true, "an empty folder that belongs to \(printable(user))")
        }
    }

    /// Folders that are called as the main program is.
    private mutating func addMainFolders() {
        for name in Set(facts.main.map(\.name)).sorted().prefix(8) {
            for folder in ["/var/lib", "/var/log", "/var/cache", "/var/spool"] {
                guard let found = image.tree.file("\(folder)/\(name)"), found.file.kind == .directory,
                    SketchPlace.isBelowData(found.path), isWritable(found.path),
                    let path = SketchPath(folder: found.path)
                else { continue }
                addWrite(path, "called as the program is")
            }
            let run = Array("/run/\(name)".utf8)
            if isWritable(run), let path = SketchPath(run, suffix: "{,/{,**},.pid,.sock,.lock}") {
                addWrite(path, "its pid file, lock and local sockets", ofImage: false)
            }
            for folder in [
                "/etc", "/usr/local/etc", "/usr/share", "/usr/lib", "/usr/local/lib", "/usr/local/share", "/opt",
            ] {
                guard let found = image.tree.file("\(folder)/\(name)"), ImageFolders.isOfImage(found.path),
                    let path = Self.readable(found)
                else { continue }
                addRead(path, "called as the program is")
            }
        }
    }

    /// Files that shell scripts write by `>`, and places for data that they name.
    private mutating func addWrittenByScripts() {
        for target in facts.search.written.prefix(Self.limit) {
            // Where a variable follows, the folder is what is known.
            let known =
                target.isWhole ? target.path : Array(target.path.prefix(upTo: target.path.lastIndex(of: 0x2F) ?? 0))
            let place = SketchPlace.path(known, in: image)
            guard isWritable(place) else {
                remarks.append(
                    "\(target.script) writes to \(printable(String(decoding: place, as: UTF8.self))): not granted"
                )
                continue
            }
            if let path = target.isWhole ? SketchPath(place) : SketchPath(place, suffix: "/*") {
                addWrite(path, "a guess: \(target.script) writes to it")
            }
        }
        for word in facts.search.words.sorted() where word.hasPrefix("/") {
            let place = SketchPlace.path(Array(word.utf8), in: image)
            guard SketchPlace.isBelowData(place), isWritable(place), let path = SketchPath(anything: place) else {
                continue
            }
            addWrite(path, "a guess: a script names it")
        }
    }

    private mutating func addTemporary() {
        guard facts.search.hasShell || facts.hasRuntime,
            let path = SketchPath(Array("/".utf8), suffix: "{,var/}tmp/{,**}")
        else { return }
        let reason = "temporary files of its own user, as shells and interpreters make them"
        allow.append(SketchEntry(path, ["read", "write", "lock"], owner: true, reason))
    }

    // MARK: Reading

    private mutating func addRead(_ path: SketchPath, _ reason: String) {
        guard read.count < 3 * Self.limit, seen.insert(path).inserted else { return }
        read.append(SketchEntry(path, reason))
    }

    /// A file, or a folder with what is in it.
    private static func readable(_ found: FileTree.Found) -> SketchPath? {
        switch found.file.kind {
        case _ where SketchPlace.isSensitive(found.path, .read): nil
        case .directory: SketchPath(folder: found.path)
        case .file: SketchPath(found.path)
        default: nil
        }
    }

    private mutating func addRead() {
        let folder = SketchPlace.path(Array(image.config.workingFolder.utf8), in: image)
        if SketchPlace.isSensitive(folder, .read) {
            remarks.append("the working folder \(printable(String(decoding: folder, as: UTF8.self))): not granted")
        } else if ImageFolders.isOfImage(folder), let path = SketchPath(folder: folder) {
            addRead(path, "the working folder")
        } else if let path = SketchPath(folder == [0x2F] ? folder : folder + [0x2F]) {
            addRead(path, "the working folder itself: find and others open it")
        }
        for found in facts.search.named {
            if let path = Self.readable(found) { addRead(path, "named by the command or a script") }
        }
        let owned = PackageFiles(image).siblings(of: Set(facts.main.map(\.found.path)))
        let packages = owned.names.map { printable($0) }.joined(separator: ", ")
        for place in SketchPlace.settings(owned.paths) {
            guard let found = try? image.tree.find(place), ImageFolders.isOfImage(found.path),
                let path = Self.readable(found)
            else { continue }
            addRead(path, "of the package \(packages)")
        }
    }

    // MARK: Denying

    private mutating func addDenied() {
        let started = Set(facts.search.programs.map(\.found.path))
        for found in facts.special {
            let what = found.file.isSetUser ? "set-user-id or set-group-id" : "file capabilities"
            let name = printable(String(decoding: found.path, as: UTF8.self))
            guard !started.contains(found.path) else {
                remarks.append("\(name) (\(what)) is among the programs that are started: look whether it must be")
                continue
            }
            guard let path = SketchPath(found.path) else { continue }
            deny.append(SketchEntry(path, ["execute"], what))
        }
        if facts.moreSpecial > 0 {
            remarks.append("\(facts.moreSpecial) more set-user-id files are not listed: nothing allows them")
        }
    }
}
