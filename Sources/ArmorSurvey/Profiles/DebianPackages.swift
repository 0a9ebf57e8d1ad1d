import ArmorKernel

/// What a host's package database says (deb-control(5), `/var/lib/dpkg/status`); nothing on hosts of other families.
struct DebianPackages {
    /// The versions of installed packages that were asked for.
    private(set) var versions: [String: String] = [:]
    /// The packages' own files directly in `/etc/apparmor.d`, each with the package it belongs to.
    private(set) var profileFiles: [String: String] = [:]

    private static let path = "/var/lib/dpkg/status"
    private static let folder = "/etc/apparmor.d/"

    /// None where there is no database.
    init?(_ host: HostFiles, versionsOf packages: Set<String> = []) {
        guard let bytes = try? host.bytes(Self.path) else { return nil }
        var name = ""
        var isInstalled = false
        var isFileList = false
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            // Most lines are descriptions; only those of four fields and the lists of files are made a text.
            guard let first = line.first else {
                (name, isInstalled, isFileList) = ("", false, false)
                continue
            }
            if first == UInt8(ascii: " ") {
                if isFileList, isInstalled { add(file: String(decoding: line, as: UTF8.self), of: name) }
                continue
            }
            isFileList = line.elementsEqual(Array("Conffiles:".utf8))
            guard [UInt8(ascii: "P"), UInt8(ascii: "S"), UInt8(ascii: "V")].contains(first) else { continue }
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("Package: ") { name = String(text.dropFirst("Package: ".count)) }
            if text.hasPrefix("Status: ") { isInstalled = text.hasSuffix(" installed") }
            if text.hasPrefix("Version: "), isInstalled, packages.contains(name) {
                versions[name] = String(text.dropFirst("Version: ".count))
            }
        }
    }

    /// A line as ` /etc/apparmor.d/usr.bin.man 0123…`, with `obsolete` behind it where the package has it no more.
    private mutating func add(file line: String, of package: String) {
        let words = line.split(separator: " ")
        guard words.count == 2, words[0].hasPrefix(Self.folder) else { return }
        guard !words[0].dropFirst(Self.folder.count).contains("/") else { return }
        profileFiles[String(words[0])] = package
    }
}
