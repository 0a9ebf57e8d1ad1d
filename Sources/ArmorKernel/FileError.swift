package import SystemPackage

/// Why a file was not read or not written. After an error of a write the old file is as it was, with one exception:
/// `.unsynced`.
package struct FileError: OperationalError, Equatable {
    package enum Reason: Sendable, Equatable {
        /// It is there already, and was to be made.
        case exists
        /// It does not exist.
        case missing
        /// It is the folder that a file would be written to, and does not exist.
        case folderMissing
        /// It is there and is something else than a regular file; the text says what, as in "a directory".
        case notRegular(String)
        /// It was to be a folder, and is something else; the text says what, as in "a regular file".
        case notFolder(String)
        /// Another user than root could change it, and root was to trust it; the text says why.
        case untrusted(String)
        /// It is a folder without a file whose name ends in `.toml`.
        case noPolicies
        /// A policy names it, and its name, or that of the file that a link leads to, does not end in `.toml`.
        case notPolicy
        /// It holds more bytes than so many.
        case tooLarge(limit: Int)
        /// It is a symbolic link in a folder in which others may place links.
        case linkInSharedFolder
        /// Symbolic links lead to each other.
        case linkLoop
        /// It has other names, which would go on naming the old content.
        case severalLinks
        /// Others may write to it, and root was to trust it.
        case writableByOthers
        /// It holds something else by now than what was read.
        case changed
        /// Another program is editing a file of its folder.
        case beingEdited
        /// Its owner cannot be kept.
        case foreignOwner
        /// It was replaced, but the disk did not confirm it.
        case unsynced(Errno)
        case notReadable(Errno)
        case notWritable(Errno)
    }

    /// As the caller gave it; `-` is standard input.
    package let path: String
    package let reason: Reason

    package init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    private var name: String { path == "-" ? "standard input" : "\"\(path)\"" }

    /// Whether the path is one word of a shell's command line as it is.
    private var isPlain: Bool {
        !path.hasPrefix("-")
            && path.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || "/._-+".utf8.contains($0) }
    }

    package var code: String {
        switch reason {
        case .exists: "file-exists"
        case .missing: "file-missing"
        case .folderMissing: "folder-missing"
        case .notRegular: "file-not-regular"
        case .notFolder: "file-not-folder"
        case .untrusted: "file-untrusted"
        case .noPolicies: "no-policies"
        case .notPolicy: "not-a-policy"
        case .tooLarge: "file-too-large"
        case .linkInSharedFolder, .linkLoop: "file-link"
        case .severalLinks: "file-several-links"
        case .writableByOthers: "file-writable-by-others"
        case .changed: "file-changed"
        case .beingEdited: "file-being-edited"
        case .foreignOwner: "file-foreign-owner"
        case .unsynced: "file-unsynced"
        case .notReadable: "file-not-readable"
        case .notWritable: "file-not-writable"
        }
    }

    package var message: String {
        switch reason {
        case .exists: "\(name) exists already"
        case .missing: "\(name) does not exist"
        case .folderMissing: "the folder \(name) does not exist"
        case .notRegular(let kind): "\(name) is \(kind), not a regular file"
        case .notFolder(let kind): "\(name) is \(kind), not a folder"
        case .untrusted(let why): "\(name) is not trusted by root: \(why)"
        case .noPolicies: "\(name) holds no file that ends in .toml"
        case .notPolicy: "\(name) is not called as a policy is: the file and what a link leads to must end in .toml"
        case .tooLarge(let limit): "\(name) is larger than \(limit >> 20) MiB"
        case .linkInSharedFolder: "\(name) is a symbolic link in a folder that others may write to"
        case .linkLoop: "\(name) is a symbolic link that leads nowhere"
        case .severalLinks: "\(name) has several hard links"
        case .writableByOthers: "\(name) can be written by others than its owner"
        case .changed: "\(name) was changed since it was read"
        case .beingEdited: "another armor is editing a file in the folder of \(name)"
        case .foreignOwner: "\(name) belongs to someone else, and its owner cannot be kept"
        case .unsynced(let error): "\(name) was written, but the disk did not confirm it: \(error)"
        case .notReadable(let error): "\(name) cannot be read: \(error)"
        case .notWritable(let error): "\(name) cannot be written: \(error)"
        }
    }

    package var help: String? {
        switch reason {
        case .exists: "remove it, or write to a new file"
        case .missing: "check the path"
        case .folderMissing: isPlain ? "make it: mkdir -p \(path)" : "make the folder, or give another"
        case .notRegular: "give a regular file, or - for standard input"
        case .notFolder: "give a folder"
        case .untrusted: "move it to a folder of root's that others cannot write to"
        case .noPolicies: "name a policy, or a folder of policies"
        case .notPolicy: "rename the file so that it ends in .toml"
        case .tooLarge: "split it into several"
        case .linkInSharedFolder, .linkLoop: "give the path of the real file"
        case .severalLinks: "remove the other names, or write to a new file"
        case .writableByOthers: "take the right away: chmod go-w"
        case .changed, .beingEdited: "run the command again"
        case .foreignOwner: "run as its owner or as root, or write to a new file"
        case .unsynced: "check the disk and write it again"
        case .notReadable: "check its permissions"
        case .notWritable: "check the permissions of its folder and the space on the disk"
        }
    }
}
