import ArgumentParser
import ArmorKernel

/// Where apparmor_parser finds included files and ABIs, for every command that compiles.
struct IncludeOptions: ParsableArguments {
    @Option(
        name: [.customShort("I", allowingJoined: true), .customLong("include")],
        help: ArgumentHelp(
            "Search this folder for included files before the parser's own; may be repeated.",
            valueName: "dir"
        )
    )
    var folders: [String] = []

    @Option(
        help: ArgumentHelp(
            "The folder of abi/, abstractions/ and tunables/. Default: the parser's own, /etc/apparmor.d.",
            valueName: "dir"
        )
    )
    var base: String?

    /// The folders, or the end of the command where one is missing.
    ///
    /// - Parameter rootOnly: whether root refuses a folder that another user could change, because a profile that includes
    ///   its files is loaded.
    func paths(_ console: Console, rootOnly: Bool = false) throws -> IncludePaths {
        do throws(FileError) {
            return try .checked(base: base, folders: folders, rootOnly: rootOnly)
        } catch { throw console.impossible(error) }
    }
}
