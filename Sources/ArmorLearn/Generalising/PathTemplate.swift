import ArmorGlob
import ArmorPolicy

/// A path in AppArmor's own words: what is another number for each process, or another name for each container, is said so
/// even of a single sample, because nobody has two that are alike.
struct PathTemplate: Sendable, Hashable {
    /// The text of each component; what is no literal is a glob or a variable.
    var components: [Component]
    /// Whether it is a folder, whose path ends in a slash.
    var isFolder: Bool

    enum Component: Sendable, Hashable {
        case literal([UInt8])
        /// A glob, or variables.
        case pattern(String)
    }

    /// - Parameter writes: whether the path is written to: in folders of programs and settings almost nothing varies then.
    init(_ path: [UInt8], writes: Bool = false) {
        isFolder = path.last == Bytes.slash
        let names = path.split(separator: Bytes.slash).map(Array.init)
        let texts = names.map { String(decoding: $0, as: UTF8.self) }
        let writesToPrograms = writes && NamePlace.holdsProgramsOrSettings(texts.first ?? "")
        components = names.indices.map { index in
            let place = NamePlace(texts, index)
            return Self.component(names, place, writesToPrograms: writesToPrograms)
        }
    }

    var isLiteral: Bool { components.allSatisfy { if case .literal = $0 { true } else { false } } }

    private static func component(_ names: [[UInt8]], _ place: NamePlace, writesToPrograms: Bool) -> Component {
        let index = place.folder.count
        let name = names[index]
        guard index > 0 else { return .literal(name) }
        let isNumber = !name.isEmpty && name.count <= 7 && name.allSatisfy(Bytes.digits.contains) && name[0] != 0x30
        if isNumber, place.top == "proc" {
            if index == 1 { return .pattern("@{pid}") }
            if index == 3, place.parent == "task", isProcess(names[1]) { return .pattern("@{tid}") }
        }
        if let known = KnownForms.glob(name, at: place, writesToPrograms: writesToPrograms) { return .pattern(known) }
        if writesToPrograms { return .literal(name) }
        if ContainerName.parents.contains(place.parent), ContainerName.isIdentifier(name) {
            return .pattern(ContainerName.glob)
        }
        if let around = ContainerName.scope(name) { return .pattern(around) }
        if place.isTemporary, let made = TemporaryName.glob(name) { return .pattern(made) }
        return .literal(name)
    }

    private static func isProcess(_ name: [UInt8]) -> Bool { name.allSatisfy(Bytes.digits.contains) }

    /// As a policy writes it.
    var text: String {
        let parts = components.map { component in
            switch component {
            case .literal(let name): quotedLiteral(name)
            case .pattern(let text): text
            }
        }
        let path = "/" + parts.joined(separator: "/") + (isFolder && !parts.isEmpty ? "/" : "")
        // The variable's value has its slashes.
        let isProcess = path.hasPrefix("/proc/@{pid}")
        return isProcess ? "@{PROC}" + path.dropFirst("/proc".count) : path
    }

    /// None where it is no path that a policy can hold.
    func glob(_ variables: VariableTable) -> Glob? {
        try? Glob.parse(text, kind: .path, variables: variables.lookup)
    }
}

/// The names that engines give to containers, and the folders and units in which they stand.
enum ContainerName {
    /// The folders of overlay2 and of containers of Docker, containerd, podman and the groups of all of them.
    static let parents: Set = [
        "overlay2", "containers", "docker", "libpod", "overlay-containers", "overlay", "crio", "buildkit",
        "io.containerd.runtime.v2.task", "moby", "k8s.io",
    ]
    /// 64 digits, which is more than anybody would write.
    static let glob = "[0-9a-f]*"

    static func isIdentifier(_ name: [UInt8]) -> Bool {
        name.count == 64 && name.allSatisfy { Bytes.hex.contains($0) && !Bytes.upper.contains($0) }
    }

    /// `docker-ID.scope`, as systemd's groups are called.
    static func scope(_ name: [UInt8]) -> String? {
        for prefix in ["docker-", "cri-containerd-", "crio-", "libpod-"] {
            let rest = name.dropFirst(prefix.utf8.count)
            guard name.starts(with: prefix.utf8), rest.count == 70, rest.suffix(6).elementsEqual(".scope".utf8),
                isIdentifier(Array(rest.dropLast(6)))
            else { continue }
            return "\(prefix)\(glob).scope"
        }
        return nil
    }
}
