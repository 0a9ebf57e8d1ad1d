import ArmorCompiled
import ArmorGlob
import ArmorPolicy

/// Questions about files, executions, links and changes of profile.
extension QuestionReader {
    func file(_ text: String, _ wanted: Permission) throws(BadQuestion) -> Question {
        let paths = try glob(text, .path)
        return Question("\(query.rawValue) \"\(text)\"", .files(paths, wanted)) { .file($0[0], wanted) }
    }

    func links(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let links = try keys.glob("path", .path)
        let targets = try keys.glob("target", .path)
        let own = Question("link \(keys.text)", .files(links, .link)) { .file($0[0], .link) }
        // One pair is answered whole, the subset test with it.
        if let link = links.literalBytes, let target = targets.literalBytes {
            return [Question("link \(keys.text)", .link(link, target: target))]
        }
        return [own, Question("link \(keys.text)", .links(links, targets: targets)) { .link($0[0], target: $0[1]) }]
    }

    func changeProfile(_ keys: FieldReader) throws(BadQuestion) -> Question {
        let targets = try keys.glob("profile", .label)
        guard keys.has("exec") else {
            return Question("change_profile \(keys.text)", .changeProfile(targets)) { .changeProfile($0[0]) }
        }
        let set = AccessSet.onExec(try keys.glob("exec", .path), targets: targets)
        return Question("change_profile \(keys.text)", set) { .onExec(program: $0[0], target: $0[1]) }
    }

    /// The execution of a program, and under which label it goes on: the words of an execute rule.
    func execution(_ keys: FieldReader) throws(BadQuestion) -> Question {
        guard let text = keys.values("path").first, keys.values("path").count == 1 else {
            throw BadQuestion("an execution needs one \"path\"")
        }
        let words = ExecuteMode.Transition.allCases.map(\.rawValue)
        let transition = try keys.words("transition", words)?.first.flatMap(ExecuteMode.Transition.init(rawValue:))
        let target = keys.values("profile").first
        if target != nil, transition == .inherit || transition == .unconfined {
            throw BadQuestion(
                "\"profile\" goes with the transitions \"profile\" and \"child\"",
                help: "leave \"profile\" out"
            )
        }
        var set = AccessSet.files(try glob(text, .path), .execute)
        if transition != nil || target != nil {
            set.ending = ExpectedLabel(transition: transition, target: target, profile: profile).fits
        }
        return Question("execute \(keys.text)", set) { .file($0[0], .execute) }
    }
}

/// Under which label a program is to go on.
private struct ExpectedLabel: Sendable {
    let transition: ExecuteMode.Transition?
    let target: String?
    /// The profile that executes it.
    let profile: String

    /// Whether an execution ends so. What is done where the target is not loaded is no part of it.
    @Sendable func fits(_ found: ExecTransition) -> Bool {
        switch found.target {
        case .none: return false
        case .inherit: return transition == .inherit
        case .unconfined: return transition == .unconfined
        case .profile: return transition == .profile && target == nil
        case .child: return transition == .child && target == nil
        case .named(let bytes):
            let name = String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: ":") : $0 }, as: UTF8.self)
            let own = profile + "//"
            let child = name.hasPrefix(own) ? String(name.dropFirst(own.count)) : nil
            switch transition {
            case .child: return child != nil && (target == nil || target == child)
            case .profile: return child == nil && (target == nil || target == name)
            case .inherit, .unconfined: return false
            case nil: return target == child || target == name
            }
        }
    }
}
