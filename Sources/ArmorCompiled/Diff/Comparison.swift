import ArmorGlob

/// A profile and the kernel that reads it.
struct Reading {
    let profile: CompiledProfile
    let kernel: KernelDialect
    /// The words of its machines' states, found once for all kinds of questions.
    fileprivate let files: StateWords?
    fileprivate let rules: StateWords?

    init(profile: CompiledProfile, kernel: KernelDialect) {
        (self.profile, self.kernel) = (profile, kernel)
        files = profile.files.map { StateWords($0.machine) }
        rules = profile.rules.map { StateWords($0.machine) }
    }
}

/// The states of a machine by the words that say what they mean: most states share theirs with many others.
struct StateWords {
    /// For each state the number of its words, and one state of each number. The dead state means nothing, whatever its words.
    private var numbers: [Int32] = [0]
    private var examples = [StateMachine.dead]

    init(_ machine: StateMachine) {
        var known: [UInt64: Int32] = [:]
        for state in 1..<max(1, machine.count) {
            let words = UInt64(machine.accept[state]) | UInt64(machine.accept2?[state] ?? 0) << 32
            let number = known[words] ?? Int32(examples.count)
            if number == examples.count {
                known[words] = number
                examples.append(UInt32(state))
            }
            numbers.append(number)
        }
    }

    /// What is so of each state, asked once for all that share their words.
    func eachState<Answer>(_ ask: (UInt32) -> Answer) -> [Answer] {
        let answers = examples.map(ask)
        return numbers.map { answers[Int($0)] }
    }
}

/// Where one profile's answers to a kind of question come from.
struct AnswerSource {
    let profile: CompiledProfile
    let kernel: KernelDialect
    /// The rules and where their walk begins; none where one answer holds for everything.
    var rules: (rules: CompiledRules, isFile: Bool, side: Side, words: StateWords)?
    /// The answer where there are no such rules.
    var constant = StateMeaning(words: .unmediated)

    /// The answers of the class `kind`, which the kernel asks if `mediation` says so, behind a fixed prefix.
    init(_ reading: Reading, _ kind: MediationClass, _ mediation: MediationClass, _ prefix: [UInt8]) {
        profile = reading.profile
        kernel = reading.kernel
        guard profile.effectiveMode != .unconfined, profile.mediates(mediation) else { return }
        if kind == .file, let files = profile.files, let words = reading.files {
            let start = files.machine.walk(prefix, from: files.fileStart)
            rules = (files, true, Side(machine: files.machine, start: start), words)
        } else if let own = profile.rules, let words = reading.rules {
            let start = own.machine.walk([kind.rawValue] + prefix, from: own.start)
            rules = (own, false, Side(machine: own.machine, start: start), words)
        }
    }

    /// For each state, whether a link may be made to anybody at all at a path that leads to it; none where it always may.
    var linkStates: [Bool]? {
        guard let (rules, _, _, words) = rules else { return nil }
        return words.eachState { state in
            Subject.allCases.contains {
                rules.fileMeaning(state, $0, kernel).words.allow & Permission.link.rawValue != 0
            }
        }
    }

    /// For each state, whether the data of a mount that leads to it are looked at; nothing where there are no rules.
    var dataStates: [Bool]? {
        guard let (rules, _, _, words) = rules else { return [] }
        return words.eachState { state in
            let allow = rules.policyMeaning(state, kernel).words.allow
            return allow & Permission.mount.rawValue == 0 && allow & Permission.mountWithData.rawValue != 0
        }
    }

    /// Whether the answer is one of rules.
    var isMediated: Bool { rules != nil || constant.words != .unmediated }

    /// One answer for everything.
    init(_ reading: Reading, constant: StateMeaning) {
        profile = reading.profile
        kernel = reading.kernel
        self.constant = constant
    }
}

/// One kind of rules of two profiles, compared.
struct Comparison {
    /// What questions of the kind look like, and whether NULs divide them.
    let parts: [Shape.Part]
    var isSeparated = true
    let old: AnswerSource
    let new: AnswerSource
    /// The permissions that a policy can give in this kind.
    let mask: Permission
    var form = Form.plain

    /// What else than the bits of its state an answer rests on.
    enum Form {
        case plain
        /// Pairs of a link and its target: they are asked only where both sides let the link be made at all, and the bit
        /// behind the pair that asks for the subset test is turned into the right to go without it.
        case links
        /// Mounts without their data: what may be mounted with any data may be with some.
        case mounts
        /// Mounts with their data: asked where both sides look at those.
        case mountData
    }

    /// Compares everything; `limits` bound it.
    func run(_ limits: ProductLimits) -> Difference {
        guard let any = old.rules?.side ?? new.rules?.side else { return compareConstants() }
        let followed = followed
        // Where one side never asks for the last text, there is no question at all.
        for case let states? in [followed?.olds, followed?.news] where !states.contains(true) { return .same }
        var meanings = Meanings()
        let olds = meanings.column(old, mask, form)
        let news = meanings.column(new, mask, form)
        // Where no state of either means anything but one thing, nothing needs to be walked.
        if let one = olds.first, olds.allSatisfy({ $0 == one }), news.allSatisfy({ $0 == one }) { return .same }
        let shape = Shape(parts, separated: isSeparated)
        // A side with one answer for everything stands in one state for ever.
        let resting = Side(machine: any.machine, start: StateMachine.dead)
        let sides = [old.rules?.side ?? resting, new.rules?.side ?? resting]
        var product = Product(sides, shape, gate: followed.map { gate(shape, $0) })
        let isSettled = sides.allSatisfy(\.machine.staysDead) && old.rules != nil && new.rules != nil
        var differing: [(node: Int, number: Int32)] = []
        let end = product.walk(limits, keeping: NameGraph.most) { node in
            !isSettled || node.x != StateMachine.dead || node.y != StateMachine.dead
        } visit: { node, index in
            let before = old.rules == nil ? olds[0] : olds[Int(node.x)]
            let after = new.rules == nil ? news[0] : news[Int(node.y)]
            if before != after {
                let number = meanings.outcome(before, after)
                if number > 0 { differing.append((index, number)) }
            }
            return false
        }
        guard case .complete = end else { return .undecided }
        guard !differing.isEmpty else { return .same }
        return .differs(Grouping(product, differing, meanings.outcomes).groups())
    }

    /// For each state of either side whether the last text may follow it, none where it always may; nothing in kinds whose
    /// texts are all asked for at once.
    private var followed: Followed? {
        switch form {
        case .plain, .mounts: nil
        case .links: (old.linkStates, new.linkStates)
        case .mountData: (old.dataStates, new.dataStates)
        }
    }

    private typealias Followed = (olds: [Bool]?, news: [Bool]?)

    /// Lets the last text follow only where both sides ask for it.
    private func gate(_ shape: Shape, _ followed: Followed) -> (Product.Node, Product.Node) -> Bool {
        let isLast = shape.isBeforeLastText
        return { from, to in
            guard isLast[Int(from.w)], shape.dividesTexts(UInt8(from.w), UInt8(to.w)) else { return true }
            return (followed.olds?[Int(from.x)] ?? true) && (followed.news?[Int(from.y)] ?? true)
        }
    }

    /// Both sides have one answer for everything.
    private func compareConstants() -> Difference {
        var meanings = Meanings()
        let olds = meanings.column(old, mask, form)
        let number = meanings.outcome(olds[0], meanings.column(new, mask, form)[0])
        guard number > 0 else { return .same }
        let changes = meanings.outcomes[Int(number) - 1]
        let anything = Pattern(pieces: [.star(deep: true)], isPath: false)
        return .differs([ChangeGroup(changes: changes, texts: [anything], witness: [[]], isExact: true)])
    }
}

/// What a comparison came to.
package enum Difference: Sendable, Hashable {
    case same
    case differs([ChangeGroup])
    /// More would have had to be looked at than the limits let.
    case undecided
}

/// What states mean, each meaning once under a number.
private struct Meanings {
    private var pairs: [ComparablePair] = []
    private var numbers: [ComparablePair: Int32] = [:]
    private var known: [Int64: Int32] = [:]
    /// What there is of changes from one meaning to another, by number from 1 on.
    private(set) var outcomes: [[Change]] = []
    private var outcomeNumbers: [[Change]: Int32] = [:]

    /// The meaning of each state of one side; where one answer holds for everything, that one.
    mutating func column(_ source: AnswerSource, _ mask: Permission, _ form: Comparison.Form) -> [Int32] {
        guard let (rules, isFile, _, words) = source.rules else {
            let only = Comparable(source.constant, mask, auditsAll: source.profile.auditsAll && source.isMediated)
            let pair = ComparablePair(owner: only, other: only)
            return [number(form == .mounts ? pair.ofMounts : pair)]
        }
        return words.eachState { state in
            let pair = pair(rules, isFile, state, source.profile, source.kernel, mask)
            return switch form {
            case .links: number(pair.ofLinks)
            case .mounts: number(pair.ofMounts)
            case .plain, .mountData: number(pair)
            }
        }
    }

    private func pair(
        _ rules: CompiledRules,
        _ isFile: Bool,
        _ state: UInt32,
        _ profile: CompiledProfile,
        _ kernel: KernelDialect,
        _ mask: Permission
    ) -> ComparablePair {
        func one(_ subject: Subject) -> Comparable {
            let meaning = isFile ? rules.fileMeaning(state, subject, kernel) : rules.policyMeaning(state, kernel)
            var result = Comparable(meaning, mask, auditsAll: profile.auditsAll)
            if isFile, result.allow & Permission.execute.rawValue != 0 {
                result.transition = profile.transition(meaning.xindex)
            }
            return result
        }
        return ComparablePair(owner: one(.owner), other: one(.other))
    }

    private mutating func number(_ pair: ComparablePair) -> Int32 {
        if let number = numbers[pair] { return number }
        let number = Int32(pairs.count)
        numbers[pair] = number
        pairs.append(pair)
        return number
    }

    /// The number of what changes from one meaning to another; 0 for nothing.
    mutating func outcome(_ old: Int32, _ new: Int32) -> Int32 {
        let key = Int64(old) << 32 | Int64(new)
        if let number = known[key] { return number }
        let changes = ComparablePair.changes(pairs[Int(old)], pairs[Int(new)])
        let number = changes.isEmpty ? 0 : outcomeNumbers[changes] ?? Int32(outcomes.count) + 1
        if number > outcomes.count {
            outcomes.append(changes)
            outcomeNumbers[changes] = number
        }
        known[key] = number
        return number
    }
}

extension StateMachine {
    /// Whether nothing leads out of the dead state, as in every machine that a parser made.
    var staysDead: Bool { (0..<256).allSatisfy { next(Self.dead, letter: UInt8($0)) == Self.dead } }
}
