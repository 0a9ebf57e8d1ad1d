import ArmorSource

/// What a profile may be called.
package enum ProfileName {
    /// The rule in words, for diagnostics.
    package static let rule =
        "a name begins with a letter or digit, holds letters, digits, \".\", \"_\" and \"-\", and has at most 100 bytes"

    /// The longest name, in bytes: the kernel's folder for a profile is its name and a number, and past 255 bytes the
    /// load wedges the host.
    private static let longest = 100

    /// Whether a text can be the name of a profile, a child or a hat.
    package static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= longest else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || ".-_".utf8.contains($0) }
    }

    /// Whether a text can be the name of a child or a hat: like a profile's name, or an absolute path, since programs
    /// enter hats by the name that they know and children may be named after the program that they confine.
    package static func isValidChild(_ text: String) -> Bool {
        guard let first = text.utf8.first,
            isAlphanumeric(first) || first == UInt8(ascii: "/") || first == UInt8(ascii: "_"),
            text.utf8.count <= longest, !text.contains(text: "//"), text != "/"
        else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || "./-_+@".utf8.contains($0) }
    }

    /// Whether a text can be the target of an execution: a name, or a path-like name of a distribution's profile, with
    /// children behind `//`.
    package static func isTarget(_ text: String) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first) || first == UInt8(ascii: "/") else { return false }
        return text.utf8.count <= 2 * longest + 2
            && text.utf8.allSatisfy { isAlphanumeric($0) || "./-_".utf8.contains($0) }
    }

    /// Why a name belongs to somebody else; none if it is free.
    package static func reservation(_ name: String) -> String? {
        if let reason = reserved[name] { return reason }
        return reservedPrefixes.first { name.hasPrefix($0.prefix) }?.reason
    }

    /// Whether a name that is reserved is that of a real profile, which another could replace; `unconfined` and the like
    /// are not, and would confine nothing or confuse the kernel's list.
    package static func isReplaceable(_ name: String) -> Bool {
        !["unconfined", "kernel"].contains(name) && !name.hasPrefix("null-")
    }

    private static let reserved = [
        "unconfined": "means no profile at all",
        "kernel": "names the kernel",
        "docker-default": "is Docker's own profile, which every container without another has",
        "containerd-default": "is containerd's own profile",
        "cri-containerd.apparmor.d": "is containerd's own profile",
        "runc": "is the runtime's own profile",
        "crun": "is the runtime's own profile",
    ]

    private static let reservedPrefixes: [(prefix: String, reason: String)] = [
        ("lxc-", "belongs to LXC"), ("libvirt-", "belongs to libvirt"), ("snap.", "belongs to snapd"),
        ("null-", "is the prefix of the kernel's learning profiles"),
    ]

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
