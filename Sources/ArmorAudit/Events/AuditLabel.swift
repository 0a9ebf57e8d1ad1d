/// The label of a process, as the kernel writes it: `PROFILE`, `PARENT//CHILD`, `:NAMESPACE:PROFILE`, `A//&B` for a stack of
/// two profiles, and `PROFILE//null-PROGRAM` for a program that a profile in complain mode has no rule to execute.
package struct AuditLabel: Sendable, Hashable {
    /// As it is written.
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The profiles that confine the process at the same time: one, or those of a stack.
    package var parts: [AuditLabel] { split(bytes, by: "//&").map { AuditLabel(Array($0)) } }

    /// The namespace before the profile, without its colons; `nil` for the namespace of the log's reader.
    package var namespace: [UInt8]? {
        guard bytes.first == UInt8(ascii: ":"), let end = bytes.dropFirst().firstIndex(of: UInt8(ascii: ":")) else {
            return nil
        }
        return Array(bytes[1..<end])
    }

    /// The label without the namespace.
    package var name: [UInt8] {
        guard let namespace else { return bytes }
        let rest = bytes.dropFirst(namespace.count + 2)
        return Array(rest.starts(with: "//".utf8) ? rest.dropFirst(2) : rest)
    }

    /// The profile that it came from: the name up to the first `//null-`. What a complaining profile executes without a
    /// rule, and what that executes in turn, belongs there.
    package var origin: [UInt8] { Array(split(name, by: "//null-")[0]) }

    /// What was executed or changed to without a rule, outermost first; older kernels write numbers.
    package var nullChain: [[UInt8]] { split(name, by: "//null-").dropFirst().map(Array.init) }

    /// The outermost profile: of `PARENT//CHILD` the parent.
    package var profile: [UInt8] { Array(split(origin, by: "//")[0]) }

    /// The child or hat within the profile; none where it is the profile itself.
    package var child: [UInt8]? {
        let rest = origin.dropFirst(profile.count + 2)
        return rest.isEmpty ? nil : Array(rest)
    }

    /// The profile with its namespace and without its child, for people: `web`, `:lxd-c1:web`. Bytes that are not UTF-8 are
    /// replaced.
    package var profileText: String {
        let prefix = namespace.map { ":\(String(decoding: $0, as: UTF8.self)):" } ?? ""
        return prefix + String(decoding: profile, as: UTF8.self)
    }

    /// The child or hat for people; `nil` for the profile itself.
    package var childText: String? { child.map { String(decoding: $0, as: UTF8.self) } }

    /// Whether the process has no profile.
    package var isUnconfined: Bool { name.elementsEqual("unconfined".utf8) }

    /// A profile of the kernel's own making.
    package var isNull: Bool { name.starts(with: "null-".utf8) || !nullChain.isEmpty }

    private func split(_ bytes: [UInt8], by separator: StaticString) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while let place = bytes.span.position(of: separator, in: start..<bytes.count) {
            pieces.append(bytes[start..<place])
            start = place + separator.utf8CodeUnitCount
        }
        return pieces + [bytes[start...]]
    }
}
