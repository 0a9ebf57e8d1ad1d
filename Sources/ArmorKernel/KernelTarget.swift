package import ArmorSource
package import ArmorTarget

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
    /// Where a host tells of itself; tests give folders of their own.
    package struct Host: Sendable {
        package var features = "/sys/kernel/security/apparmor/features"
        package var abis = "/etc/apparmor.d/abi"
        /// The ABIs of a parser that the user names; `nil` for those of the folder.
        package var knownABIs: [String]?

        package init() {}

        /// The host with the folders for included files that a user names.
        package init(_ includes: IncludePaths) { if !includes.isDefault { knownABIs = includes.names(in: "abi") } }
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
        if let named = Target.named(argument) { return named }
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
            let fallback = Target.nearest(to: parser)
            return Target(
                name: argument,
                parserVersion: parser ?? fallback.parserVersion,
                features: features,
                abis: abis(host) ?? fallback.abis,
                assumed: parser == nil
            )
        }
    }

    private static func hostTarget(_ parser: ParserVersion?, _ host: Host) throws(TargetError) -> Target {
        let fallback = Target.nearest(to: parser)
        let features: Features?
        do { features = try Features.read(folder: host.features) } catch { throw .unreadable(error) }
        return Target(
            name: "host",
            parserVersion: parser ?? fallback.parserVersion,
            features: features ?? fallback.features,
            abis: abis(host) ?? fallback.abis,
            assumed: features == nil || parser == nil
        )
    }

    /// None where the host has no such folder.
    package static func abis(_ host: Host = Host()) -> [String]? {
        if let known = host.knownABIs { return known }
        guard let names = try? SystemCall.names(host.abis) else { return nil }
        return names.filter { !$0.hasPrefix(".") }
    }

    private static func unknown(_ argument: String) -> TargetError {
        let near = nearest(to: argument, in: Target.names).map { "did you mean \"\($0)\"? " } ?? ""
        return .unknown(
            Diagnostic(
                .error,
                "unknown-target",
                "there is no target \"\(argument)\"",
                at: nil,
                help: "\(near)known are \(Target.names.joined(separator: ", ")) and the path of a features file"
            )
        )
    }
}
