import ArgumentParser
import ArmorAudit
import ArmorCompiled
import ArmorKernel
import ArmorLearn
import ArmorPolicy
import ArmorProof
import ArmorSource
import ArmorTOML
import ArmorTarget

/// The steps of `armor learn`: logs, policy, plan, edit, proof.
struct LearnWork {
    let console: Console
    let sides: ProofSides
    let accepted: AcceptedRisks

    /// A policy that is learned for, with the text that an edit changes.
    struct Known {
        let name: String
        let policy: Policy
        let source: SourceFile
        /// The profile of the log; `nil` where the policy is not made for one, so that it is called as the policy.
        var learned: LearnedProfile?

        /// The events that are learned for it: those of a label, or of its own name.
        func scope(_ label: String? = nil) -> LabelNaming.Scope {
            let children = policy.main.children.map(\.name.value)
            return .policy(name: name, children: children, AuditLabel(label ?? name))
        }
    }

    var loader: PolicyLoader { PolicyLoader(sources: CommandSources(), acceptsReservedNames: true) }

    // MARK: Reading

    func policy(_ path: String) throws -> Known {
        let source = try sides.bench.source(path)
        let loaded = sides.bench.load(source, acceptsReservedNames: true)
        console.show(loaded.diagnostics.filter { $0.severity == .error })
        guard !loaded.diagnostics.hasErrors else { throw ExitCode.refused }
        if BanePolicy.isBane(TOMLDocument.parse(source).root) {
            console.say("\(path) is in bane's schema: make a policy of it with \"armor import\", and learn for that")
            throw ExitCode.refused
        }
        guard let name = loaded.policy.name?.value else {
            console.say("\(path) has no name: by it the log's events are known")
            throw ExitCode.refused
        }
        return Known(name: name, policy: loaded.policy, source: source)
    }

    /// A new policy, which everything that is learned is added to.
    func known(_ new: NewPolicy) throws -> Known {
        let name = new.profile.name
        let source = SourceFile(name: "\(name).toml", text: new.text)
        // The name is derived, or was checked; only the policy's own text could be wrong.
        let loaded = sides.bench.load(source)
        console.show(loaded.diagnostics.filter { $0.severity == .error })
        guard !loaded.diagnostics.hasErrors else { throw ExitCode.refused }
        return Known(name: name, policy: loaded.policy, source: source, learned: new.profile)
    }

    // MARK: Proposing

    /// - Parameter dialogue: where a person chooses.
    func report(
        _ known: Known,
        _ logs: LogReading.Result,
        heldOut: LogReading.Result? = nil,
        dialogue: LearnDialogue? = nil
    ) async throws -> LearnReport {
        let context = LintContext(features: sides.target.features, parser: sides.target.parserVersion)
        // A person who is asked reads and types at the same terminal.
        let progress = dialogue == nil ? PhaseProgress(console) : nil
        let learner = Learner(loader: loader, context: context, accepted: accepted) { progress?.begin($0) }
        let evidence = logs.book.profiles[known.name] ?? ProfileEvidence()
        let profile = known.learned ?? logs.profiles.first ?? LearnedProfile(AuditLabel(known.name), policy: known.name)
        let report: LearnReport
        do {
            report = try await learner.learn(
                known.policy,
                known.source,
                evidence,
                of: (logs.completeness, logs.runs),
                calls: logs.callEvidence(of: profile),
                heldOut: heldOut.map { $0.book.profiles[known.name] ?? ProfileEvidence() },
                abstractions: abstractions(of: known),
                choose: dialogue.map { dialogue in
                    { plan, calls in
                        let choosing = PlanDialogue(plan, calls, known.policy, accepted: accepted)
                        return choosing.chosen(try dialogue.ask(choosing.dialogue))
                    }
                }
            ) { try await compile($0, of: known) }
        } catch {
            await progress?.end()
            if let failure = error as? Proposal.Failure { throw refused(failure) }
            throw error
        }
        await progress?.end()
        return report
    }

    /// The abstractions of this host, for a policy.
    private func abstractions(of known: Known) -> AbstractionHost {
        AbstractionHost(release: sides.release) { include in
            switch await sides.abstraction(include) {
            case .profile(let text): .profile(Array(text.utf8))
            case .absent(let path): .absent(path)
            case .refused(let message): .refused(message)
            }
        } compile: { policy in
            let compiled: CompiledPolicy
            switch await sides.attempt(policy) {
            case .refused(let message): return .refused(message)
            case .compiled(let policy): compiled = policy
            }
            guard let profile = compiled.profile(named: known.name) else {
                return .refused("apparmor_parser writes no profile")
            }
            return .side(Learner.Side(policy, compiled, Asked(profile, KernelDialect(sides.target.features))))
        }
    }

    /// A policy and what it compiles to.
    func compile(_ policy: Policy, of known: Known) async throws -> Learner.Side {
        let side = try await sides.side(known.source.name, .policy(policy))
        return Learner.Side(policy, side.compiled, side.asked)
    }

    func refused(_ failure: Proposal.Failure) -> ExitCode {
        switch failure {
        case .edit(let error): console.say("the policy cannot be edited: \(error.message)")
        case .unsound(let diagnostics): console.show(diagnostics)
        }
        return .refused
    }

    // MARK: Writing

    /// Writes a change into the policy, if it still holds what was read, and if a person who chose wants it.
    func apply(_ old: SourceFile, _ new: SourceFile, _ dialogue: LearnDialogue? = nil) throws {
        guard new.bytes != old.bytes else { return console.say("there is nothing to apply") }
        if let dialogue, try !dialogue.confirm("write this into \(printable(old.name))?") {
            return console.say("nothing is written")
        }
        do throws(FileError) {
            try AtomicFile.edit(old.name, from: old.bytes, to: new.bytes)
        } catch { throw console.impossible(error) }
        console.say("\(old.name) is changed; what it held is in \(old.name)\(AtomicFile.backupSuffix)")
    }
}
