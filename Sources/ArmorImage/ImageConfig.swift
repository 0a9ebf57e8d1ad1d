package import ArmorJSON

/// How an image says that its containers are started (OCI image specification, "Image Configuration"; an engine's
/// `GET /images/NAME/json` has the same under `Config`).
package struct ImageConfig: Sendable, Equatable {
    /// A port that the image says it listens on.
    package struct Port: Sendable, Hashable, Comparable {
        package let number: Int
        /// `tcp`, `udp` or `sctp`.
        package let proto: String

        package static func < (left: Self, right: Self) -> Bool {
            (left.number, left.proto) < (right.number, right.proto)
        }
    }

    package var entrypoint: [String] = []
    package var command: [String] = []
    /// `USER[:GROUP]`; empty is root.
    package var user = ""
    package var ports: [Port] = []
    package var volumes: [String] = []
    /// Absolute; `/` where none is said.
    package var workingFolder = "/"
    /// `NAME=VALUE`.
    package var environment: [String] = []

    /// Folders of `PATH`; images have half a dozen.
    private static let folderLimit = 32

    package init() {}

    /// Reads the member `config` of a configuration. What is absent or of another kind reads as not set.
    package init(_ value: JSONValue?) {
        entrypoint = Self.texts(value?["Entrypoint"])
        command = Self.texts(value?["Cmd"])
        user = value?["User"]?.text ?? ""
        ports = (value?["ExposedPorts"]?.object?.members ?? []).compactMap { Self.port($0.key) }.sorted()
        volumes = (value?["Volumes"]?.object?.members ?? []).map(\.key).sorted()
        environment = Self.texts(value?["Env"])
        if let folder = value?["WorkingDir"]?.text, folder.hasPrefix("/") { workingFolder = folder }
    }

    /// What a container runs when nothing else is said: the entry point with the command behind it.
    package var words: [String] { entrypoint + command }

    /// The same where a command line says something else: another entry point leaves the image's command out.
    package func words(entrypoint other: String?, command words: [String]) -> [String] {
        if let other { return (other.isEmpty ? [] : [other]) + words }
        return entrypoint + (words.isEmpty ? command : words)
    }

    /// The value of a variable; the last counts where there are several.
    package func variable(_ name: String) -> String? {
        environment.last { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.utf8.count + 1)) }
    }

    /// Where programs are looked for; what engines set where an image sets nothing.
    package var searchPath: [String] {
        let text = variable("PATH") ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return Array(text.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }.prefix(Self.folderLimit))
    }

    /// Whether the first process is root's.
    package var isRoot: Bool {
        let name = user.split(separator: ":", omittingEmptySubsequences: false).first ?? ""
        return ["", "0", "root"].contains(name)
    }

    private static func texts(_ value: JSONValue?) -> [String] { (value?.elements ?? []).compactMap(\.text) }

    /// `80`, `80/tcp`.
    private static func port(_ text: String) -> Port? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let number = Int(first), (1...65_535).contains(number), parts.count <= 2 else {
            return nil
        }
        let proto = parts.count == 2 ? parts[1].lowercased() : "tcp"
        return ["tcp", "udp", "sctp"].contains(proto) ? Port(number: number, proto: proto) : nil
    }
}
