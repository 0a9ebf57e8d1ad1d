/// What a call that strace saw asked AppArmor for, as far as its arguments tell.
enum StraceAccess: Equatable {
    /// Of a folder that is known to be one the path ends in a slash, as AppArmor writes it.
    case file(path: [UInt8], mask: String, kind: Kind)
    case execute(path: [UInt8])
    case link(path: [UInt8], target: [UInt8])
    case network(family: String, type: String)
    /// A name that is relative to a folder that is not told, or was cut off.
    case unresolved

    /// What a path is of, as far as the call shows: opening for reading, changing the owner and renaming are done to folders too.
    enum Kind { case file, folder, unknown }
}

extension StraceCall {
    /// The accesses of a call that did its work, or was denied. What failed for another reason asked for nothing that matters:
    /// a file that is not there is no need.
    ///
    /// - Parameter folder: where the process is, if that is told.
    func accesses(in folder: [UInt8]?) -> [StraceAccess] {
        guard error == nil || isDenied else { return [] }
        func file(_ directory: Int?, _ name: Int, _ mask: String, _ kind: StraceAccess.Kind = .file) -> StraceAccess {
            self.file(directory, name, mask, kind, in: folder)
        }
        switch name {
        case "open": return opened(directory: nil, name: 0, flags: 1, in: folder)
        case "openat", "openat2": return opened(directory: 0, name: 1, flags: 2, in: folder)
        case "creat": return [file(nil, 0, "wc")]
        case "execve": return [executed(file(nil, 0, "x"))]
        case "execveat": return [executed(file(0, 1, "x"))]
        case "unlink": return [file(nil, 0, "d")]
        case "unlinkat":
            let isFolder = argument(2)?.flags.contains("AT_REMOVEDIR") == true
            return [file(0, 1, "d", isFolder ? .folder : .file)]
        case "rmdir": return [file(nil, 0, "d", .folder)]
        case "mkdir": return [file(nil, 0, "c", .folder)]
        case "mkdirat": return [file(0, 1, "c", .folder)]
        case "mknod": return [file(nil, 0, "c")]
        case "mknodat": return [file(0, 1, "c")]
        case "symlink": return [file(nil, 1, "c")]
        case "symlinkat": return [file(1, 2, "c")]
        case "rename": return [file(nil, 0, "rwd", .unknown), file(nil, 1, "wc", .unknown)]
        case "renameat", "renameat2": return [file(0, 1, "rwd", .unknown), file(2, 3, "wc", .unknown)]
        case "link": return [linked(file(nil, 0, "l"), file(nil, 1, "l"))]
        case "linkat": return [linked(file(0, 1, "l"), file(2, 3, "l"))]
        case "truncate": return [file(nil, 0, "w")]
        case "chmod", "chown", "lchown", "utime", "utimes": return [file(nil, 0, "w", .unknown)]
        case "fchmodat", "fchmodat2", "fchownat": return [file(0, 1, "w", .unknown)]
        case "utimensat" where argument(1)?.string != nil: return [file(0, 1, "w", .unknown)]
        case "mmap": return mapped
        case "flock":
            return argument(0)?.path.flatMap { Self.absolute($0) }.map { [.file(path: $0, mask: "k", kind: .unknown)] }
                ?? []
        case "socket": return socket
        default: return []
        }
    }

    /// Where the process is from then on, as far as the call tells: nothing new, a folder, or nowhere that is told.
    var move: Move {
        if error == nil, name == "chdir" || name == "fchdir" {
            let told = name == "chdir" ? argument(0)?.string : argument(0)?.path
            return told.flatMap(Self.absolute).map(Move.to) ?? .unknown
        }
        for argument in arguments {
            if argument.text.starts(with: "AT_FDCWD".utf8), let path = argument.path { return .to(path) }
        }
        return .none
    }

    enum Move { case none, unknown, to([UInt8]) }

    /// Whether the kernel said that it may not.
    var isDenied: Bool { error == "EACCES" || error == "EPERM" }

    func argument(_ index: Int) -> Argument? { index < arguments.count ? arguments[index] : nil }

    private func opened(directory: Int?, name: Int, flags: Int, in folder: [UInt8]?) -> [StraceAccess] {
        guard let word = argument(flags) else { return [] }
        // openat2 has them in a structure: {flags=O_RDONLY|O_CLOEXEC, …}.
        var text = word.text
        if text.first == UInt8(ascii: "{") {
            let head = Array("{flags=".utf8)
            guard text.starts(with: head) else { return [.unresolved] }
            text = Array(text.dropFirst(head.count).prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") })
        }
        let words = Argument(text: text, string: nil, path: nil).flags
        if words.contains("O_PATH") { return [] }
        if words.contains("O_TMPFILE") { return [.unresolved] }
        var mask = ""
        if words.contains("O_RDONLY") || words.contains("O_RDWR") { mask += "r" }
        if words.contains("O_WRONLY") || words.contains("O_RDWR") {
            mask += words.contains("O_APPEND") && !words.contains("O_TRUNC") ? "a" : "w"
        } else if words.contains("O_TRUNC") {
            mask += "w"
        }
        if words.contains("O_CREAT") { mask += "c" }
        let kind: StraceAccess.Kind = words.contains("O_DIRECTORY") ? .folder : mask == "r" ? .unknown : .file
        // With -y the result is the file that was opened, at the end of all links.
        if error == nil, let path, let real = Self.absolute(path) {
            return [.file(path: kind == .folder ? Self.folder(real) : real, mask: mask, kind: kind)]
        }
        return [file(directory, name, mask, kind, in: folder)]
    }

    /// Code that is mapped: -y tells of what.
    private var mapped: [StraceAccess] {
        guard argument(2)?.flags.contains("PROT_EXEC") == true, let path = argument(4)?.path,
            let real = Self.absolute(path)
        else { return [] }
        return [.file(path: real, mask: "m", kind: .file)]
    }

    private var socket: [StraceAccess] {
        guard let family = argument(0)?.word, family.hasPrefix("AF_"), let kinds = argument(1)?.flags,
            let kind = kinds.first(where: { $0.hasPrefix("SOCK_") && $0 != "SOCK_CLOEXEC" && $0 != "SOCK_NONBLOCK" })
        else { return [] }
        // Of unix sockets a policy asks more than this tells.
        let name = family.dropFirst(3).lowercased()
        return name == "unix" ? [] : [.network(family: name, type: kind.dropFirst(5).lowercased())]
    }

    private func executed(_ access: StraceAccess) -> StraceAccess {
        if case .file(let path, _, _) = access { .execute(path: path) } else { access }
    }

    private func linked(_ old: StraceAccess, _ new: StraceAccess) -> StraceAccess {
        guard case .file(let target, _, _) = old, case .file(let path, _, _) = new else { return .unresolved }
        return .link(path: path, target: target)
    }

    private func file(
        _ directory: Int?,
        _ name: Int,
        _ mask: String,
        _ kind: StraceAccess.Kind,
        in folder: [UInt8]?
    ) -> StraceAccess {
        guard let real = path(directory, name, in: folder) else { return .unresolved }
        return .file(path: kind == .folder ? Self.folder(real) : real, mask: mask, kind: kind)
    }

    /// The whole path that two arguments name; `nil` where it is not told.
    ///
    /// - Parameters:
    ///   - directory: the argument that a relative name begins at; `nil` where that is the process's folder.
    ///   - folder: where the process is, if that is told.
    func path(_ directory: Int?, _ name: Int, in folder: [UInt8]?) -> [UInt8]? {
        guard var path = argument(name)?.string else { return nil }
        if path.first != UInt8(ascii: "/") {
            let isHere = directory.map { argument($0)?.word == "AT_FDCWD" } ?? true
            guard let base = directory.flatMap({ argument($0)?.path }) ?? (isHere ? folder : nil) else { return nil }
            path = base + [UInt8(ascii: "/")] + path
        }
        return Self.absolute(path)
    }

    private static func folder(_ path: [UInt8]) -> [UInt8] {
        path.last == UInt8(ascii: "/") ? path : path + [UInt8(ascii: "/")]
    }

    /// A path as the kernel has it, but for links: without empty parts, `.` and `..`. None of what is no path, such as
    /// `socket:[7]`, and of what was deleted.
    static func absolute(_ path: [UInt8]) -> [UInt8]? {
        guard path.first == UInt8(ascii: "/"), path.count <= 4_096, !path.contains(0) else { return nil }
        let deleted = Array(" (deleted)".utf8)
        if path.count > deleted.count, path.suffix(deleted.count).elementsEqual(deleted) { return nil }
        var parts: [ArraySlice<UInt8>] = []
        for part in path.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual(".".utf8) { continue }
            // What stands before `..` may be a link, and then leads elsewhere.
            if part.elementsEqual("..".utf8) { return nil }
            parts.append(part)
        }
        let slash = path.last == UInt8(ascii: "/") && !parts.isEmpty ? [UInt8(ascii: "/")] : []
        return [UInt8(ascii: "/")] + Array(parts.joined(separator: [UInt8(ascii: "/")])) + slash
    }
}
