import ArmorGlob
import ArmorPolicy
import ArmorProof
import ArmorSource

/// Finds what an abstraction allows beyond what was seen, where that is of note.
///
/// First of its rules, which people can read; then, and that decides, of what the policy compiles to with it: nothing may be
/// allowed by it that the names and reading its group's own files do not allow, of no kind.
struct AbstractionJudge {
    let known: KnownAbstraction
    /// The policy as it is.
    let policy: Policy
    let child: String?
    /// The grants that it would take the place of.
    let parts: [Candidate]

    /// What its purpose lets it read, and map.
    private var bounds: [FileRule] {
        let permissions: FilePermissions = known.mapsCode ? [.read, .map] : [.read]
        return KnownAbstraction.globs(known.within).map { FileRule(.path($0), permissions) }
    }

    private var seen: [any RuleValue] { parts.flatMap(\.values) }

    // MARK: Rules

    /// The rules that are of note: those that do more than reading, the gravest kinds first; where there is none, those that
    /// read what is not the group's.
    func rulesOfNote(_ text: AbstractionText) -> [String] {
        let granted = (policy.body(child)?.rules ?? []).filter { $0.action == .allow }.map(\.value) + seen
        let bounds = bounds
        let more = text.rules.filter { !$0.onlyReads && !Self.isGranted($0, granted) }
        let found =
            more.isEmpty
            ? text.rules.filter { rule in
                rule.onlyReads && !(rule.plainFile.map(bounds.grant) ?? false) && !Self.isGranted(rule, granted)
            } : more
        return found.sorted { $0.gravity < $1.gravity }.map { String($0.text.dropLast()) }
    }

    /// Whether one of the grants says all of a rule. What denies or logs is no grant, and says something else.
    private static func isGranted(_ rule: Rule, _ granted: [any RuleValue]) -> Bool {
        guard rule.action == .allow, !rule.logged else { return false }
        guard rule.value is FileRule else { return granted.contains { $0.covers(rule.value) } }
        guard let plain = rule.plainFile, case .path(let glob) = plain.subject else { return false }
        return granted.contains { value in
            guard let file = value as? FileRule, let path = file.path else { return false }
            // A name covers no glob: those need not be asked.
            return path.isLiteral && !glob.isLiteral ? false : [file].grant(plain)
        }
    }

    // MARK: Compiled

    /// The policy with the names, and with reading of all of the group's own files: the most that the abstraction may come to.
    var widest: Policy {
        let layer = Layer(source: SourceFile(name: "<abstraction>", bytes: [0x20]), depth: 0, isPreset: false)
        let origin = Origin(place: Place(layer.source, 0..<1), layer: layer)
        let rules = (seen + bounds).map { Rule($0, .allow, logged: false, origins: [origin]) }
        var policy = policy
        policy.change(child) { $0.rules += rules }
        return policy
    }

    /// What the policy comes to with the abstraction, held against the most that it may be and against what it was.
    func check(_ with: Learner.Side, widest: Learner.Side, before: Learner.Side) throws(AbstractionVerdict.Why) {
        let wider = Self.difference(widest, with)
        let more = wider.entries.flatMap { $0.lines.filter(\.isWider).map(Self.text) }
        guard more.isEmpty, !wider.isWider else { throw .widens(more.isEmpty ? ["more"] : more) }
        guard !wider.isUndecided, wider.added.isEmpty else { throw .refused("what it allows was not decided") }
        for entry in Self.difference(before, with).entries {
            if let less = entry.lines.first(where: { $0.direction == .denied }) { throw .takesAway(Self.text(less)) }
        }
    }

    private static func difference(_ old: Learner.Side, _ new: Learner.Side) -> DiffReport {
        DiffReport(("old", old.compiled, old.asked), ("new", new.compiled, new.asked))
    }

    private static func text(_ line: DiffLine) -> String { "\(line.section): \(line.what) \(line.object)" }
}

extension Rule {
    /// Whether it lets files be read or mapped as code, and nothing else.
    fileprivate var onlyReads: Bool {
        guard action == .allow, !logged, let file = value as? FileRule, file.execute == nil else { return false }
        return file.permissions.isSubset(of: [.read, .map])
    }

    /// In which order rules are told: other kinds before files, running before writing before reading.
    fileprivate var gravity: Int {
        guard let file = value as? FileRule else {
            return RuleKind.allCases.firstIndex(of: type(of: value).kind) ?? 0
        }
        let offset = file.execute != nil ? 0 : file.permissions.isSubset(of: [.read, .map]) ? 2 : 1
        return RuleKind.allCases.count + offset
    }
}
