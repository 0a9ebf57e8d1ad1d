import ArmorSource
import ArmorTOML

/// What every rule may say of itself beside what it names.
package struct Qualifiers {
    package var action = Action.allow
    package var logged = false
    package var priority: Int?
    package var reason: String?
    /// Whether the author wants the rule to stay, whatever logs say.
    package var isKept = false

    /// Keys of an element whose list says whether it allows or denies.
    package static let elementKeys = [
        KeySchema("audit", .boolean, "logs what the rule allows"),
        KeySchema("quiet", .boolean, "keeps what the rule denies out of the log"),
        KeySchema("reason", .string, "why it is there; the profile has it as a comment"),
        KeySchema("priority", .integer(-1000...1000), "which of two rules decides; from AppArmor 4.1"),
        KeySchema("keep", .boolean, "stays, whatever `armor learn --tighten` finds"),
    ]
    /// Keys of a table that says itself whether it denies.
    package static let tableKeys = elementKeys + [KeySchema("deny", .boolean, "denies instead of allowing")]

    /// An element with no table: logged only if it denies.
    package init(_ action: Action, reason: String?) {
        self.action = action
        self.logged = action == .deny
        self.reason = reason
    }

    /// The qualifiers of a table; `action` is none where the table's `deny` decides.
    package init(_ reader: TableReader, _ action: Action?, comment: String?) {
        let action = action ?? (reader.boolean("deny") == true ? .deny : .allow)
        self.action = action
        let audit = reader.boolean("audit")
        let quiet = reader.boolean("quiet")
        switch action {
        case .allow:
            logged = audit ?? false
            if quiet != nil { Self.refuse("quiet", "a rule that denies", reader) }
        case .deny:
            logged = quiet != true
            if audit == true, quiet == true { Self.refuse("audit", "a rule that is not quiet", reader) }
            if audit == false { Self.refuse("audit", "a rule that allows", reader, help: "write quiet = true") }
        }
        priority = reader.integer("priority", in: -1000...1000)
        reason = reader.string("reason")?.value ?? comment
        let keep = reader.boolean("keep")
        isKept = keep ?? false
        if action == .deny, keep != nil {
            Self.refuse("keep", "a rule that allows", reader, help: "no log is a reason to remove what denies")
        }
    }

    private static func refuse(_ key: String, _ where: String, _ reader: TableReader, help: String? = nil) {
        let message = "\"\(key)\" belongs to \(`where`)"
        reader.context.error("misplaced-qualifier", message, at: reader.keyRange(key), help: help)
    }
}
