import ArmorSource

/// Names of profiles: which are valid in a policy, which are reserved, and how one is derived from a kernel's label.
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
        return text.utf8.allSatisfy(isPlain)
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
    /// children after `//`.
    package static func isTarget(_ text: String) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first) || first == UInt8(ascii: "/") else { return false }
        return text.utf8.count <= 2 * longest + 2
            && text.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "/") }
    }

    /// Why a policy must not have a name, as the end of a sentence that begins with the name; `nil` if it is free.
    package static func reservation(_ name: String) -> String? { ReservedName(name)?.reason }

    /// Whether a reserved name is that of a real profile, which another could replace. `unconfined` and the like are not:
    /// they would confine nothing or confuse the kernel's list.
    package static func isReplaceable(_ name: String) -> Bool {
        !["unconfined", "kernel"].contains(name) && !name.hasPrefix("null-")
    }

    // MARK: Derived names

    /// Returns a valid name that is not reserved, near to a label that a kernel reports or a profile text has:
    /// `usr.sbin.mysqld` for `/usr/sbin/mysqld`, `armor-docker-default` for `docker-default`.
    ///
    /// The same label always gives the same name. Two labels may give the same name, unless both are valid names.
    package static func derived(from label: String) -> String {
        let name = plain(label)
        guard ReservedName(label) != nil || ReservedName(name) != nil else { return name }
        return shortened("armor-" + name, from: label)
    }

    /// Returns a valid name for a child or a hat; no name of a child is reserved.
    package static func derivedChild(from label: String) -> String { plain(label) }

    /// The label with a dot for each stretch of bytes that no name can have.
    private static func plain(_ label: String) -> String {
        if isValid(label) { return label }
        var result: [UInt8] = []
        for byte in label.utf8 {
            if isPlain(byte), byte != UInt8(ascii: ".") {
                result.append(byte)
            } else if let last = result.last, last != UInt8(ascii: ".") {
                result.append(UInt8(ascii: "."))
            }
        }
        if result.last == UInt8(ascii: ".") { result.removeLast() }
        let trimmed = result.drop { !isAlphanumeric($0) }
        return trimmed.isEmpty ? "profile" : shortened(String(decoding: trimmed, as: UTF8.self), from: label)
    }

    /// The name itself, or the beginning of one that is too long with a digest of the label, so that labels that begin
    /// alike get different names.
    private static func shortened(_ name: String, from label: String) -> String {
        guard name.utf8.count > longest else { return name }
        return "\(name.prefix(longest - 9))-\(SHA256.hex(Array(label.utf8)).prefix(8))"
    }

    private static func isPlain(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || ".-_".utf8.contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
