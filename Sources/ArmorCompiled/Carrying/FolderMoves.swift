package import ArmorGlob

/// A rename of a folder by which a file below it gets rights that its old path does not have: the kernel asks for the folder's
/// own path alone (`apparmor_path_rename` of security/apparmor/lsm.c), not for what is in it.
package struct FolderMove: Sendable, Hashable {
    /// The folder, with its final slash.
    package let from: [UInt8]
    /// What it is renamed to, with its final slash.
    package let to: [UInt8]
    /// The file's path below it.
    package let name: [UInt8]
    /// What the new path allows and the old one does not.
    package let gained: Permission

    package var oldPath: [UInt8] { from + name }
    package var newPath: [UInt8] { to + name }
}

/// Which renames are looked for.
package struct MoveQuestion: Sendable {
    /// The files that are moved; `nil` for every file.
    package var paths: Glob?
    /// Permissions of which the new path allows one that the old one does not.
    package var gained: Permission
    /// Permissions of which the old path allows one; empty where that does not matter.
    package var held: Permission
    /// Permissions of which the old path must allow none.
    package var absent: Permission

    package init(paths: Glob?, gained: Permission, held: Permission = [], absent: Permission = []) {
        (self.paths, self.gained, self.held, self.absent) = (paths, gained, held, absent)
    }

    /// Whether a file of whose old path this is allowed is one that is looked for.
    fileprivate func concerns(_ old: Permission) -> Bool {
        (held.isEmpty || !old.isDisjoint(with: held)) && old.isDisjoint(with: absent)
    }
}

/// Finds renames of folders that carry files to names under which more is allowed. Exact within its limits: each pair of a
/// folder that may be renamed and a name that it may get is looked at, as far as the rules tell them apart.
///
/// A rename stays in one file system: /proc, /sys and /dev are file systems of their own.
package struct FolderMoves {
    private let files: CompiledRules?
    private let kernel: KernelDialect
    private let limits: ProductLimits
    private let needed: Permission
    private let shape = Shape([.path])
    private var targets: [Folder] = []
    private var isComplete = true

    /// The most pairs of folders that one question looks at.
    private static let mostPairs = 20_000
    /// The most renames that are found for one question.
    private static let mostMoves = 1_000

    /// - Parameter needed: what must be allowed of a folder's own path for renaming it. The kernel asks for reading and
    ///   writing.
    package init(
        _ profile: CompiledProfile,
        _ kernel: KernelDialect,
        _ limits: ProductLimits = ProductLimits(),
        needed: Permission = [.read, .write]
    ) {
        files = profile.effectiveMode == .unconfined ? nil : profile.files
        (self.kernel, self.limits, self.needed) = (kernel, limits, needed)
        guard let files else { return }
        (targets, isComplete) = folders(files, nil, .write)
    }

    package func find(_ question: MoveQuestion) -> Gains<FolderMove> {
        var gains = Gains<FolderMove>()
        gains.isComplete = isComplete
        guard let files, !targets.isEmpty else { return gains }
        let globs = question.paths.map { GlobSequence([$0]) }
        if case .some(nil) = globs {
            gains.isComplete = false
            return gains
        }
        let (sources, isComplete) = folders(files, globs ?? nil, needed)
        gains.isComplete = gains.isComplete && isComplete
        var work = Work(globs: globs ?? nil, pairs: Self.mostPairs, nodes: limits.pairs)
        let able = targets.filter { reaches(question.gained, from: $0, files, &work) }
        for source in sources where question.held.isEmpty || reaches(question.held, from: source, files, &work) {
            for target in able where target.state != source.state && target.place == source.place {
                guard !target.subjects.isDisjoint(with: source.subjects) else { continue }
                guard work.pairs > 0, work.nodes > 0, gains.found.count < Self.mostMoves else {
                    gains.isComplete = false
                    return gains
                }
                if let move = move(source, target, files, question, &work) { gains.found.append(move) }
            }
        }
        gains.isComplete = gains.isComplete && work.isComplete
        return gains
    }

    // MARK: Folders

    /// The state of the shape after a slash: at the end of a folder's name.
    private var begun: UInt32 { UInt32(shape.next(Shape.start, UInt8(ascii: "/"))) }

    /// Folders that the rules do not tell apart, by the first of their names.
    private struct Folder {
        let name: [UInt8]
        let state: UInt32
        /// The state of the question's glob after the name.
        let glob: UInt32
        let place: FileSystem
        /// As whom the folder's own path has the rights.
        let subjects: Set<Subject>
    }

    private enum FileSystem { case root, devices }

    private static let mounts = ["/proc/", "/sys/", "/dev/"].map { Array($0.utf8) }

    /// The folders whose own path has these rights and below which names of the glob may be.
    private func folders(
        _ files: CompiledRules,
        _ globs: GlobSequence?,
        _ needed: Permission
    ) -> (folders: [Folder], isComplete: Bool) {
        let (places, ends) = StateMachine.folders(Self.mounts)
        let root = places.walk(CollectionOfOne(UInt8(ascii: "/")))
        let sides = [Side(machine: files.machine, start: files.fileStart), Side(machine: places, start: 1)]
        var product = Product(sides, shape, globs: globs)
        let end = product.walk(limits) { _, _ in false }
        var folders: [Folder] = []
        for (index, node) in product.nodes.enumerated() where node.w == begun && node.y != root {
            let place = ends.firstIndex(of: node.y)
            // Nothing is renamed in /proc and /sys.
            guard place == nil || place == 2 else { continue }
            let subjects = Subject.allCases.filter { rights(node.x, $0, files).isSuperset(of: needed) }
            guard !subjects.isEmpty else { continue }
            folders.append(
                Folder(
                    name: product.name(index),
                    state: node.x,
                    glob: node.z,
                    place: place == nil ? .root : .devices,
                    subjects: Set(subjects)
                )
            )
        }
        if case .exhausted = end { return (folders, false) }
        return (folders, true)
    }

    private func rights(_ state: UInt32, _ subject: Subject, _ files: CompiledRules) -> Permission {
        let words = files.fileMeaning(state, subject, kernel).words
        return Permission(rawValue: words.allow & ~words.deny)
    }

    // MARK: Pairs

    /// What one question may still cost.
    private struct Work {
        let globs: GlobSequence?
        var pairs: Int
        var nodes: Int
        var isComplete = true
    }

    /// Whether any name below a folder has one of these rights: most folders need not be compared with each other.
    private func reaches(
        _ rights: Permission,
        from folder: Folder,
        _ files: CompiledRules,
        _ work: inout Work
    ) -> Bool {
        var product = Product([Side(machine: files.machine, start: folder.state)], shape)
        let start = Product.Node(folder.state, 0, 0, begun)
        let end = product.walk(ProductLimits(pairs: max(1, work.nodes), steps: limits.steps), from: start) { node, _ in
            Subject.allCases.contains { !self.rights(node.x, $0, files).isDisjoint(with: rights) }
        }
        work.nodes -= product.nodes.count
        switch end {
        case .complete: return false
        case .stopped: return true
        case .exhausted:
            work.isComplete = false
            return false
        }
    }

    /// The first file that gets rights by renaming one folder to another.
    private func move(
        _ source: Folder,
        _ target: Folder,
        _ files: CompiledRules,
        _ question: MoveQuestion,
        _ work: inout Work
    ) -> FolderMove? {
        work.pairs -= 1
        let sides = [source, target].map { Side(machine: files.machine, start: $0.state) }
        var product = Product(sides, shape, globs: work.globs)
        let start = Product.Node(source.state, target.state, source.glob, begun)
        // A file that belongs to somebody else than its folder is not looked at: a rule that allows it to others allows it to
        // its owner.
        let subjects = source.subjects.intersection(target.subjects)
        var gained: Permission = []
        let end = product.walk(ProductLimits(pairs: work.nodes, steps: limits.steps), from: start) { node, index in
            guard index > 0 else { return false }
            for subject in Subject.allCases where subjects.contains(subject) {
                let old = rights(node.x, subject, files)
                gained = rights(node.y, subject, files).intersection(question.gained).subtracting(old)
                if !gained.isEmpty, question.concerns(old) { return true }
            }
            return false
        }
        work.nodes -= product.nodes.count
        switch end {
        case .complete: return nil
        case .exhausted:
            work.isComplete = false
            return nil
        case .stopped(let node):
            guard let to = name(of: target, apartFrom: source, files, &work) else { return nil }
            return FolderMove(from: source.name, to: to, name: product.name(node), gained: gained)
        }
    }

    /// A name of a folder to which another can be renamed: neither below it nor one that it is in itself.
    private func name(
        of target: Folder,
        apartFrom source: Folder,
        _ files: CompiledRules,
        _ work: inout Work
    ) -> [UInt8]? {
        guard target.name.starts(with: source.name) || source.name.starts(with: target.name) else { return target.name }
        let others = source.place == .devices ? [source.name] : Self.mounts + [source.name]
        let apart = StateMachine.folders(others).machine
        let sides = [Side(machine: files.machine, start: files.fileStart), Side(machine: apart, start: 1)]
        var product = Product(sides, shape)
        let end = product.walk(ProductLimits(pairs: max(1, work.nodes), steps: limits.steps)) { node, _ in
            node.w == begun && node.x == target.state && node.y == StateMachine.dead
        }
        work.nodes -= product.nodes.count
        switch end {
        case .complete: return nil
        case .exhausted:
            work.isComplete = false
            return nil
        case .stopped(let node):
            let name = product.name(node)
            return source.place == .devices && !name.starts(with: Self.mounts[2]) ? nil : name
        }
    }
}
