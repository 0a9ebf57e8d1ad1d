import ArmorCompiled
import ArmorPolicy
import ArmorSource

extension CompiledLints {
    // MARK: D05, D06

    /// Files that get more rights by a hard link or by renaming a folder above them, in the profile and its children.
    func carriedFiles() -> [Diagnostic] {
        var bodies = [(body: policy.main, asked: asked)]
        for child in policy.main.children {
            guard let profile = compiled.profile(named: "\(asked.profile.name)//\(child.name.value)") else { continue }
            bodies.append((child.body, Asked(profile, asked.kernel)))
        }
        return bodies.flatMap { body, asked in
            let carried = CarriedFiles(body, asked, variables: policy.variables)
            let finder = RuleFinder(body, variables: policy.variables, name: asked.profile.name)
            return links(carried.links(), finder) + moves(carried.moves(needed: .write), finder, asked)
        }
    }

    /// One finding for each rule that allows such a link.
    private func links(_ gains: Gains<LinkGain>, _ finder: RuleFinder) -> [Diagnostic] {
        var seen: Set<String> = []
        var findings: [Diagnostic] = []
        for gain in gains.found {
            let access = Access.link(gain.link, target: gain.target)
            let rule = Subject.allCases.lazy.compactMap { finder.find(access, $0).allows.first }.first
            guard seen.insert(rule?.shownPlace ?? "").inserted, findings.count < Self.most else { continue }
            let link = printable(String(decoding: gain.link, as: UTF8.self))
            let target = printable(String(decoding: gain.target, as: UTF8.self))
            let word = gain.gained.firstWord
            findings.append(
                finding(
                    "D05",
                    "link \(link) to \(target), then \(word) \(link); \(word) \(target) is not allowed",
                    at: rule?.origin?.place,
                    rule.map { [Diagnostic.Note("by \($0.text)", at: $0.origin?.place)] } ?? []
                )
            )
        }
        return findings + undecided("D05", gains.isComplete)
    }

    /// One finding for each cause: a rule that denies, secrets, written programs. The kernel asks for reading the folder's own
    /// path too; where that alone is missing, the finding is a note.
    private func moves(_ gains: Gains<CarriedFiles.Move>, _ finder: RuleFinder, _ asked: Asked) -> [Diagnostic] {
        func isPossible(_ move: FolderMove) -> Bool {
            Subject.allCases.contains {
                asked.profile.rights(move.from, $0, asked.kernel).isSuperset(of: [.read, .write])
            }
        }
        let possible = gains.found.filter { isPossible($0.move) }
        var seen: Set<String> = []
        var findings: [Diagnostic] = []
        for (index, found) in (possible + gains.found).enumerated() {
            guard seen.insert(found.cause.text).inserted, findings.count < Self.most else { continue }
            let move = found.move
            let writes = [move.from, move.to].compactMap { folder in
                Subject.allCases.lazy.compactMap { finder.find(.file(folder, .write), $0).allows.first }.first
            }
            var notes = writes.map { Diagnostic.Note("by \($0.text)", at: $0.origin?.place) }
            if case .denied(let rule) = found.cause {
                notes.append(Diagnostic.Note("past \(rule.text)", at: rule.origin?.place))
            }
            let folder = printable(String(decoding: move.from, as: UTF8.self))
            let isNext = index >= possible.count
            let text = found.text + (isNext ? "; reading \(folder) itself is all that is missing" : "")
            var finding = finding("D06", text, at: writes.first?.origin?.place, notes)
            if isNext { finding.severity = .note }
            findings.append(finding)
        }
        return findings + undecided("D06", gains.isComplete)
    }

    private func undecided(_ code: String, _ isComplete: Bool) -> [Diagnostic] {
        let message = "not decided for every path: the policy is too large"
        return isComplete ? [] : [Diagnostic(.note, code, message, at: policy.name?.place)]
    }
}

extension Rule {
    /// The rule and its place, to tell it from others.
    fileprivate var shownPlace: String { "\(text) \(origin?.place.label ?? "")" }
}
