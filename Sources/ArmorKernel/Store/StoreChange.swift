import SystemPackage

/// A change of several files of a store that is made as one, and can be taken back as long as it is not finished.
///
/// What is replaced or removed keeps a second name until then, so that taking back needs no space on the disk.
package struct StoreChange {
    struct Step {
        let name: String
        /// The new file's temporary name; none where the file is removed.
        var staged: String?
        let isNew: Bool
        /// The old file's second name.
        var kept: String?
        var isDone = false
    }

    private let folder: Folder
    private let path: String
    private let spare: () -> String
    private(set) var steps: [Step]

    init(folder: Folder, path: String, steps: [Step], spare: @escaping () -> String) {
        self.folder = folder
        self.path = path
        self.steps = steps
        self.spare = spare
    }

    /// Gives every file its name. Each is replaced at once; between them others may see some old and some new. On an
    /// error, `undo` is the caller's to call.
    package mutating func commit() throws(FileError) {
        for index in steps.indices {
            do throws(Errno) {
                try commit(&steps[index])
            } catch { throw FileError("\(path)/\(steps[index].name)", .notWritable(error)) }
        }
        do { try folder.sync() } catch { throw FileError(path, .unsynced(error)) }
    }

    private func commit(_ step: inout Step) throws(Errno) {
        if !step.isNew {
            let name = spare()
            try folder.link(step.name, as: name)
            step.kept = name
        }
        if let staged = step.staged {
            try folder.rename(staged, to: step.name)
            step.staged = nil
        } else {
            try folder.remove(step.name)
        }
        step.isDone = true
    }

    /// Brings back everything as it was before; the errors are those of the files that could not be brought back.
    package mutating func undo() -> [FileError] {
        var errors: [FileError] = []
        for index in steps.indices.reversed() {
            do throws(Errno) {
                try undo(&steps[index])
            } catch { errors.append(FileError("\(path)/\(steps[index].name)", .notWritable(error))) }
        }
        do { try folder.sync() } catch { errors.append(FileError(path, .unsynced(error))) }
        return errors
    }

    private func undo(_ step: inout Step) throws(Errno) {
        if let staged = step.staged { folder.discard(staged) }
        step.staged = nil
        if let kept = step.kept {
            // A rename between two names of one file does nothing and leaves both.
            if step.isDone { try folder.rename(kept, to: step.name) } else { try folder.remove(kept) }
            step.kept = nil
        } else if step.isDone {
            try folder.remove(step.name)
        }
        step.isDone = false
    }

    /// Lets go of what `undo` would need. What cannot be removed is harmless, and mended by the next change.
    package mutating func finish() {
        for index in steps.indices {
            if let kept = steps[index].kept { folder.discard(kept) }
            steps[index].kept = nil
        }
    }
}
