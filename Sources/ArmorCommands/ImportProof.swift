import ArgumentParser
import ArmorCompiled
import ArmorKernel
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTarget

/// Compares imported policies with what they were made of, as `armor diff` does.
struct ImportProof {
    let console: Console
    let bench: Workbench
    let targetOption: TargetOption
    /// Whether a policy may allow more than its original.
    let allowsWider: Bool

    /// What a policy was made of.
    enum Original {
        /// The text of one or several AppArmor profiles.
        case profiles(SourceFile)
        /// A policy in bane's schema, which means what `armor gen` renders of it.
        case bane(Policy)
    }

    /// An imported policy and the text that is written of it.
    struct Imported {
        let policy: Policy
        let text: String
        /// The name of the profile that it was made of.
        let original: String
    }

    /// Compiles both sides for the target and reports each difference on standard error.
    ///
    /// Ends the command where a policy allows more than its original, unless that is accepted. Where nothing can be
    /// compared, one line says why.
    func check(_ imported: [Imported], against original: Original) async throws {
        do throws(ParserError) {
            _ = try ParserProgram.find()
        } catch {
            return console.say("not compared with the original: \(error.message)")
        }
        let target = try await targetOption.resolveQuietly(console)
        let sides = try await ProofSides(
            console,
            target: target,
            includes: try targetOption.includes.paths(console),
            parser: nil
        )
        var isWider = false
        switch original {
        case .bane(let policy):
            guard let only = imported.first else { return }
            let before = try await sides.side("the bane file", .policy(policy))
            isWider = try await compare(before, only, sides)
        case .profiles(let source):
            guard let compiled = try await compile(source, sides) else { return }
            for (index, policy) in imported.enumerated() {
                guard let before = side(of: policy, at: (index, of: imported.count), among: compiled, sides) else {
                    console.say("\(policy.original): not compared: no profile of this name was compiled")
                    continue
                }
                if try await compare(before, policy, sides) { isWider = true }
            }
        }
        if isWider, !allowsWider { throw ExitCode.refused }
    }

    /// The profiles of the original; `nil`, with one line, where it does not compile by itself.
    ///
    /// Ends the command where a variable is not declared: no file that is missing here would change that, and the policy
    /// could not be compiled either.
    private func compile(_ source: SourceFile, _ sides: ProofSides) async throws -> CompiledPolicy? {
        switch await sides.attempt(text: String(decoding: source.bytes, as: UTF8.self), source.name) {
        case .compiled(let policy): return policy
        case .refused(let why):
            if why.contains(text: "is never declared"), !allowsWider {
                let message = "nothing is written, because the original does not compile: \(printable(why))"
                let help = "declare the variable, or name the folder of the file that does with -I"
                console.show([Diagnostic(.error, "import-undeclared", message, at: nil, help: help)])
                throw ExitCode.refused
            }
            console.say("not compared with the original, which does not compile by itself: \(why)")
            return nil
        }
    }

    /// The profile that a policy was made of; `nil` where none of its name was compiled.
    private func side(
        of policy: Imported,
        at place: (index: Int, of: Int),
        among compiled: CompiledPolicy,
        _ sides: ProofSides
    ) -> ProofSide? {
        // A policy has another name than a profile that is called by a path or with blanks: then the attachment, or the
        // order of both, tells which is meant. A wrong guess shows as a difference.
        let own = compiled.ownNames
        let inOrder = place.of == own.count ? own[place.index] : nil
        let names = [policy.original, policy.policy.name?.value, policy.policy.main.settings.attach?.value, inOrder]
        guard let profile = names.compactMap(\.self).lazy.compactMap({ compiled.profile(named: $0) }).first else {
            return nil
        }
        return ProofSide(
            name: profile.name,
            compiled: compiled,
            profile: profile,
            policy: nil,
            kernel: KernelDialect(sides.target.features)
        )
    }

    /// Whether the policy allows more than the original. A policy that cannot be generated ends the command.
    private func compare(_ before: ProofSide, _ imported: Imported, _ sides: ProofSides) async throws -> Bool {
        let name = imported.policy.name?.value ?? "policy"
        let loaded = bench.load(
            SourceFile(name: "\(name).toml", text: imported.text),
            acceptsReservedNames: true
        )
        console.show(loaded.diagnostics.filter { $0.severity == .error })
        guard !loaded.diagnostics.hasErrors else {
            console.say("\(name): nothing is written, because this policy has errors")
            throw ExitCode.refused
        }
        // Rules refer to the profile itself by its name: both sides have that of the original.
        let isPlain = before.profile.name.utf8.allSatisfy { (0x21...0x7E).contains($0) && !#""\"#.utf8.contains($0) }
        let after = try await sides.side(name, .policy(loaded.policy), as: isPlain ? before.profile.name : nil)
        let report = DiffReport(
            (before.name, before.compiled, before.asked),
            (name, after.compiled, after.asked)
        )
        if !report.isEmpty { console.show(diagnostics(report, name)) }
        return report.isWider || report.isUndecided
    }

    /// How many differences of one direction are shown; the rest is counted.
    private static let most = 20

    private func diagnostics(_ report: DiffReport, _ name: String) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let severity: Diagnostic.Severity = allowsWider ? .warning : .error
        for isWider in [true, false] {
            var messages = report.entries.flatMap { entry in
                entry.lines.filter { $0.isWider == isWider }.map { line in
                    let child = entry.child.map { " in \($0)" } ?? ""
                    return "\(line.direction.rawValue)\(child): \(line.section): \(line.text)"
                }
            }
            if isWider {
                let undecided = report.entries.flatMap(\.undecided)
                messages += undecided.map { "\($0): too large to compare" }
            } else {
                messages += report.added.map { "new child \($0)" } + report.removed.map { "child \($0) is gone" }
            }
            for message in messages.prefix(Self.most) {
                found.append(
                    Diagnostic(
                        isWider ? severity : .note,
                        isWider ? "import-wider" : "import-differs",
                        "\(name): \(message)",
                        at: nil
                    )
                )
            }
            guard messages.count > Self.most else { continue }
            console.say(
                "\(name): and \(messages.count - Self.most) more \(isWider ? "that allow more" : "differences")"
            )
        }
        if found.contains(where: { $0.severity == .error }) {
            console.say("\(name) allows more than its original: nothing is written; --allow-wider accepts it")
        }
        return found
    }
}
