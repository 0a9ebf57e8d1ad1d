/// Why a profile is not loaded under its name; nothing has been changed.
package struct LoadRefusal: OperationalError, Equatable {
    package enum Reason: Sendable, Equatable {
        /// Another policy of the same call has the name. Twice in one write, it faults in the kernel.
        case duplicate
        /// What was compiled has other profiles in it than this one and its children.
        case otherNames([String])
        /// A name in it is so long that the kernel would take no profile any more until one is unloaded.
        case tooLong(String)
        /// The compiled policy cannot be read.
        case damaged(String)
        /// A file of the name is not loaded at start-up, and why.
        case notAtBoot(String)
        /// The file of the name is something that is never replaced.
        case irregularFile(String)
        /// Somebody else's file has the name.
        case foreignFile(String)
        /// Somebody else loaded a profile of the name.
        case foreignProfile
        /// Another file of the folder defines a profile of the name too.
        case definedElsewhere(String)
    }

    package let name: String
    package let reason: Reason

    package init(_ name: String, _ reason: Reason) {
        self.name = name
        self.reason = reason
    }

    package var code: String {
        switch reason {
        case .duplicate: "duplicate-name"
        case .otherNames: "other-names"
        case .tooLong: "name-too-long"
        case .damaged: "compiled-damaged"
        case .notAtBoot: "not-at-boot"
        case .irregularFile: "store-irregular"
        case .foreignFile, .foreignProfile: "foreign-name"
        case .definedElsewhere: "defined-elsewhere"
        }
    }

    package var message: String {
        switch reason {
        case .duplicate: "two policies are called \"\(name)\""
        case .otherNames(let names):
            "the profile \"\(name)\" would also load \(names.map { "\"\($0)\"" }.joined(separator: ", "))"
        case .tooLong(let member): "the name \"\(member)\" is longer than the kernel can show"
        case .damaged(let why): "the compiled profile \"\(name)\" cannot be read: \(why)"
        case .notAtBoot(let why): "\"\(name)\" cannot be kept: \(why)"
        case .irregularFile(let kind): "\"\(BootFolder.path)/\(name)\" is \(kind)"
        case .foreignFile(let path): "\"\(path)\" was not written by armor"
        case .foreignProfile: "a profile \"\(name)\" is loaded that armor did not load"
        case .definedElsewhere(let file): "\"\(file)\" defines a profile \"\(name)\" too"
        }
    }

    package var help: String? {
        switch reason {
        case .duplicate, .notAtBoot, .tooLong: "choose another name"
        case .otherNames: "write children in [children.NAME], not as raw rules"
        case .damaged: "check the package apparmor"
        case .irregularFile: "remove it, or choose another name"
        case .foreignFile, .foreignProfile: "choose another name, or replace it with --take-over"
        case .definedElsewhere: "choose another name, or remove that file"
        }
    }
}
