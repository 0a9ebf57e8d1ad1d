/// The folders that a trace shows to be some: AppArmor writes their paths with a slash at the end, strace as programs do.
struct StraceFolders: Sendable {
    /// Without the slash at the end.
    private var known: Set<[UInt8]> = []
    /// What the descriptors of processes are of, without -y.
    private var descriptors: [Descriptor: [UInt8]] = [:]

    private struct Descriptor: Hashable {
        let process: UInt32
        let number: UInt32
    }

    private static let mostFolders = 200_000
    private static let mostDescriptors = 65_536

    /// Whether a path, without a slash at the end, is that of a folder.
    func contains(_ path: [UInt8]) -> Bool { known.contains(path) }

    /// Forgets the processes: those of the next file are others.
    mutating func endProcesses() { descriptors = [:] }

    /// Notes what a call shows.
    ///
    /// - Parameter folder: where the process is, if that is told.
    mutating func take(_ call: StraceCall, in folder: [UInt8]?) {
        guard call.error == nil else { return }
        switch call.name {
        case "open", "openat", "openat2":
            guard let number = call.descriptor else { return }
            let path = call.path ?? (call.name == "open" ? call.path(nil, 0, in: folder) : call.path(0, 1, in: folder))
            let descriptor = Descriptor(process: call.process, number: number)
            let hasRoom = descriptors[descriptor] != nil || descriptors.count < Self.mostDescriptors
            descriptors[descriptor] = hasRoom ? path : nil
        case "close": if let descriptor = descriptor(call) { descriptors[descriptor] = nil }
        case "chdir", "chroot": note(call.path(nil, 0, in: folder))
        case "fchdir", "getdents", "getdents64": note(opened(call))
        case "stat", "lstat", "stat64", "lstat64": if call.showsFolder { note(call.path(nil, 0, in: folder)) }
        case "fstat", "fstat64": if call.showsFolder { note(opened(call)) }
        case "newfstatat", "fstatat64", "statx":
            guard call.showsFolder else { return }
            let isOpen = call.argument(1)?.string?.isEmpty ?? false
            note(isOpen ? opened(call) : call.path(0, 1, in: folder))
        case "rename": move(call.path(nil, 0, in: folder), call.path(nil, 1, in: folder))
        case "renameat", "renameat2": move(call.path(0, 1, in: folder), call.path(2, 3, in: folder))
        default: break
        }
    }

    /// Notes that something is at a path: everything above it is a folder, and so is it where it ends in a slash.
    mutating func note(access path: [UInt8]) {
        let slash = UInt8(ascii: "/")
        // From the end, until a folder is known: those above it are then, too.
        for index in path.indices.reversed() where path[index] == slash && index > 0 {
            let folder = Array(path[..<index])
            guard !known.contains(folder), known.count < Self.mostFolders else { return }
            known.insert(folder)
        }
    }

    private mutating func note(_ path: [UInt8]?) {
        guard let path, path.count > 1 else { return }
        note(access: path.last == UInt8(ascii: "/") ? path : path + [UInt8(ascii: "/")])
    }

    private mutating func move(_ old: [UInt8]?, _ new: [UInt8]?) {
        if let old, known.contains(old) { note(new) }
    }

    private func descriptor(_ call: StraceCall) -> Descriptor? {
        call.argument(0)?.descriptor.map { Descriptor(process: call.process, number: $0) }
    }

    /// What the first argument is a descriptor of.
    private func opened(_ call: StraceCall) -> [UInt8]? {
        let path = call.argument(0)?.path ?? descriptor(call).flatMap { descriptors[$0] }
        return path.flatMap(StraceCall.absolute)
    }
}

extension StraceCall {
    /// Whether one of the arguments is what stat(2) writes of a folder.
    fileprivate var showsFolder: Bool {
        arguments.contains { argument in
            argument.text.first == UInt8(ascii: "{")
                && argument.text.span.position(of: "_mode=S_IFDIR", in: 0..<argument.text.count) != nil
        }
    }
}
