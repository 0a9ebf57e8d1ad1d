package import ArmorKernel
import ArmorSource

/// Where a loaded profile comes from.
package enum ProfileOrigin: String, Sendable, CaseIterable {
    /// armor loaded it.
    case armor
    /// A container engine loads it by itself.
    case engine
    /// A file of a package of the distribution defines it.
    case distribution
    /// A file in `/etc/apparmor.d` defines it that no package has.
    case local
    /// Nothing on the disk defines it that was looked at.
    case unknown
}

/// What is known of the profiles on a host's disk.
package struct ProfileSources: Sendable {
    /// armor's own.
    package var own: Set<String> = []
    /// Of armor's own the policy's file as it was called, where the profile tells.
    package var policies: [String: String] = [:]
    /// Those of armor's own that start-up loads.
    package var kept: Set<String> = []
    /// Defined by packages' files.
    package var packaged: Set<String> = []
    /// Defined by other files that start-up would load.
    package var folder: Set<String> = []
    /// Which files did not tell what they define, one sentence each.
    package var unread: [String] = []

    package init() {}

    /// Asks armor's stores, and the parser which names the files define.
    package static func read(_ host: HostFiles, parser: ParserProgram?) async -> ProfileSources {
        var sources = ProfileSources()
        let folders = [("/run/armor/loaded", false), (BootFolder.path, true)]
        for (path, isKept) in folders {
            for (name, text) in (try? ProfileStore(path: host.root + path).ours()) ?? [:] {
                sources.own.insert(name)
                sources.policies[name] = GeneratedHeader(text)?.policy
                if isKept { sources.kept.insert(name) }
            }
        }
        guard let parser else {
            sources.unread = ["which files define the profiles: there is no apparmor_parser that can be used"]
            return sources
        }
        let packaged = Set(DebianPackages(host)?.profileFiles.keys.map(\.self) ?? [])
        let files = host.profileFiles
        sources.packaged = await sources.names(in: files.filter(packaged.contains), host, parser)
        sources.folder = await sources.names(in: files.filter { !packaged.contains($0) }, host, parser)
        return sources
    }

    /// What files define. The parser says nothing of any if one is wrong, and then each is asked by itself.
    private mutating func names(in files: [String], _ host: HostFiles, _ parser: ParserProgram) async -> Set<String> {
        if let names = try? await parser.names(inFiles: files.map { host.root + $0 }) { return Set(names) }
        var found: Set<String> = []
        for file in files {
            do {
                found.formUnion(try await parser.names(inFiles: [host.root + file]))
            } catch {
                unread.append("which profiles \"\(file)\" defines: \(error.message)")
            }
        }
        return found
    }

    /// Where a profile comes from; a child from where its parent does.
    package func origin(of profile: String) -> ProfileOrigin {
        let name = Self.family(of: profile)
        if own.contains(name) { return .armor }
        if Confinement.isEngineDefault(name) { return .engine }
        if packaged.contains(name) || packaged.contains(profile) { return .distribution }
        return folder.contains(name) || folder.contains(profile) ? .local : .unknown
    }

    /// The policy that it was made from, where armor made it.
    package func policy(of profile: String) -> String? { policies[Self.family(of: profile)] }

    /// The name of the profile that a child or hat belongs to: of `web//worker` it is `web`.
    static func family(of profile: String) -> String {
        let bytes = Array(profile.utf8)
        let slash = UInt8(ascii: "/")
        // The name of a profile that attaches to a program begins with a slash, and with no two.
        guard
            let end = bytes.indices.dropFirst().dropLast().first(where: { bytes[$0] == slash && bytes[$0 + 1] == slash }
            )
        else { return profile }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}

extension HostFiles {
    /// The files of `/etc/apparmor.d` that start-up loads profiles from, those that are disabled by name among them.
    var profileFiles: [String] {
        (names(BootFolder.path) ?? []).filter { BootFolder.refusal($0) == nil }.map { "\(BootFolder.path)/\($0)" }
            .filter(isFile)
    }
}
