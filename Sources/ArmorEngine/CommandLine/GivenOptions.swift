/// An option that is to be put into a command line that starts a container.
package struct AddedOption: Sendable, Equatable {
    /// Long, without dashes.
    package let name: String
    /// None for a switch.
    package let value: String?

    package init(_ name: String, _ value: String? = nil) { (self.name, self.value) = (name, value) }

    package var words: [String] { ["--\(name)"] + (value.map { [$0] } ?? []) }
}

/// The options that a user's command line has, as far as they decide what others may add.
struct GivenOptions: Sendable, Equatable {
    private var values: [String: [String]] = [:]

    /// Options with two names, by the one that is not asked for here.
    private static let aliases = ["u": "user", "net": "network", "v": "volume"]

    mutating func add(_ name: String, _ value: String) { values[Self.aliases[name] ?? name, default: []].append(value) }

    /// The profiles that are asked for, in their order: `apparmor=NAME`, and the older form with a colon.
    var profiles: [String] {
        all("security-opt").compactMap { value in
            ["apparmor=", "apparmor:"].first { value.hasPrefix($0) }.map { String(value.dropFirst($0.count)) }
        }
    }

    /// Whether an option speaks of something that the line decides already.
    func decides(_ option: AddedOption) -> Bool {
        let value = option.value ?? ""
        switch option.name {
        case "cap-add", "cap-drop": return isPrivileged || has("cap-add") || has("cap-drop")
        case "security-opt": return isPrivileged || all("security-opt").contains { Self.key($0) == Self.key(value) }
        case "device": return isPrivileged || all("device").contains { Self.target($0) == Self.target(value) }
        case "tmpfs": return isMounted(value.prefix { $0 != ":" })
        case "ulimit": return all("ulimit").contains { Self.key($0) == Self.key(value) }
        // A container of a pod shares what the pod has.
        case "network", "userns", "pid", "ipc": return has(option.name) || has("pod")
        default: return has(option.name)
        }
    }

    /// Whether the line has the very option.
    func says(_ option: AddedOption) -> Bool { all(option.name).contains(option.value ?? "true") }

    private func all(_ name: String) -> [String] { values[name] ?? [] }

    private func has(_ name: String) -> Bool { values[name] != nil }

    /// Everything that holds a container back is then off, and half of it back on would be neither one nor the other.
    private var isPrivileged: Bool { all("privileged").contains { $0 != "false" } }

    /// What stands before `=` or `:`.
    private static func key(_ value: String) -> Substring { value.prefix { $0 != "=" && $0 != ":" } }

    /// The path that a device has in the container.
    private static func target(_ value: String) -> Substring? {
        value.split(separator: ":").last { $0.hasPrefix("/") }
    }

    /// Whether something is mounted at a path already, which an engine refuses to do twice.
    private func isMounted(_ path: Substring) -> Bool {
        if all("tmpfs").contains(where: { $0.prefix { $0 != ":" } == path }) { return true }
        if all("volume").contains(where: { $0.split(separator: ":").prefix(2).contains(path) }) { return true }
        return all("mount").contains { mount in
            mount.split(separator: ",").contains { field in
                ["dst", "destination", "target"].contains { field == "\($0)=\(path)" }
            }
        }
    }
}
