import ArmorGlob
import ArmorPolicy
import ArmorSource

/// The rules of an abstraction, as the host has it.
///
/// They say which names it stands for and what may be told against it. That nothing else is allowed is not decided on them: what
/// this reader may have left out shows in what the policy compiles to.
struct AbstractionText: Sendable {
    let rules: [Rule]

    /// - Parameter bytes: a profile of the rules alone, after the host's variables.
    init(_ bytes: [UInt8], of include: String) throws(AbstractionVerdict.Why) {
        guard !bytes.contains(0) else { throw .refused("it holds a NUL byte") }
        let (policies, diagnostics) = ProfileReader.read(SourceFile(name: include, bytes: bytes))
        if let error = diagnostics.first(where: { $0.severity == .error }) { throw .refused(error.message) }
        guard policies.count == 1, let body = policies.first?.main, body.children.isEmpty else {
            throw .refused("it holds profiles")
        }
        rules = body.rules
    }

    /// The rules for files by path that allow something, with the host's values in the place of its variables: a policy does not
    /// know them.
    var grants: [FileRule] {
        rules.filter { $0.action == .allow }.compactMap(\.plainFile)
    }
}

extension Rule {
    /// A rule for files by path, with the values of variables in their place.
    var plainFile: FileRule? {
        guard var file = value as? FileRule, case .path(let glob) = file.subject,
            let plain = try? glob.expandedVariables
        else { return nil }
        file.subject = .path(plain)
        return file
    }
}

extension [FileRule] {
    /// Whether they grant all that another says, and not by executing. Where that costs too much to tell, they do not.
    func grant(_ other: FileRule) -> Bool {
        guard other.execute == nil, case .path(let glob) = other.subject else { return false }
        return FilePermissions.each.allSatisfy { permission in
            guard other.permissions.contains(permission) else { return true }
            let globs = compactMap { rule -> Glob? in
                let says =
                    rule.permissions.contains(permission)
                    || permission == .append && rule.permissions.contains(.write)
                guard says, !rule.owner || other.owner, case .path(let glob) = rule.subject else {
                    return nil
                }
                return glob
            }
            if case .covered = covered(glob, by: globs) { return true }
            return false
        }
    }
}

extension FilePermissions {
    static let each: [FilePermissions] = [.read, .map, .write, .append, .lock, .link]
}
