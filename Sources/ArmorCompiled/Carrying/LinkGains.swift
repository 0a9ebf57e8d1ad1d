/// A hard link by which a file gets rights that its own path does not have.
package struct LinkGain: Sendable, Hashable {
    package let link: [UInt8]
    package let target: [UInt8]
    /// What the new name allows and the target does not.
    package let gained: Permission
}

/// The state that a pair of names leads to, and the link's name by its number.
private struct Pair: Hashable {
    let state: UInt32
    let link: Int
}

extension CompiledProfile {
    /// The links that this profile allows and by which a file gets rights that its own path does not have: the first of each
    /// state that a pair of names leads to, so that each rule that allows one has one.
    ///
    /// Rules with `subset` are no exception: parsers write the demand for it into the permissions of the file's owner alone,
    /// so that nobody compares the rights of a file that belongs to another user.
    ///
    /// - Parameter isCompared: whether the kernel's comparison counts. It is made when the link is made: what is allowed of its
    ///   name later is not compared.
    package func linkGains(
        _ subject: Subject,
        _ kernel: KernelDialect,
        _ limits: ProductLimits,
        isCompared: Bool
    ) -> Gains<LinkGain> {
        var gains = Gains<LinkGain>()
        guard effectiveMode != .unconfined, let files else { return gains }
        let machine = files.machine
        var names = Product([Side(machine: machine, start: files.fileStart)], Shape([.path]))
        // The states in which the target begins, with what the names before it allow.
        var begins: [UInt32: [(rights: Permission, node: Int)]] = [:]
        let end = names.walk(limits) { node, index in
            let words = files.fileMeaning(node.x, subject, kernel).words
            let rights = Permission(rawValue: words.allow & ~words.deny)
            guard rights.contains(.link) else { return false }
            let next = machine.walk(CollectionOfOne(0), from: node.x)
            let carried = rights.intersection(.ofContents)
            if next != StateMachine.dead, begins[next]?.contains(where: { $0.rights == carried }) != true {
                begins[next, default: []].append((carried, index))
            }
            return false
        }
        if case .exhausted = end { gains.isComplete = false }
        var left = limits.pairs
        for (begin, links) in begins.sorted(by: { $0.key < $1.key }) {
            guard left > 0 else {
                gains.isComplete = false
                break
            }
            var pairs = Product([begin, files.fileStart].map { Side(machine: machine, start: $0) }, Shape([.path]))
            // Rules for several names may share what they say of targets: each name has its own.
            var first: [Pair: (target: Int, gained: Permission)] = [:]
            let end = pairs.walk(ProductLimits(pairs: left, steps: limits.steps)) { node, index in
                let pair = files.fileMeaning(node.x, subject, kernel).words
                let isRefused = isCompared && pair.allow & Permission.lock.rawValue != 0
                guard pair.allow & ~pair.deny & Permission.link.rawValue != 0, !isRefused else { return false }
                let old = files.fileMeaning(node.y, subject, kernel).words
                for link in links where first[Pair(state: node.x, link: link.node)] == nil {
                    let gained = link.rights.subtracting(Permission(rawValue: old.allow & ~old.deny))
                    if !gained.isEmpty { first[Pair(state: node.x, link: link.node)] = (index, gained) }
                }
                return false
            }
            if case .exhausted = end { gains.isComplete = false }
            left -= pairs.nodes.count
            gains.found += first.sorted { ($0.key.state, $0.key.link) < ($1.key.state, $1.key.link) }.map {
                LinkGain(link: names.name($0.key.link), target: pairs.name($0.value.target), gained: $0.value.gained)
            }
        }
        return gains
    }
}
