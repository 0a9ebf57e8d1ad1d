import ArmorKernel

extension Console {
    /// The files that arguments stand for, in the order of their events; says which entries of folders are not read.
    ///
    /// - Throws: ``FileError`` where a folder cannot be read.
    func logFiles(_ paths: [String]) throws(FileError) -> [String] {
        var files: [String] = []
        for path in paths {
            let found = try LogSet.files(path)
            for skipped in found.skipped { say("skipped: \(skipped.message)") }
            files += found.files
        }
        return files
    }
}
