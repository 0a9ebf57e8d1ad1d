package import ArmorGlob
import ArmorTarget

/// `mqueue (create) type=posix /name,` — POSIX and System V message queues.
package struct MessageQueueRule: RuleValue {
    package enum Access: String, Sendable, CaseIterable { case create, open, delete, read, write, getattr, setattr }

    package enum QueueType: String, Sendable, CaseIterable { case posix, sysv }

    package let access: [Access]
    package let type: QueueType?
    package let label: Glob?
    /// A POSIX queue's name begins with `/`; a System V queue's is its key.
    package let name: Glob?

    package static let kind = RuleKind.messageQueue

    package var text: String {
        RuleText.join([
            "mqueue\(RuleText.list(access.map(\.rawValue)))", type.map { "type=\($0.rawValue)" },
            RuleText.pair("label", label), name.map(RuleText.word),
        ])
    }

    package var requirements: [Requirement] {
        [Requirement("mqueue", parser: ParserVersion(4, 0, 0), features: ["ipc/posix_mqueue"])]
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        make.form(
            make.words("access", access),
            make.word("type", type?.rawValue),
            make.glob("name", name),
            make.glob("label", label)
        )
    }

    package static let about = "message queues of POSIX and of System V"

    private static let keys = [
        KeySchema("access", .words(Access.self), "what is done; none is everything"),
        KeySchema("type", .word(QueueType.self), "of which kind; none is both"),
        KeySchema("name", .string, "a path glob of POSIX's, the number of a key of System V's"),
        KeySchema("label", .string, "a glob of the queue's label"),
    ]

    package static let schema = ValueSchema.rules(keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.rules(keys: keys) { table, _ in
            let type = table.word("type", QueueType.self)
            guard let name = table.string("name") else {
                return [make(table, type, nil)]
            }
            let isPath = name.value.hasPrefix("/")
            if type == .posix, !isPath {
                table.context.error("bad-path", "the name of a POSIX queue begins with \"/\"", at: name.range)
                return []
            }
            if type == .sysv, isPath {
                table.context.error("bad-path", "the key of a System V queue is a number", at: name.range)
                return []
            }
            if !isPath, !name.value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
                table.context.error("bad-path", "the key of a System V queue is a number", at: name.range)
                return []
            }
            return [make(table, type, table.context.glob(name.value, isPath ? .path : .name, at: name.range))]
        }
    }

    private static func make(_ table: TableReader, _ type: QueueType?, _ name: Glob?) -> MessageQueueRule {
        MessageQueueRule(
            access: table.words("access", Access.self),
            type: type,
            label: table.glob("label", .label),
            name: name
        )
    }
}
