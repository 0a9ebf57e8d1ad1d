import ArgumentParser

/// Where a command writes what it else prints.
struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"))
    var output: String?

    @Option(
        name: [.customShort("d"), .long],
        help: ArgumentHelp("Write each to a file in this folder that is called as the profile.", valueName: "dir")
    )
    var directory: String?

    func validate() throws {
        if output != nil, directory != nil { throw ValidationError("-o and -d exclude each other.") }
    }

    /// The folder of what is written; none where it is printed.
    var folder: String? {
        if let directory { return directory }
        guard let output else { return nil }
        guard let slash = output.lastIndex(of: "/") else { return "." }
        return slash == output.startIndex ? "/" : String(output[..<slash])
    }

    /// Whether nothing is left to print.
    var isGiven: Bool { output != nil || directory != nil }
}
