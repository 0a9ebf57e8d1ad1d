import ArmorGlob
import ArmorSource

extension Lints {
    /// Sockets: A12, B08, C05, C07 and C08.
    static let network: [Lint] = [
        Lint(
            "A12",
            .critical,
            "the socket of a container engine",
            why: "whoever speaks to the engine starts a privileged container",
            remedy:
                "use a proxy that filters; where the kernel does not mediate unix sockets by path, deny network unix",
            basis: .samples
        ) { $0.grants(engines, [.write]) + unmediatedEngines($0) },
        Lint(
            "B08",
            .high,
            "raw or packet sockets",
            why: "they forge and read packets of everybody on the container's network",
            remedy: "allow \"tcp\" and \"udp\"; ping works with \"inet dgram\""
        ) { rawSockets($0) + allowing(["net_raw"])($0) },
        Lint(
            "C05",
            .medium,
            "a unix rule that this kernel takes for more",
            why: "this kernel knows family and type alone: address, peer and access are lost",
            remedy: "expect \"network unix\" there; kernels with the feature network_v9/af_unix hold the whole rule",
            basis: .target
        ) { downgraded($0) },
        Lint(
            "C07",
            .medium,
            "every network family, or one with a large attack surface",
            why: "families such as alg, key, vsock, xdp or tipc have no use in most containers and a history of holes",
            remedy: "list the families that are needed: \"tcp\", \"udp\", \"unix\""
        ) { families($0) },
        Lint(
            "C08",
            .medium,
            "a peer that is anybody",
            why: "processes of other containers and of the host are meant as well",
            remedy: "name the peer, \"@{profile_name}\" for this profile itself"
        ) { anyPeer($0) },
    ]

    private static let sockets = [
        "/run/docker.sock", "/var/run/docker.sock", "/run/containerd/containerd.sock",
        "/var/run/containerd/containerd.sock", "/run/podman/podman.sock", "/run/user/1000/podman/podman.sock",
        "/run/user/1000/docker.sock", "/run/crio/crio.sock", "/var/run/crio/crio.sock", "/run/cri-dockerd.sock",
        "/run/buildkit/buildkitd.sock",
    ]
    private static let engines = Paths(
        sockets,
        patterns: ["/**/{docker,containerd,podman,crio,cri-dockerd,buildkitd}.sock"]
    )

    /// Denials of an engine's socket that a kernel without mediation of unix sockets does not look at.
    private static func unmediatedEngines(_ input: LintInput) -> [LintHit] {
        guard input.context.lacksUnixMediation, !sockets(input, "unix", .stream).isEmpty else { return [] }
        return input.rules(FileRule.self, .deny).compactMap { rule, file in
            guard let path = file.path, path.text.contains(text: "sock"),
                let socket = sockets.first(where: { path.matches(Array($0.utf8)) })
            else { return nil }
            return LintHit(rule, "does not stop connecting to \(socket): this kernel does not look at its path")
        }
    }

    /// The rules that permit sockets of a family and type.
    private static func sockets(
        _ input: LintInput,
        _ family: String,
        _ type: NetworkRule.SocketType
    ) -> [(rule: Rule, value: NetworkRule)] {
        let matches: (NetworkRule) -> Bool = { $0.families?.contains(family) ?? true && $0.impliedType ?? type == type }
        return input.effective(NetworkRule.self, where: matches) { deny in
            deny.access.isEmpty && deny.local == nil && deny.peer == nil && matches(deny)
        }
    }

    private static func rawSockets(_ input: LintInput) -> [LintHit] {
        let kinds: [(String, NetworkRule.SocketType)] = [
            ("inet", .raw), ("inet6", .raw), ("packet", .raw), ("packet", .dgram), ("packet", .packet),
        ]
        var seen: Set<String> = []
        return kinds.flatMap { family, type in
            sockets(input, family, type).compactMap { rule, _ in
                guard seen.insert(rule.text).inserted else { return nil }
                return LintHit(rule, "allows sockets of family \(family) and type \(type.rawValue)")
            }
        }
    }

    private static func families(_ input: LintInput) -> [LintHit] {
        let bare = input.effective(
            NetworkRule.self,
            where: { $0.families == nil && $0.impliedType == nil },
            deniedBy: { $0.families == nil && $0.impliedType == nil && $0.access.isEmpty }
        )
        // B08 reports packet sockets.
        let named = Set(input.rules(NetworkRule.self).compactMap(\.value.family)).subtracting(["packet"]).sorted()
        let risky = named.filter { SensitiveAccess.network(family: $0) != nil }.flatMap { family in
            input.effective(
                NetworkRule.self,
                where: { $0.family == family },
                deniedBy: { $0.family == family && $0.impliedType == nil && $0.access.isEmpty }
            )
        }
        return bare.map { LintHit($0.rule, "allows sockets of every family that no rule denies") }
            + risky.map { LintHit($0.rule, "allows sockets of family \($0.value.family ?? "any")") }
    }

    private static func downgraded(_ input: LintInput) -> [LintHit] {
        guard input.context.lacksUnixMediation else { return [] }
        return input.rules.compactMap { rule in
            guard let unix = rule.value as? UnixRule, unix.isNarrowerThanType else { return nil }
            return LintHit(rule, "this kernel holds \"\(rule.qualifierText)\(unix.broadened.text),\" instead")
        }
    }

    // MARK: Peers

    private static func anyPeer(_ input: LintInput) -> [LintHit] {
        input.rules.compactMap { rule in
            guard rule.action == .allow, let what = anybody(rule.value) else { return nil }
            return LintHit(rule, "allows \(what) any process of the machine")
        }
    }

    /// What a rule allows with everybody; none if it names a peer or can do no harm.
    private static func anybody(_ value: any RuleValue) -> String? {
        switch value {
        case let signal as SignalRule:
            let sends = signal.access.isEmpty || signal.access.contains(.send)
            return sends && isAnybody(signal.peer) ? "sending signals to" : nil
        case let unix as UnixRule:
            let talks: [UnixRule.Access] = [.connect, .send, .receive]
            let reaches = unix.access.isEmpty || unix.access.contains(where: talks.contains)
            return reaches && unix.peerAddress == nil && isAnybody(unix.peerLabel) ? "unix sockets of" : nil
        case let ptrace as PtraceRule: return ptrace.peer != nil && isAnybody(ptrace.peer) ? "tracing" : nil
        default: return nil
        }
    }

    /// Whether a label glob means everybody: it matches names that have nothing in common.
    static func isAnybody(_ peer: Glob?) -> Bool {
        guard let peer else { return true }
        return ["unconfined", "zq-7.k", "docker-default"].allSatisfy { peer.matches(Array($0.utf8)) }
    }
}

extension NetworkRule {
    /// The families that the rule matches; `nil` for every family.
    ///
    /// A protocol or an address without a family is compiled for those families alone that have it: `network tcp,` is
    /// inet and inet6 (`apparmor_parser -d`, 3.0.8).
    fileprivate var families: [String]? {
        if let family { return [family] }
        if transport == nil, local != nil || peer != nil { return ["inet", "inet6"] }
        return switch transport {
        case .tcp, .udp: ["inet", "inet6"]
        case .icmp: ["inet"]
        case nil: nil
        }
    }

    /// The type that the rule matches, which a protocol implies; `nil` for every type.
    fileprivate var impliedType: SocketType? {
        switch transport {
        case .tcp: .stream
        case .udp: .dgram
        case .icmp: .raw
        case nil: type
        }
    }
}
