package import ArmorPolicy
package import ArmorSource
import ArmorTOML

/// What is taken from a policy, as an edit of its text.
package struct TightenEdit: Sendable {
    /// The text as it is.
    package let old: SourceFile
    /// The text as it would be; the same where nothing changes.
    package let new: SourceFile
    /// What the new text says.
    package let policy: Policy

    /// Makes the edit, reads the result, and requires that it says what the old text said without what goes, with what
    /// stands there instead, and nothing else.
    ///
    /// - Parameter old: the text that `policy` was read from.
    init(_ plan: TightenPlan, _ policy: Policy, old: SourceFile, loader: PolicyLoader) throws(Proposal.Failure) {
        let verdicts = plan.verdicts.filter(\.isChange)
        self.old = old
        guard !verdicts.isEmpty else {
            (new, self.policy) = (old, policy)
            return
        }
        let text: [UInt8]
        do throws(DocumentEditError) {
            text = try DocumentEditor(TOMLDocument.parse(old)).changing(verdicts.compactMap(\.change))
        } catch { throw .edit(error) }
        new = SourceFile(name: old.name, bytes: text)
        let (read, diagnostics) = loader.load(new)
        self.policy = read
        guard !diagnostics.hasErrors else { throw .unsound(diagnostics.filter { $0.severity == .error }) }
        let gone = verdicts.flatMap { verdict in verdict.grant.rules.map { (child: verdict.grant.child, rule: $0) } }
        var all = Said(policy).removing(gone)
        for verdict in verdicts {
            guard let alone = verdict.alone else { continue }
            let source = SourceFile(name: old.name, bytes: Proposal.variables(of: old) + alone)
            all = all.adding(Said(loader.load(source).policy, ownLayerOnly: true))
        }
        guard all == Said(read) else {
            throw .unsound([
                Diagnostic(.error, "unsound-edit", "the edit would say something else than was meant", at: nil)
            ])
        }
    }

    /// Why a grant's change has no place in the text; none where it has.
    static func obstacle(_ verdict: GrantVerdict, _ source: SourceFile) -> String? {
        guard let change = verdict.change else { return nil }
        do throws(DocumentEditError) {
            _ = try DocumentEditor(TOMLDocument.parse(source)).changing([change])
        } catch { return error.message }
        return nil
    }

    /// The edit as diff(1) shows it.
    package var diff: String {
        UnifiedDiff.text(old.bytes, new.bytes, oldName: old.name, newName: old.name)
    }
}

extension GrantVerdict {
    /// The change of the text; none where there is none.
    fileprivate var change: DocumentChange? {
        switch decision {
        case .stay: return nil
        case .remove: return DocumentChange(grant.place.range, .remove)
        case .narrow(let narrowing):
            let comments = ["tightened: \(EvidenceText.summary(evidence))"]
            switch narrowing.kind {
            case .remove: return DocumentChange(grant.place.range, .remove)
            case .replace(let texts, _):
                return DocumentChange(grant.place.range, .replace(with: texts, comments: comments))
            case .set(let values, _): return DocumentChange(grant.place.range, .set(values, comments: comments))
            }
        }
    }

    /// What stands in the grant's place, as a text of its own.
    fileprivate var alone: [UInt8]? {
        guard case .narrow(let narrowing) = decision else { return nil }
        let header = grant.table.map(tomlKey).joined(separator: ".")
        switch narrowing.kind {
        case .remove: return nil
        case .replace(let texts, _):
            return Array("[\(header)]\n\(grant.list ?? "") = [\(texts.joined(separator: ", "))]\n".utf8)
        case .set(let values, _):
            guard case .table(let table) = grant.value.kind else { return nil }
            let lines = table.entries.map { entry in
                let old = String(decoding: grant.place.source.bytes[entry.value.range], as: UTF8.self)
                return "\(tomlKey(entry.key)) = \(values[entry.key] ?? old)\n"
            }
            return Array("[[\(header)]]\n\(lines.joined())".utf8)
        }
    }
}
