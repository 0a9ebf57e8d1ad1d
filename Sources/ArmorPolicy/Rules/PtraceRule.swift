package import ArmorGlob

/// `ptrace (read) peer="web",` — tracing and reading the state of processes under a label.
package struct PtraceRule: RuleValue {
    package enum Access: String, Sendable, CaseIterable { case trace, tracedby, read, readby }

    /// Empty means all four.
    package let access: [Access]
    package let peer: Glob?

    package static let kind = RuleKind.ptrace

    package var text: String {
        RuleText.join(["ptrace\(RuleText.list(access.map(\.rawValue)))", RuleText.pair("peer", peer)])
    }

    package var requirements: [Requirement] { [Requirement("ptrace", features: ["ptrace"])] }

    package func covers(_ other: any RuleValue) -> Bool {
        guard let other = other as? PtraceRule else { return false }
        return (access.isEmpty || (!other.access.isEmpty && Set(other.access).isSubset(of: access)))
            && (peer == nil || peer == other.peer)
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        make.form(make.words("access", access), make.glob("peer", peer))
    }

    package static let about = "tracing, and reading of other processes"

    private static let keys = [
        KeySchema("access", .words(Access.self), "what is done; none is everything"),
        KeySchema("peer", .string, "a glob of the other process's label; none is any"),
    ]

    package static let schema = ValueSchema.rules(keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.rules(keys: keys) { table, _ in
            [PtraceRule(access: table.words("access", Access.self), peer: table.glob("peer", .label))]
        }
    }
}
