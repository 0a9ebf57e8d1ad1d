import ArmorCompiled
import ArmorGlob
import ArmorTestSupport
import Testing

/// What is found of links and renames is so, and where one of many names shows that there is something, it is found.
@Suite(.serialized) struct CarryingTests {
    private static let kernel = KernelDialect.linux61
    private static let masks: [Permission] = [.read, .execute, .ofContents]

    /// A random profile in which folders are written and names are linked.
    private func profile(_ seed: Int) async throws -> (text: String, profile: CompiledProfile)? {
        guard let compiler = TestCompiler.all.first else { return nil }
        var random = RandomProfiles(UInt64(seed))
        let more = [
            "/a/** rw,", "/b/ rw,", "owner /*/ rw,", "/ab/*/ rw,", "deny /a/b/a r,", "/b/** rix,",
            "link /a/* -> /b/**,", "link subset /a -> /**,", "owner link subset /b/* -> /*,", "deny /ab/b/ w,",
        ]
        let chosen = more.indices.filter { seed >> ($0 % 5) & 1 == $0 / 5 }.map { more[$0] }
        let text = random.profile().replacing("}\n", with: chosen.joined(separator: "\n") + "\n}\n")
        guard let bytes = try await compiler.compile(text) else { return nil }
        return try CompiledPolicy.read(bytes).profile(named: "p").map { (text, $0) }
    }

    private static let names = ["a", "b", "ab", "zz"]
    private static let folders = (names.map { "/\($0)/" } + names.flatMap { a in names.map { "/\(a)/\($0)/" } })
        .map { Array($0.utf8) }
    private static let files = ["a", "b", "a.so", ".x", "zz", "a/b", "b/a", "zz/zz"].map { Array($0.utf8) }

    /// The rights of a file under its new path that it lacks under its old one, where the folder can be renamed.
    private func gained(
        _ profile: CompiledProfile,
        _ from: [UInt8],
        _ to: [UInt8],
        _ name: [UInt8],
        _ question: MoveQuestion
    ) -> Permission {
        guard !from.starts(with: to), !to.starts(with: from) else { return [] }
        return Subject.allCases.reduce(into: Permission()) { gained, subject in
            func rights(_ path: [UInt8]) -> Permission { profile.rights(path, subject, Self.kernel) }
            guard rights(from).isSuperset(of: [.read, .write]), rights(to).contains(.write) else { return }
            let old = rights(from + name)
            guard question.held.isEmpty || !old.isDisjoint(with: question.held) else { return }
            guard old.isDisjoint(with: question.absent) else { return }
            guard question.paths?.matches(from + name) ?? true else { return }
            gained.formUnion(rights(to + name).intersection(question.gained).subtracting(old))
        }
    }

    @Test(arguments: 0..<16) func renames(_ seed: Int) async throws {
        guard let (text, profile) = try await profile(seed) else { return }
        let moves = FolderMoves(profile, Self.kernel)
        let globs = try [nil, Glob.parse("/a/**"), Glob.parse("/**/b"), Glob.parse("/{b,zz}/*")] as [Glob?]
        for mask in Self.masks {
            let conditions: [(held: Permission, absent: Permission)] = [([], []), (.write, []), ([], .write)]
            for (glob, condition) in globs.flatMap({ glob in conditions.map { (glob, $0) } }) {
                let question = MoveQuestion(paths: glob, gained: mask, held: condition.held, absent: condition.absent)
                let gains = moves.find(question)
                #expect(gains.isComplete)
                for move in gains.found {
                    let real = gained(profile, move.from, move.to, move.name, question)
                    #expect(!real.isEmpty && real.isSuperset(of: move.gained), "\(move) \(text)")
                }
                guard gains.found.isEmpty else { continue }
                for from in Self.folders {
                    for to in Self.folders {
                        let missed = Self.files.first { !gained(profile, from, to, $0, question).isEmpty }
                        #expect(missed == nil, "\(from) \(to) \(question) \(text)")
                    }
                }
            }
        }
    }

    @Test(arguments: 0..<32) func links(_ seed: Int) async throws {
        guard let (text, profile) = try await profile(seed) else { return }
        let paths = Self.folders.map { Array($0.dropLast()) } + Self.files.map { Array("/a/".utf8) + $0 }
        for subject in Subject.allCases {
            func gained(_ link: [UInt8], _ target: [UInt8]) -> Permission {
                guard profile.decide(.link(link, target: target), subject, Self.kernel).isAllowed else { return [] }
                let new = profile.rights(link, subject, Self.kernel).intersection(.ofContents)
                return new.subtracting(profile.rights(target, subject, Self.kernel))
            }
            let gains = profile.linkGains(subject, Self.kernel, ProductLimits(), isCompared: true)
            #expect(gains.isComplete)
            for gain in gains.found { #expect(gained(gain.link, gain.target) == gain.gained, "\(gain) \(text)") }
            guard gains.found.isEmpty else { continue }
            for link in paths {
                let missed = paths.first { !gained(link, $0).isEmpty }
                #expect(missed == nil, "\(link) \(text)")
            }
        }
    }

    /// Beyond the limits it is said that something may be missing.
    @Test func limitsAreTold() async throws {
        guard let (_, profile) = try await profile(3) else { return }
        let few = ProductLimits(pairs: 3)
        #expect(!FolderMoves(profile, Self.kernel, few).find(MoveQuestion(paths: nil, gained: .read)).isComplete)
        #expect(!profile.linkGains(.owner, Self.kernel, few, isCompared: false).isComplete)
    }
}
