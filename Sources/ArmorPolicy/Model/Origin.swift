package import ArmorSource

/// One text of a policy: the file itself, or a preset or file that it extends.
package struct Layer: Sendable {
    package let source: SourceFile
    /// 0 is the policy that was asked for; what it extends is 1, and so on.
    package let depth: Int
    /// Whether the text came with armor, so that its warnings are no news to the user.
    package let isPreset: Bool
    /// The entitlement that it is; none for other texts.
    package let entitlement: Entitlement?

    /// What `entitlements` of a nearer text names.
    package struct Entitlement: Sendable {
        /// In the spelling of the first generation: `network.user`.
        package let name: String
        package let place: Place

        /// What it is one of several answers to; see ``Entitlements/domain(of:)``.
        package var domain: String? { Entitlements.domain(of: name) }
    }

    package init(source: SourceFile, depth: Int, isPreset: Bool, entitlement: Entitlement? = nil) {
        self.source = source
        self.depth = depth
        self.isPreset = isPreset
        self.entitlement = entitlement
    }
}

/// Where a rule stands in its policy, and why it is there.
package struct Origin: Sendable {
    package let place: Place
    package let layer: Layer
    /// The `reason` of the element, else the comment beside or above it or its list; printable ASCII is not promised.
    package let reason: String?
    /// `keep = true`: it is not to be removed or narrowed because no log tells of its use. The profile is the same without.
    package let isKept: Bool

    package init(place: Place, layer: Layer, reason: String? = nil, isKept: Bool = false) {
        self.place = place
        self.layer = layer
        self.reason = reason
        self.isKept = isKept
    }
}

/// A value and where it was written.
package struct Located<Value: Sendable>: Sendable {
    package let value: Value
    package let range: ByteRange
    package let layer: Layer

    package init(_ value: Value, range: ByteRange, layer: Layer) {
        self.value = value
        self.range = range
        self.layer = layer
    }

    package var place: Place { Place(layer.source, range) }
}
