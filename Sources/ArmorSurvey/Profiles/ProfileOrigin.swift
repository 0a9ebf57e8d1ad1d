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
    /// Defined by any file that start-up loads.
    package var folder: Set<String> = []

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
        guard let parser else { return sources }
        sources.folder = Set(await parser.hostNames())
        let files = DebianPackages(host)?.profileFiles.keys.filter(host.exists).sorted() ?? []
        sources.packaged = Set((try? await parser.names(inFiles: files.map { host.root + $0 })) ?? [])
        return sources
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
