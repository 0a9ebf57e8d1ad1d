import ArmorCompiled
import ArmorGlob
import ArmorTarget
import ArmorTestSupport
import Foundation
import Testing

/// What a difference says is so, and what is so the difference says.
@Suite(.serialized) struct DiffSoundnessTests {
    /// What both sides answer of one path, in the words of a difference.
    private func changes(_ path: [UInt8], _ old: CompiledProfile, _ new: CompiledProfile) -> Set<Change> {
        var found: Set<Change> = []
        for subject in Subject.allCases {
            for wanted in Permission.ofFiles.each {
                let before = old.decide(.file(path, wanted), subject, .linux61)
                let after = new.decide(.file(path, wanted), subject, .linux61)
                switch (before.isAllowed, after.isAllowed) {
                case (false, true): found.insert(.allows(wanted, subject))
                case (true, false): found.insert(.denies(wanted, subject))
                case (true, true):
                    if after.isLogged, !before.isLogged { found.insert(.logs(wanted, subject)) }
                    if before.isLogged, !after.isLogged { found.insert(.ceasesToLog(wanted, subject)) }
                    if let from = before.transition, let to = after.transition, from != to {
                        found.insert(.transition(from: from, to: to, subject))
                    }
                case (false, false):
                    if !after.isLogged, before.isLogged { found.insert(.hushes(wanted, subject)) }
                    if !before.isLogged, after.isLogged { found.insert(.ceasesToHush(wanted, subject)) }
                }
            }
        }
        return found
    }

    private func groups(_ old: CompiledProfile, _ new: CompiledProfile) -> [ChangeGroup] {
        let diff = old.difference(to: new, .linux61, .linux61)
        return diff.kinds.filter { $0.kind == .file }.flatMap { entry -> [ChangeGroup] in
            guard case .differs(let groups) = entry.difference else {
                Issue.record("undecided")
                return []
            }
            return groups
        }
    }

    @Test(arguments: 0..<12) func randomPairs(_ seed: Int) async throws {
        guard let compiler = TestCompiler.all.first else { return }
        var random = RandomProfiles(UInt64(seed))
        let texts = (random.profile(), random.profile())
        guard let first = try await compiler.compile(texts.0), let second = try await compiler.compile(texts.1),
            let old = try CompiledPolicy.read(first).profile(named: "p"),
            let new = try CompiledPolicy.read(second).profile(named: "p")
        else { return }
        let groups = groups(old, new)
        let globs = groups.map { $0.texts.first?.glob }
        for group in groups {
            let witness = try #require(group.witness.first)
            let real = changes(witness, old, new)
            for change in group.changes { #expect(change.isAmong(real), "\(change) \(witness) \(texts)") }
        }
        for _ in 0..<300 {
            let path = random.path()
            let real = changes(path, old, new)
            var said: [Change] = []
            for (group, glob) in zip(groups, globs) where glob?.matches(path) ?? true {
                said += group.changes
                guard group.isExact else { continue }
                for change in group.changes { #expect(change.isAmong(real), "exact: \(change) \(path) \(texts)") }
            }
            for change in real {
                let isSaid = said.contains { $0 == change || $0 == change.forEverybody() }
                #expect(isSaid, "\(change) of \(String(decoding: path, as: UTF8.self)) is not told: \(texts)")
            }
        }
    }

    /// A profile does not differ from itself, however the parser makes its tables.
    @Test(arguments: TestCompiler.all) func optimisationsChangeNothing(_ compiler: TestCompiler) async throws {
        let text = try fixtureProfile("questions")
        guard let plain = try await compiler.compile(text), let kernel = KernelDialect(rawValue: compiler.kernel),
            let first = try CompiledPolicy.read(plain).profile(named: "q")
        else { return }
        for option in ["no-minimize", "equiv", "no-remove-unreachable", "no-expr-simplify", "no-diff-encode"] {
            guard let bytes = try compiler.compile(text, optimisation: option) else { continue }
            let second = try #require(try CompiledPolicy.read(bytes).profile(named: "q"))
            #expect(first.difference(to: second, kernel, kernel).isEmpty, "-O \(option)")
        }
    }

    /// What one parser makes of a text for a kernel is what another makes of it.
    @Test func parsersAgree() async throws {
        let text = try fixtureProfile("questions")
        var profiles: [CompiledProfile] = []
        for compiler in TestCompiler.all where compiler.kernel == "6.1" {
            guard let bytes = try await compiler.compile(text) else { continue }
            profiles.append(try #require(try CompiledPolicy.read(bytes).profile(named: "q")))
        }
        for (one, other) in zip(profiles, profiles.dropFirst()) {
            let diff = one.difference(to: other, .linux61, .linux61)
            #expect(diff.isEmpty, "\(lines(diff))")
        }
    }
}

extension Permission {
    fileprivate var each: [Permission] {
        (0..<32).map { Permission(rawValue: 1 << UInt32($0)) }.filter { contains($0) }
    }
}

extension Change {
    /// Whether this holds of a path of which these hold, one a subject.
    fileprivate func isAmong(_ real: Set<Change>) -> Bool {
        if subject != nil { return real.contains(self) }
        return real.filter { $0.forEverybody() == self }.count == 2
    }
}

extension TestCompiler {
    /// The same with an optimisation switched on or off; none where the parser does not know it.
    fileprivate func compile(_ text: String, optimisation: String) throws -> [UInt8]? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "armor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "profile")
        let kernelFile = folder.appending(path: "features")
        try Data(text.utf8).write(to: file)
        try Data(features.text.utf8).write(to: kernelFile)
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-QKS", "-M", kernelFile.path, "-O", optimisation, file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        return process.terminationStatus == 0 && !bytes.isEmpty ? bytes : nil
    }
}
