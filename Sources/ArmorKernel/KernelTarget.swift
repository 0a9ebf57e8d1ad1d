package import ArmorSource

/// What a policy is rendered and compiled for: a parser and a kernel.
package struct Target: Sendable {
    /// `debian12`, a path, or `host`.
    package let name: String
    package let parserVersion: ParserVersion
    package let features: Features
    /// The names that `abi <abi/NAME>,` may give, sorted.
    package let abis: [String]
    /// Whether the features, and without a parser the version too, are guessed because the host does not tell them.
    package var assumed = false

    package init(name: String, parserVersion: ParserVersion, features: Features, abis: [String], assumed: Bool = false)
    {
        self.name = name
        self.parserVersion = parserVersion
        self.features = features
        self.abis = abis
        self.assumed = assumed
    }
}

/// Why there is no target of that name.
package enum TargetError: Error, Sendable {
    /// The diagnostic lists the names.
    case unknown(Diagnostic)
    case unreadable(FileError)
    /// The diagnostic points into the features file.
    case malformed(Diagnostic)

    package var diagnostic: Diagnostic {
        switch self {
        case .unknown(let diagnostic), .malformed(let diagnostic): diagnostic
        case .unreadable(let error): error.diagnostic
        }
    }
}

/// Finds the target that `--target` names.
package enum KernelTarget {
    /// The names that are known, in the order of a help text.
    package static var names: [String] { NamedTarget.all.map(\.name) }

    /// The release of that name, if it is known.
    package static func named(_ name: String) -> Target? { NamedTarget.all.first { $0.name == name }?.target }

    /// Where a host tells of itself; tests give folders of their own.
    package struct Host: Sendable {
        package var features = "/sys/kernel/security/apparmor/features"
        package var abis = "/etc/apparmor.d/abi"

        package init() {}
    }

    /// A release by its name, a features file by a path (whatever holds a `/`, or exists), or this host for none.
    ///
    /// - Parameter parser: the host's parser, for what the argument leaves open. Without one the version is assumed.
    package static func resolve(
        _ argument: String?,
        parser: ParserVersion?,
        host: Host = Host()
    ) throws(TargetError) -> Target {
        guard let argument, argument != "host" else { return try hostTarget(parser, host) }
        if let named = named(argument) { return named }
        let source: SourceFile
        do {
            source = try PolicyInput.read(argument, limit: Features.sizeLimit)
        } catch {
            if error.reason == .missing, !argument.contains("/") { throw unknown(argument) }
            throw .unreadable(error)
        }
        switch Features.parse(source) {
        case .failure(let error): throw .malformed(error.diagnostic)
        case .success(let features):
            let fallback = assumedTarget(for: parser)
            return Target(
                name: argument,
                parserVersion: parser ?? fallback.version,
                features: features,
                abis: abis(host) ?? fallback.abis,
                assumed: parser == nil
            )
        }
    }

    private static func hostTarget(_ parser: ParserVersion?, _ host: Host) throws(TargetError) -> Target {
        let fallback = assumedTarget(for: parser)
        let features: Features?
        do { features = try Features.read(folder: host.features) } catch { throw .unreadable(error) }
        return Target(
            name: "host",
            parserVersion: parser ?? fallback.version,
            features: features ?? fallback.features,
            abis: abis(host) ?? fallback.abis,
            assumed: features == nil || parser == nil
        )
    }

    /// The release whose parser is nearest; the oldest without a parser, because what it takes every later one takes.
    private static func assumedTarget(for parser: ParserVersion?) -> NamedTarget {
        guard let parser, parser >= ParserVersion(4, 0, 0) else { return .debian12 }
        return parser < ParserVersion(4, 1, 0) ? .ubuntu2404 : .debian13
    }

    /// None where the host has no such folder.
    private static func abis(_ host: Host) -> [String]? {
        guard let names = try? SystemCall.names(host.abis) else { return nil }
        return names.filter { !$0.hasPrefix(".") }
    }

    private static func unknown(_ argument: String) -> TargetError {
        let near = nearest(to: argument, in: names).map { "did you mean \"\($0)\"? " } ?? ""
        return .unknown(
            Diagnostic(
                .error,
                "unknown-target",
                "there is no target \"\(argument)\"",
                at: nil,
                help: "\(near)known are \(names.joined(separator: ", ")) and the path of a features file"
            )
        )
    }
}
