import ArmorSource

/// A compiled policy: what `apparmor_parser -S` or `-o` writes and what the kernel loads, profiles one after another.
///
/// Reading is total. Any bytes give profiles or an error with the byte at which they are wrong; memory stays a small multiple
/// of the input.
package struct CompiledPolicy: Sendable {
    /// The input, which the ranges of the profiles point into.
    package let bytes: [UInt8]
    /// At least one, in the input's order, each name once in a namespace. Children follow their parent.
    package let profiles: [CompiledProfile]

    /// Reads the profiles of a file or of `raw_data` in securityfs.
    package static func read(_ bytes: [UInt8]) throws(CompiledError) -> CompiledPolicy {
        var stream = PolicyStream(bytes)
        var profiles: [CompiledProfile] = []
        var names: Set<[UInt8]> = []
        var version: PolicyVersion?
        while !stream.isAtEnd {
            let start = stream.index
            if let word = try stream.optionalNumber("version") {
                version = try PolicyVersion(word, at: start)
            }
            guard let version else { throw CompiledError(.expected("version"), at: start) }
            let namespace = try stream.optionalString("namespace")
            var reader = ProfileReader(stream: stream, version: version, namespace: namespace, recordStart: start)
            let profile = try reader.read()
            stream = reader.stream
            guard names.insert((namespace ?? []) + [0] + profile.nameBytes).inserted else {
                throw CompiledError(.duplicate(profile.name), at: start)
            }
            profiles.append(profile)
        }
        guard !profiles.isEmpty else { throw CompiledError(.empty, at: 0) }
        return CompiledPolicy(bytes: bytes, profiles: profiles)
    }

    /// Whether bytes begin as a compiled policy does; a text never does.
    package static func looksCompiled(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x04, 8, 0] + Array("version\0".utf8))
    }

    /// The profile of that name; children are `parent//child`. Where several namespaces have one, the first.
    package func profile(named name: String) -> CompiledProfile? { profiles.first { $0.name == name } }

    /// The hash that the kernel keeps of one profile, in `policy/profiles/…/sha1` or `sha256`: of the version's four bytes
    /// and the profile's own, wherever in a set it was loaded.
    package func kernelHash(of profile: CompiledProfile, _ algorithm: HashAlgorithm) -> String {
        let word = profile.version.word
        let head = (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
        return algorithm.hex(head + bytes[profile.hashedBytes])
    }

    /// One profile as a policy of its own, byte for byte as it stands here; where the version was only told before, it is
    /// told again.
    package func record(of profile: CompiledProfile) -> [UInt8] {
        let own = Array(bytes[profile.recordBytes])
        return profile.hasOwnVersion ? own : profile.version.header + own
    }

    /// The same profiles as several policies of at most so many profiles each, in order.
    ///
    /// A profile and its children stay in one policy, because the kernel takes a child only with or after its parent, and
    /// because what one write loads is loaded as a whole; only a family that is larger than the limit is divided.
    package func parts(ofAtMost limit: Int) -> [[UInt8]] {
        let limit = max(1, limit)
        var parts: [[UInt8]] = []
        var current: [UInt8] = []
        var count = 0
        var index = 0
        while index < profiles.count {
            let family = profiles[index...].prefix(while: { $0.familyName == profiles[index].familyName })
            if count > 0, count + family.count > limit {
                parts.append(current)
                (current, count) = ([], 0)
            }
            for profile in family {
                if count == limit {
                    parts.append(current)
                    (current, count) = ([], 0)
                }
                current += record(of: profile)
                count += 1
            }
            index += family.count
        }
        return parts + [current]
    }
}

/// The hashes that kernels name a loaded profile by.
package enum HashAlgorithm: String, Sendable, CaseIterable {
    /// Kernels up to 6.1 or so.
    case sha1
    /// Later kernels.
    case sha256

    /// The digest in lower-case hexadecimal, as securityfs tells it.
    package func hex(_ bytes: [UInt8]) -> String {
        switch self {
        case .sha1: SHA1.hex(bytes)
        case .sha256: SHA256.hex(bytes)
        }
    }
}

/// The word at the head of each profile: the kernel's ABI in bits 0–9, force-complain in bit 11, the parser's ABI from bit 12
/// and the policy's version from bit 20 on.
package struct PolicyVersion: Sendable, Hashable {
    package let word: UInt32

    init(_ word: UInt32, at offset: Int) throws(CompiledError) {
        self.word = word
        // Kernels take 5 to 9.
        guard 5...9 ~= kernelABI else { throw CompiledError(.version(word), at: offset) }
    }

    package var kernelABI: UInt32 { word & 0x3ff }
    /// Whether the profile is loaded in complain mode whatever it says itself.
    package var forcesComplain: Bool { word & 0x800 != 0 }

    /// The same as the bytes that begin a record.
    fileprivate var header: [UInt8] {
        [0x04, 8, 0] + Array("version\0".utf8) + [0x02]
            + (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }
}
