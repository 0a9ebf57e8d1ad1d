import ArmorImage
import ArmorSource
import ArmorTOML

/// What an image tells of network, capabilities and the runtime's own settings, and what it is like that a policy extends.
struct SketchRights {
    private let facts: SketchFacts
    let presets: [String]
    private(set) var network: [SketchEntry] = []
    private(set) var capabilities: [SketchEntry] = []
    private(set) var remarks: [String] = []

    /// What these presets grant is not written a second time.
    private static let networked: Set<String> = ["web-server", "database", "language-runtime"]
    private static let dropping: Set<String> = ["web-server", "database"]
    /// What the preset `shell-less` denies and an image may start all the same.
    private static let doors: Set<String> = [
        "apk", "apt", "apt-get", "chroot", "doas", "dpkg", "expect", "nsenter", "runuser", "screen", "script", "su",
        "sudo",
        "tmux", "unshare",
    ]

    init(_ facts: SketchFacts) {
        self.facts = facts
        var presets: [String] = []
        for server in facts.servers where !presets.contains(server.preset) { presets.append(server.preset) }
        if facts.hasRuntime { presets.append("language-runtime") }
        if presets.isEmpty { presets = ["container"] }
        let opens = facts.search.programs.contains { Self.doors.contains($0.name) }
        if !facts.imageHasShell, !opens, !facts.search.hasShell { presets.append("shell-less") }
        self.presets = presets
        let user = facts.image.config.user
        if !user.isEmpty, !Self.isUser(user) {
            remarks.append("the image's user \"\(printable(user))\" is no name and no number")
        }
        addNetwork()
        addCapabilities()
    }

    private mutating func addNetwork() {
        let ports = facts.image.config.ports
        for port in ports where port.proto == "sctp" {
            remarks.append("the port \(port.number)/sctp is not granted: add the families and types that it needs")
        }
        let known = ports.filter { $0.proto != "sctp" }
        if known.isEmpty, !presets.contains(where: Self.networked.contains) {
            remarks.append("the image names no port: no network is granted; add \"tcp\" or \"udp\" where it needs it")
        }
        guard !known.isEmpty, !presets.contains(where: Self.networked.contains) else { return }
        func list(_ proto: String) -> String {
            known.filter { $0.proto == proto }.map { "\($0.number)" }.joined(separator: ", ")
        }
        if known.contains(where: { $0.proto == "tcp" }) {
            network.append(SketchEntry(tomlQuoted("tcp"), "the port \(list("tcp")) of the image"))
        }
        let isUDP = known.contains { $0.proto == "udp" }
        network.append(SketchEntry(tomlQuoted("udp"), isUDP ? "the port \(list("udp")) of the image" : "DNS"))
        network.append(
            SketchEntry(tomlQuoted("netlink raw"), "the C library lists addresses before it resolves a name")
        )
    }

    private mutating func addCapabilities() {
        var reasons: [(name: String, reason: String)] = []
        let ports = facts.image.config.ports.filter { $0.number < 1_024 }.map { "\($0.number)/\($0.proto)" }
        if !ports.isEmpty, !presets.contains("web-server") {
            reasons.append(("net_bind_service", "the port \(ports.joined(separator: ", "))"))
        }
        if facts.image.config.isRoot {
            for server in facts.servers { reasons += server.capabilities }
            for program in facts.search.programs {
                for name in KnownTool.capabilities(program.name) {
                    reasons.append((name, "root calls \(program.name)"))
                }
                // setpriv empties sets of capabilities only with that one.
                if program.name == "setpriv", facts.search.words.contains(where: { $0.hasPrefix("--bounding-set") }) {
                    reasons.append(("setpcap", "setpriv empties the bounding set"))
                }
            }
        }
        var seen: Set<String> = presets.contains(where: Self.dropping.contains) ? ["setuid", "setgid"] : []
        for (name, reason) in reasons where seen.insert(name).inserted {
            capabilities.append(SketchEntry(tomlQuoted(name), reason))
        }
        if facts.image.config.isRoot, capabilities.isEmpty, !presets.contains(where: Self.dropping.contains) {
            remarks.append(
                "it runs as root, and no capability was seen to be needed: files of other users are closed to it"
            )
        }
    }

    /// The lines of `[container]`.
    ///
    /// - Parameters:
    ///   - reference: what the image is called, with its digest where that is known.
    ///   - writesImage: whether anything but volumes may be written.
    func container(reference: String?, writesImage: Bool) -> [String] {
        var lines: [String] = []
        if let reference, Self.isImage(reference) { lines.append("image = \(tomlQuoted(reference))") }
        let user = facts.image.config.user
        if Self.isUser(user) { lines.append("user = \(tomlQuoted(user))") }
        let special = Set(facts.special.map(\.path))
        let startsSpecial = facts.search.programs.contains { special.contains($0.found.path) }
        if !startsSpecial { lines.append("no_new_privileges = true # none of its programs needs set-user-id") }
        if !writesImage, presets.allSatisfy({ ["container", "shell-less"].contains($0) }) {
            lines.append("read_only = true # nothing is written but volumes and temporary files")
            lines.append("tmpfs = [\"/tmp\", \"/run\"]")
        }
        return lines
    }

    /// What `[container]` takes as an image's reference.
    private static func isImage(_ text: String) -> Bool { isWord(text, also: "._-/:@", limit: 512) }

    private static func isUser(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy { isWord($0, also: "._-", limit: 256) }
    }

    private static func isWord(_ text: some StringProtocol, also others: String, limit: Int) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 }
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= limit else { return false }
        return text.utf8.allSatisfy { isLetter($0) || others.utf8.contains($0) }
    }
}
