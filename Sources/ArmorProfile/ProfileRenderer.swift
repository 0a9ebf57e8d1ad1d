package import ArmorPolicy
package import ArmorSource
package import ArmorTarget
package import ArmorTemplate

/// A profile's text and, for each of its lines, the place in the policy that it came from.
package struct RenderedProfile: Sendable {
    /// ASCII, ends in a newline.
    package let text: String
    /// By line, counted from 0; none for lines that the template has.
    package let origins: [Origin?]

    /// The origin of a line as apparmor_parser counts it, from 1.
    package func origin(ofLine line: Int) -> Origin? {
        origins.indices.contains(line - 1) ? origins[line - 1] : nil
    }
}

/// Renders a policy for a target.
package struct ProfileRenderer {
    /// What `--mode` may say; none keeps the policy's own.
    package enum ModeOverride: String, Sendable, CaseIterable { case enforce, complain, audit }

    private let target: Target
    private let template: Template
    private let mode: ModeOverride?
    private let generator: String

    /// `generator` is the program and its version, for the header.
    package init(target: Target, template: Template, mode: ModeOverride? = nil, generator: String) {
        self.target = target
        self.template = template
        self.mode = mode
        self.generator = generator
    }

    /// The profile, or none where a diagnostic is an error.
    ///
    /// `policyName` is what the header calls the policy, where that is not what the user called it: the absolute path of
    /// one that is loaded, so that it is found again from any folder.
    package func render(
        _ policy: Policy,
        policyName: String? = nil
    ) -> (profile: RenderedProfile?, diagnostics: [Diagnostic]) {
        var work = RenderWork(
            policy: policy,
            target: target,
            mode: mode,
            generator: generator,
            policyName: policyName
        )
        guard let values = work.values(), !work.diagnostics.hasErrors else { return (nil, Self.once(work.diagnostics)) }
        switch template.render(values) {
        case .failure(let failure):
            return (nil, work.diagnostics + failure.diagnostics)
        case .success(let lines):
            var text = ""
            for line in lines {
                text += line.text
                text += "\n"
            }
            let origins = lines.map { line in line.origin.flatMap { work.origin($0) } }
            return (RenderedProfile(text: text, origins: origins), Self.once(work.diagnostics))
        }
    }

    /// Each thing once: an element of a policy may be several rules.
    private static func once(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<String> = []
        return diagnostics.filter { seen.insert("\($0.place?.label ?? "") \($0.code) \($0.message)").inserted }
    }
}
