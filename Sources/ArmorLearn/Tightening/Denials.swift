import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorProof
import ArmorSource

/// What a change of one grant would deny, asked of what the proposal compiles to.
struct Denials {
    private let runner: TestRunner

    init(_ after: Learner.Side) {
        runner = TestRunner(after.asked, policy: after.policy, compiled: after.compiled)
    }

    /// Each in words, files with the shortest name that shows it; nothing where others still allow all of it.
    func denials(_ verdict: GrantVerdict) -> [String] {
        guard verdict.isChange else { return [] }
        let grant = verdict.grant
        guard grant.kind == .file else {
            if case .remove = verdict.decision { return grant.rules.map { "\($0.value.text)" } }
            return []
        }
        return grant.rules.flatMap { rule -> [String] in
            guard let file = rule.value as? FileRule, case .path(let path) = file.subject else { return [] }
            return Self.queries(file).compactMap { query in
                counterexample(query, path, file, grant).map { "\(query.rawValue) \($0)" }
            }
        }
    }

    private static func queries(_ file: FileRule) -> [PolicyTest.Query] {
        let words = Set(file.permissions.words + (file.execute == nil ? [] : ["execute"]))
        return [PolicyTest.Query.read, .write, .append, .execute, .map, .lock].filter { words.contains($0.rawValue) }
    }

    /// The shortest name of a glob that is denied.
    private func counterexample(_ query: PolicyTest.Query, _ path: Glob, _ file: FileRule, _ grant: Grant) -> String? {
        let layer = Layer(source: grant.place.source, depth: 0, isPreset: false)
        let range = grant.place.range
        let test = PolicyTest(
            name: nil,
            profile: grant.child.map { Located($0, range: range, layer: layer) },
            expected: .allow,
            query: query,
            subjects: [.text(Located(path.text, range: range, layer: layer))],
            owner: file.owner ? true : nil,
            place: grant.place,
            table: grant.place
        )
        for answer in runner.run([test]).flatMap(\.answers) {
            if case .fails(.file(let name, _)) = answer.verdict { return EvidenceText.quoted(name) }
        }
        return nil
    }
}
