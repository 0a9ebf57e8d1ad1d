import ArmorCompiled
import ArmorKernel
import ArmorSource
import Testing

/// What apparmor_parser compiled, field by field.
@Suite(.serialized) struct ReadingTests {
    @Test(arguments: TestCompiler.all) func tellsWhatTheProfileSays(_ compiler: TestCompiler) async throws {
        guard let bytes = try await compiler.compile(try fixtureProfile("everything")) else { return }
        let policy = try CompiledPolicy.read(bytes)
        #expect(policy.profiles.map(\.name).sorted() == ["all", "all//hat", "all//kid", "attached"])

        let all = try #require(policy.profile(named: "all"))
        #expect(all.mode == .enforce)
        #expect(all.auditsAll)
        #expect(!all.isHat)
        #expect(all.pathFlags == [.attachDisconnected, .mediateDeleted])
        // net_admin 12, net_raw 13, bpf 39; what is denied outright is merely not allowed.
        #expect(all.capabilities.allow == 1 << 12 | 1 << 13 | 1 << 39)
        #expect(all.capabilities.audit == 1 << 13)
        #expect(all.limits == [7: 1024, 0: 10])
        #expect(all.namespace == nil)
        #expect(all.rules != nil)
        #expect(all.files?.transitions.isEmpty == false)

        let hat = try #require(policy.profile(named: "all//hat"))
        #expect(hat.isHat)
        #expect(hat.mode == .complain)
        let attached = try #require(policy.profile(named: "attached"))
        #expect(attached.attachmentRules != nil)
    }

    /// The parser writes the names of changes of profile behind the rules of files, also where there are none of those.
    @Test(arguments: TestCompiler.all) func namesWithoutFilesAreRead(_ compiler: TestCompiler) async throws {
        guard let bytes = try await compiler.compile("profile p { pivot_root /b/ -> other, }\n") else { return }
        let policy = try CompiledPolicy.read(bytes)
        #expect(policy.profiles.map(\.name) == ["p"])
        #expect(policy.profiles.first?.hashedBytes.upperBound == bytes.count)
    }

    /// Why nothing can be asked by the addresses of sockets: parsers compile rules for them as if they named none, for every
    /// kernel that is known. The older ones refuse such rules.
    @Test(arguments: TestCompiler.all.filter { $0.path != ParserProgram.usualPaths.first })
    func addressesOfSocketsAreLeftOut(_ compiler: TestCompiler) async throws {
        let rules = ["network inet stream,", "network inet stream ip=127.0.0.1 port=8080,"]
        guard let plain = try await compiler.compile("profile p { \(rules[0]) }\n"),
            let narrow = try await compiler.compile("profile p { \(rules[1]) }\n")
        else { return }
        #expect(narrow == plain)
    }

    @Test(arguments: TestCompiler.all) func namespacesAreTold(_ compiler: TestCompiler) async throws {
        guard let bytes = try await compiler.compile("profile :inner:web { /x r, }\n") else { return }
        let policy = try CompiledPolicy.read(bytes)
        #expect(policy.profiles.map(\.name) == ["web"])
        #expect(policy.profiles.map(\.namespace) == ["inner"])
    }

    /// The record of a profile begins with the version; what the kernel hashes begins behind it and ends with it.
    @Test(arguments: TestCompiler.all) func recordsCoverThePolicy(_ compiler: TestCompiler) async throws {
        guard let bytes = try await compiler.compile(try fixtureProfile("everything")) else { return }
        let policy = try CompiledPolicy.read(bytes)
        var end = 0
        for profile in policy.profiles {
            #expect(profile.recordBytes.lowerBound == end)
            #expect(profile.hashedBytes.upperBound == profile.recordBytes.upperBound)
            #expect(bytes[profile.hashedBytes].starts(with: [4, 8, 0] + Array("profile\0".utf8)))
            end = profile.recordBytes.upperBound
        }
        #expect(end == bytes.count)
        #expect(policy.parts(ofAtMost: 500) == [bytes])
    }

    /// Where a record stands in a set does not change what is in it, nor its hash.
    @Test(arguments: TestCompiler.all) func recordsStandAlone(_ compiler: TestCompiler) async throws {
        guard let bytes = try await compiler.compile(try fixtureProfile("everything")) else { return }
        let policy = try CompiledPolicy.read(bytes)
        for profile in policy.profiles {
            let alone = try CompiledPolicy.read(policy.record(of: profile))
            let again = try #require(alone.profiles.first)
            #expect(alone.profiles.count == 1)
            #expect(again.name == profile.name)
            for algorithm in HashAlgorithm.allCases {
                #expect(alone.kernelHash(of: again, algorithm) == policy.kernelHash(of: profile, algorithm))
            }
        }
    }

    @Test func theHashIsOfTheVersionAndTheStructure() throws {
        let bytes = try compiledFixture("small")
        let policy = try CompiledPolicy.read(bytes)
        let profile = try #require(policy.profiles.first)
        // The version's four bytes, without its name and type, then all that follows it.
        let hashed = bytes[12..<16] + bytes[16...]
        #expect(policy.kernelHash(of: profile, .sha256) == SHA256.hex(Array(hashed)))
        #expect(policy.kernelHash(of: profile, .sha1) == SHA1.hex(Array(hashed)))
    }

    @Test func familiesStayTogether() throws {
        let bytes = try compiledFixture("families")
        let policy = try CompiledPolicy.read(bytes)
        #expect(policy.profiles.map(\.name).sorted() == ["a", "a//one", "a//two", "b", "c", "c//one"])
        func names(_ limit: Int) throws -> [[String]] {
            try policy.parts(ofAtMost: limit).map { try CompiledPolicy.read($0).profiles.map(\.name) }
        }
        #expect(try names(6).count == 1)
        #expect(try names(4).allSatisfy { $0.count <= 4 })
        #expect(try names(3).map { Set($0.map { $0.prefix(1) }).count } == [1, 2])
        #expect(try names(1).map(\.count) == [1, 1, 1, 1, 1, 1])
        #expect(try names(2).joined().sorted() == policy.profiles.map(\.name).sorted())
    }
}

/// What is no compiled policy is refused at its place.
@Suite struct RefusalTests {
    private func problem(_ bytes: [UInt8]) -> CompiledError? {
        do throws(CompiledError) {
            _ = try CompiledPolicy.read(bytes)
            return nil
        } catch { return error }
    }

    @Test func nothing() { #expect(problem([]) == CompiledError(.empty, at: 0)) }

    @Test func aText() { #expect(problem(Array("profile x { }".utf8)) == CompiledError(.expected("version"), at: 0)) }

    @Test func twoProfilesOfOneName() throws {
        let bytes = try compiledFixture("small")
        #expect(problem(bytes + bytes) == CompiledError(.duplicate("small"), at: bytes.count))
    }

    @Test func anotherVersion() throws {
        var bytes = try compiledFixture("small")
        bytes[12] = 99
        #expect(problem(bytes)?.problem == .version(0x0020_2063))
    }

    @Test func everyTruncation() throws {
        let bytes = try compiledFixture("small")
        for count in 0..<bytes.count { #expect(problem(Array(bytes.prefix(count))) != nil, "\(count) bytes") }
    }
}
