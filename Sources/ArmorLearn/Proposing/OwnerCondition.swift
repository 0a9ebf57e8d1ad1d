import ArmorCompiled

/// Decides where `owner` means something: where files belong to the users that programs run as.
enum OwnerCondition {
    /// Whether a grant for a need is for the owner of the file alone.
    ///
    /// - Parameter isWritten: whether the log shows the file written, made or removed.
    static func applies(to path: [UInt8], _ evidence: Evidence, isWritten: Bool) -> Bool {
        guard evidence.isOwners else { return false }
        let names = path.split(separator: Bytes.slash)
        guard let top = names.first.map({ String(decoding: $0, as: UTF8.self) }) else { return false }
        // What is installed belongs to root, whoever runs it.
        if NamePlace.holdsProgramsOrSettings(top) { return false }
        // In an image all files belong to root, as which its programs run until they are told otherwise.
        return evidence.asRoot < evidence.count || isWritten || holdsData(names.map(Array.init), top)
    }

    /// Folders below the root, and of `/var`, whose files are made while programs run, and not with the image.
    private static let data: Set<String> = [
        "tmp", "run", "dev", "proc", "sys", "home", "root", "srv", "mnt", "media", "data", "var",
    ]

    private static func holdsData(_ names: [[UInt8]], _ top: String) -> Bool {
        data.contains(top) || names.contains { Array("tmp".utf8) == $0 }
    }
}
