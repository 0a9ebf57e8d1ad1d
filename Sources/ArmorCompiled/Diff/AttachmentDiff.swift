/// A profile that attaches to other programs than another.
package struct AttachmentDiff: Sendable {
    /// As the profiles say it; none where the name alone enters the profile.
    package let old: [UInt8]?
    package let new: [UInt8]?
    /// A program that only one of them attaches to, the shortest; none where the words differ alone, or where that was not
    /// decided.
    package let witness: [UInt8]?
    /// Whether a program that old attached to may run without the profile now: one does, or that was not decided.
    package let frees: Bool

    /// None where both attach to the same programs by the same words.
    init?(
        _ old: CompiledProfile,
        _ new: CompiledProfile,
        _ kernels: (KernelDialect, KernelDialect),
        _ limits: ProductLimits
    ) {
        (self.old, self.new) = (old.attachment, new.attachment)
        let rules = [(old.attachmentRules, kernels.0), (new.attachmentRules, kernels.1)]
        guard let any = rules.compactMap(\.0).first else {
            guard old.attachment != new.attachment else { return nil }
            (witness, frees) = (nil, old.attachment != nil)
            return
        }
        let attaches = rules.map { rules, kernel in
            (0..<UInt32(rules?.machine.count ?? 1)).map { state in
                let allow = rules?.fileMeaning(state, .owner, kernel).words.allow ?? 0
                return allow & Permission.execute.rawValue != 0
            }
        }
        // A side that attaches to nothing stands in the dead state for ever.
        let sides = rules.map { rules, _ in
            Side(machine: (rules ?? any).machine, start: rules?.fileStart ?? StateMachine.dead)
        }
        func isAttached(_ side: Int, _ state: UInt32) -> Bool {
            rules[side].0 == nil ? false : attaches[side][Int(state)]
        }
        var product = Product(sides, Shape([.path]))
        var different: Int?
        let end = product.walk(limits) { node, index in
            let (before, after) = (isAttached(0, node.x), isAttached(1, node.y))
            if before != after, different == nil { different = index }
            return before && !after
        }
        witness = different.map { product.name($0) }
        if case .complete = end { frees = false } else { frees = true }
        guard different != nil || frees || old.attachment != new.attachment else { return nil }
    }
}
