import ArmorSource
import SystemPackage

/// What a profile is meant for: a parser and a kernel.
package struct Target: Sendable {
    /// A release's name, `host`, or the features file's.
    package let name: String
    package let parserVersion: ParserVersion
    package let features: Features
    /// The files of the parser's `abi/` folder.
    package let abis: [String]
    /// Whether the kernel's features had to be taken from a release because this host shows none.
    package let assumed: Bool
}

/// Why a target cannot be taken, in one line.
package struct TargetError: Error, Sendable, CustomStringConvertible {
    package let description: String
}

extension Target {
    /// A named release.
    package init(_ release: Release) {
        self.init(
            name: release.rawValue, parserVersion: release.parser, features: release.features, abis: release.abis,
            assumed: false)
    }

    /// The target of an argument: a release's name, a features file, or, with none, this host.
    package static func resolve(_ argument: String?) async throws(TargetError) -> Target {
        let target = try await find(argument)
        // Parsers before 4.1.3 lose `owner` for such kernels: every owner rule would be granted to everyone.
        let version = target.features.words("policy/permstable32_version")?.first.flatMap(number) ?? 0
        if version > 1, target.parserVersion >= ParserVersion(4, 0, 0), target.parserVersion < ParserVersion(4, 1, 3) {
            throw TargetError(
                description: "apparmor_parser \(target.parserVersion) loses \"owner\" for this kernel; install 4.1.3 or later")
        }
        return target
    }

    private static func find(_ argument: String?) async throws(TargetError) -> Target {
        guard let argument else { return try await host() }
        if let release = Release(rawValue: argument) { return Target(release) }
        guard argument.contains("/") || (try? FilePath(argument).stat()) != nil else {
            let names = Release.allCases.map(\.rawValue)
            let hint = nearest(to: argument, in: names).map { "; did you mean \($0)?" } ?? ""
            throw TargetError(
                description: "no target \"\(printable(argument))\": name one of \(names.joined(separator: ", ")) or a features file\(hint)")
        }
        do {
            let features = try Features(try PolicyInput.read(argument).bytes)
            let version = await hostParser() ?? Release.debian12.parser
            return Target(
                name: argument, parserVersion: version, features: features, abis: hostABIs(like: version),
                assumed: false)
        } catch {
            throw TargetError(description: "\(printable(argument)) is no features file: \(error)")
        }
    }

    /// This host: its parser, and its kernel where that has AppArmor.
    private static func host() async throws(TargetError) -> Target {
        let version = await hostParser()
        let release = Release.allCases.first { $0.parser.major == version?.major && isDebian($0) } ?? .debian12
        guard let version, let features = HostFeatures.read() else {
            let target = Target(release)
            return Target(
                name: target.name, parserVersion: version ?? target.parserVersion, features: target.features,
                abis: version == nil ? target.abis : hostABIs(like: target.parserVersion), assumed: true)
        }
        return Target(
            name: "host", parserVersion: version, features: features, abis: hostABIs(like: version), assumed: false)
    }

    private static func isDebian(_ release: Release) -> Bool { release.rawValue.hasPrefix("debian") }

    private static func hostParser() async -> ParserVersion? { try? await ParserProgram.find().version }

    /// What stands in the parser's folder; where that cannot be read, what its release has.
    private static func hostABIs(like version: ParserVersion) -> [String] {
        let known = ["3.0", "4.0"].filter { (try? FilePath("/etc/apparmor.d/abi/\($0)").stat()) != nil }
        if !known.isEmpty { return known }
        return version < ParserVersion(4, 0, 0) ? ["3.0"] : ["3.0", "4.0"]
    }

    private static func number(_ text: String) -> Int? {
        text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    }
}
