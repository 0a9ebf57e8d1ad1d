import ArmorSource

/// An allow of which a deny leaves nothing: of rules as of system calls.
///
/// Where one of the two comes of an entitlement, the word in `entitlements` is what its author can change, so that is named.
struct Contradiction {
    let allow: Side
    let deny: Side
    /// What is lost, as a sentence: `a deny covers "capability setuid" whole`.
    let message: String

    /// A text that takes part, and where in it.
    struct Side {
        let place: Place
        let layer: Layer

        init(_ place: Place, _ layer: Layer) { (self.place, self.layer) = (place, layer) }

        init<Value>(_ located: Located<Value>) { self.init(located.place, located.layer) }

        init?(_ rule: Rule) {
            guard let origin = rule.origin else { return nil }
            self.init(origin.place, origin.layer)
        }

        /// Whether its author can change it: not where it came with armor.
        var isWritten: Bool { !layer.isPreset }
    }

    /// Whether a deny may rightly be held against an allow. A deny that shuts what a preset grants is meant, so it counts only
    /// where it stands as far from the policy as the allow, or farther; but who names an entitlement means all of it.
    static func counts(_ deny: Layer?, against allow: Layer?) -> Bool {
        guard let deny, let allow else { return true }
        return deny.depth >= allow.depth || allow.entitlement != nil
    }

    /// Nothing where two entitlements exclude one another as a whole: that is said once.
    var diagnostic: Diagnostic? {
        switch (allow.layer.entitlement, deny.layer.entitlement) {
        case (nil, nil):
            return Diagnostic(
                .error,
                "shadowed",
                message,
                at: allow.place,
                notes: [Diagnostic.Note("denied here, for good", at: deny.place)],
                help: "delete the grant, or narrow the deny"
            )
        case (nil, let denying?):
            let notes = allow.isWritten ? [Self.note(denying)] : [Diagnostic.Note("granted here", at: allow.place)]
            return conflict(
                "the entitlement \"\(denying.name)\" denies all of this grant: \(message)",
                at: allow.isWritten ? allow.place : denying.place,
                notes + [Diagnostic.Note("denied here, for good", at: deny.place)],
                help: "take the entitlement out, or delete the grant"
            )
        case (let granting?, nil):
            let notes =
                deny.isWritten ? [Self.note(granting)] : [Diagnostic.Note("denied here, for good", at: deny.place)]
            return conflict(
                "what the entitlement \"\(granting.name)\" grants is denied whole: \(message)",
                at: deny.isWritten ? deny.place : granting.place,
                notes + [Diagnostic.Note("granted here", at: allow.place)],
                help: "take the entitlement out, or narrow the deny"
            )
        case (let granting?, let denying?):
            guard granting.domain == nil || granting.domain != denying.domain else { return nil }
            return conflict(
                "the entitlement \"\(denying.name)\" denies what \"\(granting.name)\" grants: \(message)",
                at: granting.place,
                [Self.note(denying)],
                help: "take one of the two out"
            )
        }
    }

    private static func note(_ entitlement: Layer.Entitlement) -> Diagnostic.Note {
        Diagnostic.Note("\"\(entitlement.name)\" is named here", at: entitlement.place)
    }

    private func conflict(_ message: String, at place: Place, _ notes: [Diagnostic.Note], help: String) -> Diagnostic {
        Diagnostic(.error, "conflict", message, at: place, notes: notes, help: help)
    }
}
