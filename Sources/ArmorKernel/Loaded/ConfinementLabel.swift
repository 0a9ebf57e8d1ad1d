/// What confines a process, as the kernel writes it: `unconfined`, `web (enforce)`, `web//worker (complain)`, or several
/// profiles at once, `web//&other (enforce)`.
package struct ConfinementLabel: Sendable, Hashable {
    /// Without the mode.
    package let text: String
    /// None where the kernel gives none, as for `unconfined`.
    package let mode: String?

    package init(text: String, mode: String?) {
        self.text = text
        self.mode = mode
    }

    /// Reads the content of `/proc/PID/attr/current`; an empty one is no label.
    package init?(content: String) {
        // Kernels end it with a newline, and some with a NUL.
        let bytes = Array(content.utf8)
        guard let end = bytes.lastIndex(where: { $0 != UInt8(ascii: "\n") && $0 != 0 }) else { return nil }
        guard let (text, mode) = splitMode(String(decoding: bytes[...end], as: UTF8.self)) else { return nil }
        self.init(text: text, mode: mode)
    }

    package var isUnconfined: Bool { text == "unconfined" }

    /// The profiles that confine the process together; most often one.
    package var profiles: [String] {
        let parts = Array(text.utf8)
        let separator = Array("//&".utf8)
        var result: [String] = []
        var start = 0
        var index = 0
        while index + separator.count <= parts.count {
            if parts[index...].starts(with: separator) {
                result.append(String(decoding: parts[start..<index], as: UTF8.self))
                index += separator.count
                start = index
            } else {
                index += 1
            }
        }
        return result + [String(decoding: parts[start...], as: UTF8.self)]
    }

    /// Whether a profile, or a child of it, is among those that confine the process.
    package func includes(_ profile: String) -> Bool {
        profiles.contains { $0 == profile || $0.hasPrefix("\(profile)//") }
    }
}
