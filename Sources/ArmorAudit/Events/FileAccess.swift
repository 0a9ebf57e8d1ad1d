/// A file was opened, made, changed or removed.
package struct FileAccess: Sendable, Hashable {
    /// A path as the process sees it, a directory's with its final slash; a piece of one where
    /// ``AuditEvent/objection`` says so.
    package var name: [UInt8]
}

/// A program was executed.
package struct ExecAccess: Sendable, Hashable {
    /// The program. `/` alone is a file in memory, which no path rule can tell from the others.
    package var name: [UInt8]
    /// The profile that it runs under: in complain mode one of the kernel's making.
    package var target: AuditLabel?
}

/// A hard link was made.
package struct LinkAccess: Sendable, Hashable {
    package var name: [UInt8]
    /// What it is a link to.
    package var target: [UInt8]
}

/// One side of a rename: the kernel writes a record for each that is not allowed.
package struct RenameAccess: Sendable, Hashable {
    package enum Side: String, Sendable, Hashable, CaseIterable { case source, destination }

    package var name: [UInt8]
    package var side: Side
}

/// The letters of a file's mask. The older form has those of the owner before two colons, or those of others behind.
package struct FileMask: OptionSet, Sendable, Hashable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let read = FileMask(rawValue: 1)
    package static let write = FileMask(rawValue: 2)
    package static let append = FileMask(rawValue: 4)
    package static let execute = FileMask(rawValue: 8)
    package static let map = FileMask(rawValue: 16)
    package static let lock = FileMask(rawValue: 32)
    package static let link = FileMask(rawValue: 64)
    /// Creating; a rule says `w` for it.
    package static let create = FileMask(rawValue: 128)
    /// Deleting; a rule says `w` for it.
    package static let delete = FileMask(rawValue: 256)

    /// None where there is a letter that no file mask has.
    package init?(letters: String) {
        var mask: FileMask = []
        for letter in letters.utf8 {
            switch letter {
            case UInt8(ascii: "r"): mask.insert(.read)
            case UInt8(ascii: "w"): mask.insert(.write)
            case UInt8(ascii: "a"): mask.insert(.append)
            case UInt8(ascii: "x"): mask.insert(.execute)
            case UInt8(ascii: "m"): mask.insert(.map)
            case UInt8(ascii: "k"): mask.insert(.lock)
            case UInt8(ascii: "l"): mask.insert(.link)
            case UInt8(ascii: "c"): mask.insert(.create)
            case UInt8(ascii: "d"): mask.insert(.delete)
            case UInt8(ascii: ":"): break
            default: return nil
            }
        }
        self = mask
    }
}
