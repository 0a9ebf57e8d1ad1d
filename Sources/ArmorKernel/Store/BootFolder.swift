/// How the distribution's start-up reads `/etc/apparmor.d` (apparmor_parser(8) given a folder, as 3.0.8 was seen to do it,
/// and the script that calls it): files at its top are loaded under whatever names they define, folders are not entered,
/// and some names are passed over.
package enum BootFolder {
    /// The folder.
    package static let path = "/etc/apparmor.d"
    /// A file of this name in here keeps its namesake from being loaded.
    package static let disable = "disable"
    /// A file of this name in here has its namesake loaded in complain mode.
    package static let forceComplain = "force-complain"

    /// The ends of names that a parser passes over.
    private static let passedOver = [
        "~", ".rpmnew", ".rpmsave", ".orig", ".rej", ".dpkg-new", ".dpkg-old", ".dpkg-dist", ".dpkg-bak",
        ".dpkg-remove",
        ".pacsave", ".pacnew",
    ]

    /// What AppArmor and its packages keep there that is no profile, on this host or on the next.
    private static let taken: Set = [
        "abi", "abstractions", "apache2.d", "cache", "cache.d", "containers", disable, forceComplain, "local",
        "program-chunks", "tunables", "README", "CVS", "RCS", "SCCS",
    ]

    /// Why a file of that name would not be loaded at start-up; none if it would.
    package static func refusal(_ name: String) -> String? {
        if taken.contains(name) || name.hasPrefix("abstractions") && name.hasSuffix(".d") {
            return "\"\(path)/\(name)\" is kept for AppArmor's own files"
        }
        if name.hasPrefix(".") { return "files whose names begin with a dot are not loaded at start-up" }
        if let end = passedOver.first(where: name.hasSuffix) {
            return "files whose names end in \"\(end)\" are not loaded at start-up"
        }
        // The script passes over what a package manager of openSUSE leaves, NAME.new-VERSION_NUMBER.
        if isNewVersion(name) { return "files whose names end in \".new-VERSION\" are not loaded at start-up" }
        return nil
    }

    private static func isNewVersion(_ name: String) -> Bool {
        guard let last = name.lastIndex(of: "_"), !name[last...].dropFirst().isEmpty else { return false }
        guard name[last...].dropFirst().allSatisfy({ "0123456789".contains($0) }) else { return false }
        let version = name[..<last].reversed().prefix { "0123456789.".contains($0) }
        let before = name[..<last].dropLast(version.count)
        return !version.isEmpty && before.hasSuffix(".new-") && before.count > 5
    }
}
