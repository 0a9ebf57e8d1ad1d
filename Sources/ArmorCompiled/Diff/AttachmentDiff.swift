/// The difference of the programs that two profiles attach to.
package struct AttachmentDiff: Sendable {
    /// The attachment of the old profile as its text has it, `nil` where only its name enters it.
    package let old: [UInt8]?
    /// The attachment of the new profile.
    package let new: [UInt8]?
    /// The shortest path that each profile attaches to, for attachments whose text the compiled policy does not hold.
    package let examples: (old: [UInt8]?, new: [UInt8]?)
    /// The extended attributes that a program must have, by name.
    package let attributes: (old: [[UInt8]], new: [[UInt8]])
    /// The shortest path of a program that only one of them attaches to; `nil` where only the texts or the extended
    /// attributes differ, and where it was not decided.
    package let witness: [UInt8]?
    /// Whether the new profile leaves a program unconfined that the old one confined, or that was not decided.
    package private(set) var frees: Bool
    /// Whether the new profile confines a program that the old one left unconfined.
    package private(set) var gains: Bool

    /// Compares two attachments.
    ///
    /// - Returns: `nil` where both attach to the same programs by the same text.
    init?(
        _ old: CompiledProfile,
        _ new: CompiledProfile,
        _ kernels: (KernelDialect, KernelDialect),
        _ limits: ProductLimits
    ) {
        (self.old, self.new) = (old.attachmentText, new.attachmentText)
        attributes = (old.attachmentAttributes, new.attachmentAttributes)
        let automata = [AttachmentAutomaton(old, kernels.0), AttachmentAutomaton(new, kernels.1)]
        // A side without an automaton stays in the dead state, where nothing is attached to.
        examples = (automata[0].example(limits), automata[1].example(limits))
        let sides = automata.map { Side(machine: $0.machine, start: $0.start) }
        var product = Product(sides, Shape([.path]))
        var (lost, won): (Int?, Int?)
        var both: Set<SIMD2<UInt32>> = []
        let end = product.walk(limits) { node, index in
            let (before, after) = (automata[0].attaches(node.x), automata[1].attaches(node.y))
            if before, !after, lost == nil { lost = index }
            if after, !before, won == nil { won = index }
            if before, after { both.insert([node.x, node.y]) }
            return lost != nil && won != nil
        }
        if case .exhausted = end { lost = lost ?? 0 }
        frees = lost != nil
        gains = won != nil
        witness = [lost, won].compactMap(\.self).min().flatMap { $0 == 0 ? nil : product.name($0) }
        compareAttributes(automata, from: both, limits)
        // A name that is a path and an attachment of that path alone are one thing in two forms.
        let hasBothTexts = old.attachment != nil && new.attachment != nil
        let isReworded = hasBothTexts && old.attachment != new.attachment
        guard frees || gains || isReworded || attributes.old != attributes.new else { return nil }
    }

    /// Adds what the conditions on extended attributes change for programs whose path both profiles attach to.
    private mutating func compareAttributes(
        _ automata: [AttachmentAutomaton],
        from pairs: Set<SIMD2<UInt32>>,
        _ limits: ProductLimits
    ) {
        if attributes.old != attributes.new {
            frees = frees || !attributes.new.isEmpty
            gains = gains || !attributes.old.isEmpty
            return
        }
        guard !attributes.old.isEmpty else { return }
        var seen: Set<SIMD2<UInt32>> = []
        var waiting: [SIMD2<UInt32>] = []
        func reach(_ x: UInt32, _ y: UInt32) {
            if seen.insert([x, y]).inserted { waiting.append([x, y]) }
        }
        let (first, second) = (automata[0].machine, automata[1].machine)
        for pair in pairs { reach(first.afterOutOfBand(pair.x), second.afterOutOfBand(pair.y)) }
        while let pair = waiting.popLast() {
            guard seen.count <= Self.mostPairs else {
                (frees, gains) = (true, true)
                return
            }
            let (before, after) = (automata[0].attaches(pair.x), automata[1].attaches(pair.y))
            if before, !after { frees = true }
            if after, !before { gains = true }
            for byte in UInt8.min...UInt8.max {
                reach(
                    first.next(pair.x, letter: first.classes[Int(byte)]),
                    second.next(pair.y, letter: second.classes[Int(byte)])
                )
            }
            if before, after { reach(first.afterOutOfBand(pair.x), second.afterOutOfBand(pair.y)) }
        }
    }

    /// The most pairs of states that values of extended attributes are compared in; real ones need some dozens.
    private static let mostPairs = 20_000
}

extension CompiledProfile {
    /// The attachment as the profile's text has it: its own, or a name that is a path.
    fileprivate var attachmentText: [UInt8]? {
        if let attachment { return attachment }
        return attachmentRules == nil ? pathName : nil
    }

    /// The last part of the name where that is the path of a program, which then enters the profile.
    fileprivate var pathName: [UInt8]? {
        let slash = UInt8(ascii: "/")
        guard nameBytes.first != slash else { return nameBytes }
        // `parent///usr/bin/program`: the path begins after the two slashes that divide the parts.
        for index in nameBytes.indices.dropFirst().dropLast(2)
        where nameBytes[index] == slash && nameBytes[index + 1] == slash && nameBytes[index + 2] == slash {
            return Array(nameBytes[(index + 2)...])
        }
        return nil
    }
}

/// The paths of the programs that a profile attaches to, as an automaton.
private struct AttachmentAutomaton {
    let machine: StateMachine
    let start: UInt32
    private let accepting: [Bool]

    init(_ profile: CompiledProfile, _ kernel: KernelDialect) {
        guard let rules = profile.attachmentRules else {
            let literal = StateMachine.literal(profile.pathName ?? [])
            machine = literal
            start = profile.pathName == nil ? StateMachine.dead : 1
            accepting = (0..<literal.count).map { $0 == literal.count - 1 }
            return
        }
        machine = rules.machine
        start = rules.fileStart
        accepting = (0..<UInt32(rules.machine.count)).map { state in
            let allow = rules.fileMeaning(state, .owner, kernel).words.allow
            return allow & Permission.execute.rawValue != 0
        }
    }

    /// The shortest path that leads to an accepting state; `nil` where there is none or it was not found.
    func example(_ limits: ProductLimits) -> [UInt8]? {
        var product = Product([Side(machine: machine, start: start)], Shape([.path]))
        let end = product.walk(limits) { node, _ in attaches(node.x) }
        guard case .stopped(let index) = end else { return nil }
        return product.name(index)
    }

    func attaches(_ state: UInt32) -> Bool {
        state != StateMachine.dead && accepting.indices.contains(Int(state)) && accepting[Int(state)]
    }
}
