/// A release of Kubernetes, as far as what it reads depends on it.
package struct KubernetesVersion: Sendable, Comparable {
    package let major: Int
    package let minor: Int

    package init(_ major: Int, _ minor: Int) { (self.major, self.minor) = (major, minor) }

    /// Reads `1.29`, `v1.29` and `1.29.3`; none where it is none of them.
    package init?(_ text: String) {
        let plain = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.utf8.count <= 4 && part.utf8.allSatisfy { $0 &- 0x30 < 10 } ? Int(part) : nil
        }
        guard (2...3).contains(parts.count), !parts.contains(nil), let major = parts[0], let minor = parts[1] else {
            return nil
        }
        self.init(major, minor)
    }

    package static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }

    /// Since when a security context names the profile in a field of its own instead of an annotation of the pod.
    package static let profileField = KubernetesVersion(1, 30)
}

/// A name that Kubernetes takes for a container and, being shorter than it must, for every other object (RFC 1123, label).
func objectName(_ name: String) -> String {
    var letters = name.lowercased().utf8.prefix(63).map { byte in
        byte &- 0x61 < 26 || byte &- 0x30 < 10 ? byte : UInt8(ascii: "-")
    }
    while letters.last == UInt8(ascii: "-") { letters.removeLast() }
    return String(decoding: letters, as: UTF8.self)
}
