import ArmorCompiled
import ArmorGlob
import ArmorPolicy
import ArmorProof

/// Makes grants of needs: of files few globs, of the rest one each.
struct CandidateMaker {
    let policy: Policy

    /// The grants, and the needs that no policy can say.
    func candidates(_ needs: [(need: Need, evidence: Evidence)]) -> (made: [Candidate], left: [LeftOut]) {
        var made = files(needs.filter { $0.need.path != nil })
        var left: [LeftOut] = []
        for (need, evidence) in needs where need.path == nil {
            let rules = Edit.rules(allowing: need.access)
            if rules.isEmpty {
                left.append(LeftOut(needs: [need], evidence: evidence, reason: .inexpressible))
            } else {
                let values = rules.map(\.value)
                made.append(Candidate(child: need.child, values: values, needs: [need], evidence: evidence))
            }
        }
        let kept = Set(made.flatMap(\.needs))
        for (need, evidence) in needs where need.path != nil && !kept.contains(need) {
            left.append(LeftOut(needs: [need], evidence: evidence, reason: .inexpressible))
        }
        return (made, left)
    }

    // MARK: Files

    /// What is wanted of a path by its owner alone, or by anybody.
    private struct Want: Hashable {
        let child: String?
        let permissions: FilePermissions
        let executes: Bool
        let owner: Bool
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
    }

    private func files(_ needs: [(need: Need, evidence: Evidence)]) -> [Candidate] {
        var order: [PathKey] = []
        var paths: [PathKey: Path] = [:]
        for (need, evidence) in needs {
            guard case .file(let path, let permission) = need.access else { continue }
            let executes = permission == .execute
            // A program that another user's files keep from running is run by all: nobody owns what he executes.
            let owner = evidence.isOwners && !executes
            let key = PathKey(child: need.child, path: path, executes: executes, owner: owner)
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
                owner: key.owner
            )
            if wants[want] == nil { wanted.append(want) }
            wants[want, default: []].append(key)
        }
        return wanted.flatMap { want in
            let keys = wants[want] ?? []
            // Names that an earlier log gave are samples as well: what differs from run to run is seen over several.
            let granted = want.executes ? [] : granted(want)
            let groups = PathGeneraliser(variables: policy.variables)
                .groups(keys.map(\.path) + granted, mayWiden: !want.executes)
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
