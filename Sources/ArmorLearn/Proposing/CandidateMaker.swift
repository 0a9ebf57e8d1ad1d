import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorProof

/// Makes grants of needs: of files few globs, of the rest one each.
struct CandidateMaker {
    let policy: Policy
    private let attacks: AttackReview
    private var profile: String { policy.name?.value ?? "" }

    init(policy: Policy) { (self.policy, attacks) = (policy, AttackReview(policy)) }

    /// The grants, and the needs that no policy can say.
    func candidates(_ needs: [(need: Need, evidence: Evidence)]) -> (made: [Candidate], left: [LeftOut]) {
        var made = files(needs.filter { $0.need.path != nil })
        var left: [LeftOut] = []
        var alike: [RuleKey: Int] = [:]
        for (need, evidence) in needs where need.path == nil {
            let values = Edit.rules(allowing: need.access).map { LinkReview.value($0.value, evidence) }
            let risk = attacks.risk(need, evidence)
            let key = RuleKey(child: need.child, texts: values.map(\.text), risk: risk)
            if values.isEmpty {
                left.append(LeftOut(needs: [need], evidence: evidence, reason: .inexpressible))
            } else if let index = alike[key] {
                made[index].needs.append(need)
                made[index].evidence = made[index].evidence.joined(evidence)
            } else {
                alike[key] = made.count
                var candidate = Candidate(child: need.child, values: values, needs: [need], evidence: evidence)
                candidate.suspicion = risk
                made.append(candidate)
            }
        }
        let kept = Set(made.flatMap(\.needs))
        for (need, evidence) in needs where need.path != nil && !kept.contains(need) {
            left.append(LeftOut(needs: [need], evidence: evidence, reason: .inexpressible))
        }
        return (made, left)
    }

    /// Needs of which each asks for the same rule are one grant: D-Bus's numbers of connections, the protocols of one type of
    /// socket.
    private struct RuleKey: Hashable {
        let child: String?
        let texts: [String]
        let risk: Risk?
    }

    // MARK: Files

    /// What is wanted of a path by its owner alone, or by anybody. What takes an acceptance is not joined with what does not.
    private struct Want: Hashable {
        let child: String?
        let permissions: FilePermissions
        let executes: Bool
        let owner: Bool
        let suspicion: Risk?
        let sensitivity: SensitiveAccess?

        var use: PathGeneraliser.Use {
            // What a person is asked about is named one by one, as programs are. The kernel's own trees have names that only
            // differ by a number of a process.
            if executes || sensitivity != nil && sensitivity?.kind != .kernelInterface { return .execution }
            return permissions.isDisjoint(with: [.write, .append, .link]) ? .reading : .writing
        }
    }

    private struct Path {
        var permissions: FilePermissions = []
        var needs: [Need] = []
        var evidence = Evidence()

        mutating func add(_ need: Need, _ permission: FilePermissions, _ evidence: Evidence) {
            permissions.insert(permission)
            // Writing includes appending.
            if permissions.contains(.write) { permissions.remove(.append) }
            needs.append(need)
            self.evidence = self.evidence.joined(evidence)
        }
    }

    private struct PathKey: Hashable {
        let child: String?
        let path: [UInt8]
        let executes: Bool
        let owner: Bool
        let suspicion: Risk?
        let sensitivity: SensitiveAccess?
    }

    private func files(_ needs: [(need: Need, evidence: Evidence)]) -> [Candidate] {
        var order: [PathKey] = []
        var paths: [PathKey: Path] = [:]
        let written = Set(needs.filter { $0.need.isWriting }.compactMap(\.need.path))
        for (need, evidence) in needs {
            guard case .file(let path, let permission) = need.access else { continue }
            let executes = permission == .execute
            // A program is run by all users, whoever owns its file.
            let owner = !executes && OwnerCondition.applies(to: path, evidence, isWritten: written.contains(path))
            let suspicion = attacks.risk(need, evidence)
            let key = PathKey(
                child: need.child,
                path: path,
                executes: executes,
                owner: owner,
                suspicion: suspicion,
                sensitivity: need.access.sensitivity(evidence.facts(isOwner: owner), own: profile)
            )
            if paths[key] == nil { order.append(key) }
            paths[key, default: Path()].add(need, Self.permissions(permission), evidence)
        }
        var wants: [Want: [PathKey]] = [:]
        var wanted: [Want] = []
        for key in order {
            let want = Want(
                child: key.child,
                permissions: paths[key]?.permissions ?? [],
                executes: key.executes,
                owner: key.owner,
                suspicion: key.suspicion,
                sensitivity: key.sensitivity
            )
            if wants[want] == nil { wanted.append(want) }
            wants[want, default: []].append(key)
        }
        return wanted.flatMap { want in
            let keys = wants[want] ?? []
            // Names that an earlier log gave are samples as well: what differs from run to run is seen over several.
            let granted = want.use == .execution ? [] : granted(want)
            let groups = PathGeneraliser(variables: policy.variables)
                .groups(keys.map(\.path) + granted, for: want.use)
            return groups.compactMap { group in
                let seen = group.members.filter { $0 < keys.count }.map { keys[$0] }
                let known = group.members.filter { $0 >= keys.count }.map { granted[$0 - keys.count] }
                return seen.isEmpty ? nil : candidate(want, group, seen, known, paths)
            }
        }
    }

    /// The names that the policy grants the same of, as it names them one by one.
    private func granted(_ want: Want) -> [[UInt8]] {
        (policy.body(want.child)?.rules ?? []).compactMap { rule in
            guard rule.action == .allow, let file = rule.value as? FileRule, case .path(let glob) = file.subject,
                file.permissions == want.permissions, file.execute == nil, file.owner == want.owner
            else { return nil }
            return glob.literalBytes
        }
    }

    private func candidate(
        _ want: Want,
        _ group: PathGeneraliser.Group,
        _ keys: [PathKey],
        _ known: [[UInt8]],
        _ paths: [PathKey: Path]
    ) -> Candidate {
        let value = FileRule(
            .path(group.glob),
            want.permissions,
            execute: want.executes ? .mode(ExecuteMode(.inherit)) : nil,
            owner: want.owner
        )
        let members = keys.compactMap { paths[$0] }
        var candidate = Candidate(
            child: want.child,
            values: [value],
            needs: members.flatMap(\.needs),
            evidence: members.map(\.evidence).reduce(Evidence()) { $0.joined($1) }
        )
        candidate.suspicion = want.suspicion
        if !group.glob.isLiteral {
            let samples = keys.map(\.path) + known
            candidate.glob = Candidate.Width(
                nameClass: group.nameClass?.text,
                samples: Array(samples.prefix(Candidate.mostSamples)),
                count: samples.count,
                unseen: unseen(group.glob, samples)
            )
        }
        return candidate
    }

    /// The shortest name of a glob that is none of the samples.
    private func unseen(_ glob: Glob, _ samples: [[UInt8]]) -> [UInt8]? {
        // A few samples are enough to keep it off: the search costs as much as there are.
        let known = samples.prefix(200).compactMap { try? Glob.literal($0) }
        guard case .notCovered(let witness) = covered(glob, by: known), !samples.contains(witness) else { return nil }
        return witness
    }

    private static func permissions(_ permission: Permission) -> FilePermissions {
        switch permission {
        case .read: .read
        case .write: .write
        case .append: .append
        case .mapExecutable: .map
        case .lock: .lock
        case .link: .link
        default: []
        }
    }
}
