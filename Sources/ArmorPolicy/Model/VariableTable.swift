/// The variables that paths of a policy may use: those that every policy has, and its own.
package struct VariableTable: Sendable {
    /// A policy's own definition.
    package struct Definition: Sendable {
        package let name: String
        package let values: [String]
        package let origin: Origin
    }

    /// By name; a variable that several layers define has all their values.
    package private(set) var own: [String: [Definition]] = [:]

    package init() {}

    package mutating func define(_ definition: Definition) {
        own[definition.name, default: []].append(definition)
    }

    /// The values of a variable; none if it is not known.
    package func lookup(_ name: String) -> [String]? {
        if let definitions = own[name] { return definitions.flatMap(\.values).uniqued() }
        if name == Self.profileName { return [name] }
        return Self.builtIn[name]
    }

    /// The variables that a text names as `@{NAME}`, in their order.
    package static func names(in text: String) -> [String] {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return [] }
        return text.split(separator: "@", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            guard part.first == "{", let end = part.firstIndex(of: "}") else { return nil }
            return String(part[part.index(after: part.startIndex)..<end])
        }
    }

    /// Whether the values of a variable lead, directly or through others, to another.
    func reaches(_ target: String, from start: String) -> Bool {
        var pending = [start]
        var seen: Set<String> = []
        while let name = pending.popLast() {
            if name == target { return true }
            guard seen.insert(name).inserted, let definitions = own[name] else { continue }
            pending += definitions.flatMap(\.values).flatMap(Self.names)
        }
        return false
    }

    /// Every variable that is known, sorted.
    package var names: [String] { (Array(own.keys) + Array(Self.builtIn.keys)).sorted() }

    /// Stands for the name of the profile itself in peers; the renderer puts the name in its place.
    package static let profileName = "profile_name"

    /// The variables that AppArmor's own `tunables/global` defines, as far as containers have a use for them. A profile
    /// defines those that it uses itself, so that it means the same on every host.
    package static let builtIn: [String: [String]] = [
        "PROC": ["/proc/"],
        "sys": ["/sys/"],
        "run": ["/run/", "/var/run/"],
        "HOMEDIRS": ["/home/"],
        "HOME": ["/home/*/", "/root/"],
        "pid": [processID],
        "pids": [processID],
        "tid": [processID],
        "uid": ["{[0-9],[1-9][0-9],[1-9][0-9][0-9],[1-9][0-9][0-9][0-9]*}"],
        "multiarch": ["*-linux-gnu*"],
    ]

    /// One to seven digits: the kernel's largest process number is 4,194,304 (proc(5), pid_max).
    private static let processID =
        "{[1-9],[1-9][0-9],[1-9][0-9][0-9],[1-9][0-9][0-9][0-9],[1-9][0-9][0-9][0-9][0-9],"
        + "[1-9][0-9][0-9][0-9][0-9][0-9],[1-4][0-9][0-9][0-9][0-9][0-9][0-9]}"
}

extension Array where Element: Hashable {
    /// Each element once, in the order of its first appearance.
    package func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
