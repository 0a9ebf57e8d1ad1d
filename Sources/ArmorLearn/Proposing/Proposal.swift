package import ArmorPolicy
package import ArmorSource
package import ArmorTOML

/// A plan as an edit of the policy's text.
package struct Proposal: Sendable {
    package let plan: Plan
    /// What is added to `[seccomp]`.
    package let calls: CallPlan
    /// The text as it is.
    package let old: SourceFile
    /// The text as it would be; the same where there is nothing to add.
    package let new: SourceFile
    /// What the new text says.
    package let policy: Policy

    /// Why a plan has no place in a policy's text.
    package enum Failure: Error {
        case edit(DocumentEditError)
        /// The new text is no policy, or says something else than was meant; nothing is written then.
        case unsound([Diagnostic])
    }

    /// Makes the edit, reads the result, and requires that it says what the old text said and what is added, and nothing
    /// else.
    ///
    /// - Parameter old: the text that `policy` was read from.
    package init(
        _ plan: Plan,
        calls: CallPlan,
        _ policy: Policy,
        old: SourceFile,
        loader: PolicyLoader
    ) throws(Failure) {
        let maker = FieldMaker(PatternText(variables: policy.variables))
        let writer = AdditionWriter(maker: maker, profile: policy.name?.value ?? "")
        let additions = writer.additions(plan.candidates + plan.denials) + calls.additions
        (self.plan, self.calls, self.old) = (plan, calls, old)
        guard !additions.isEmpty else {
            (new, self.policy) = (old, policy)
            return
        }
        let last = ["tests", "test", "lints", "seccomp", "container"]
        let text: [UInt8]
        let alone: [UInt8]
        do throws(DocumentEditError) {
            text = try DocumentEditor(TOMLDocument.parse(old), last: last).adding(additions)
            let nothing = TOMLDocument.parse(SourceFile(name: "<additions>", bytes: []))
            alone = try DocumentEditor(nothing).adding(additions)
        } catch { throw .edit(error) }
        new = SourceFile(name: old.name, bytes: text)
        let (read, diagnostics) = loader.load(new)
        self.policy = read
        guard !diagnostics.hasErrors else { throw .unsound(diagnostics.filter { $0.severity == .error }) }
        // The variables of the policy are not in the additions alone; their own text defines none.
        let (meant, _) = loader.load(SourceFile(name: old.name, bytes: Self.variables(of: old) + alone))
        let all = Said(policy).adding(Said(meant, ownLayerOnly: true))
        guard all == Said(read) else {
            throw .unsound([
                Diagnostic(.error, "unsound-edit", "the edit would say something else than was meant", at: nil)
            ])
        }
    }

    /// The `[variables]` of a policy, as text.
    static func variables(of source: SourceFile) -> [UInt8] {
        guard case .table(let table)? = TOMLDocument.parse(source).root["variables"]?.value.kind else { return [] }
        let lines = table.entries.map { entry in
            "\(tomlKey(entry.key)) = " + String(decoding: source.bytes[entry.value.range], as: UTF8.self)
        }
        return Array(("[variables]\n" + lines.joined(separator: "\n") + "\n").utf8)
    }

    /// The edit as diff(1) shows it.
    package var diff: String {
        UnifiedDiff.text(old.bytes, new.bytes, oldName: old.name, newName: old.name)
    }
}
