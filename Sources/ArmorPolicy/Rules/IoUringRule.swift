package import ArmorGlob
import ArmorTarget

/// `io_uring (sqpoll),` — what an io_uring may do beyond its process's own rights.
package struct IoUringRule: RuleValue {
    package enum Access: String, Sendable, CaseIterable {
        case sqpoll
        case overrideCreds = "override_creds"
    }

    package let access: [Access]
    package let label: Glob?

    package static let kind = RuleKind.ioUring

    package var text: String {
        RuleText.join(["io_uring\(RuleText.list(access.map(\.rawValue)))", RuleText.pair("label", label)])
    }

    package var requirements: [Requirement] {
        [Requirement("io_uring", parser: ParserVersion(4, 0, 0), features: ["io_uring"])]
    }

    package func forms(_ action: Action, _ make: FieldMaker) -> [PolicyForm] {
        make.form(make.words("access", access), make.glob("label", label))
    }

    package static let about = "io_uring"

    private static let keys = [
        KeySchema("access", .words(Access.self), "what is done; none is both"),
        KeySchema("label", .string, "a glob of the label whose credentials are taken"),
    ]

    package static let schema = ValueSchema.rules(keys)

    package static func read(_ reader: SectionReader) -> [Rule] {
        reader.rules(keys: keys) { table, _ in
            [IoUringRule(access: table.words("access", Access.self), label: table.glob("label", .label))]
        }
    }
}
