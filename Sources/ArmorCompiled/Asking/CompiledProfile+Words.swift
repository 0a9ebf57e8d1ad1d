extension CompiledProfile {
    /// The four words that the kernel's `.access` gives for a query, bit by bit.
    ///
    /// The kernel takes the object to be root's, so that a query by root is answered as to its owner, one by anybody else as
    /// to others.
    package func words(_ query: Query, _ subject: Subject, _ kernel: KernelDialect) -> AccessWords {
        guard effectiveMode != .unconfined else { return .unmediated }
        guard var words = meaning(query, subject, kernel)?.words else { return .unmediated }
        if auditsAll { (words.audit, words.quiet) = (.max, 0) }
        // The kernel adds up a label's profiles, from which follows what is masked here.
        return AccessWords(
            allow: words.allow & ~words.deny,
            deny: words.deny,
            audit: words.audit & words.allow,
            quiet: words.quiet & ~words.allow
        )
    }

    /// What a query leads to; none where nothing of its class is mediated.
    func meaning(_ query: Query, _ subject: Subject, _ kernel: KernelDialect) -> StateMeaning? {
        if query.classByte == MediationClass.file.rawValue, let files {
            return files.fileMeaning(files.machine.walk(query.bytes, from: files.fileStart), subject, kernel)
        }
        guard let rules else { return nil }
        let state = rules.machine.walk(CollectionOfOne(query.classByte), from: rules.start)
        guard state != StateMachine.dead else { return nil }
        return rules.policyMeaning(rules.machine.walk(query.bytes, from: state), kernel)
    }

    /// Whether there are rules of a class; what has none is allowed.
    package func mediates(_ kind: MediationClass) -> Bool {
        if kind == .file, files != nil { return true }
        guard let rules else { return false }
        let letter = rules.machine.classes[Int(kind.rawValue)]
        return rules.machine.next(rules.start, letter: letter) != StateMachine.dead
    }
}

extension CompiledPolicy {
    /// The words for a label as the kernel has it: a profile's name, or several joined by `//&`, each of which must allow.
    /// None where one of them is not in this policy.
    package func words(
        label: String,
        _ query: Query,
        _ subject: Subject,
        _ kernel: KernelDialect
    ) -> AccessWords? {
        var sum = AccessWords.unmediated
        for name in Self.parts(of: label) {
            guard let profile = profile(named: name) else { return nil }
            let words = profile.words(query, subject, kernel)
            sum.allow &= words.allow
            sum.deny |= words.deny
            sum.audit |= words.audit
            sum.quiet &= words.quiet
        }
        return sum
    }

    private static func parts(of label: String) -> [String] {
        let bytes = Array(label.utf8)
        let mark = Array("//&".utf8)
        var parts: [String] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: mark) {
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        return parts + [String(decoding: bytes[start...], as: UTF8.self)]
    }
}
