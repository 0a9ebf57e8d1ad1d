import ArmorPolicy
import ArmorPresets
import ArmorProfile
import ArmorSource
import ArmorTemplate
import FuzzSupport

let (template, templateDiagnostics) = Template.parse(
    SourceFile(name: "profile.template", bytes: Presets.file("profile.template") ?? [])
)
require(templateDiagnostics.isEmpty, "the profile's own template does not parse")
let renderers = targets.map { ProfileRenderer(target: $0, template: template, generator: "fuzz") }

// Any bytes are read as a policy. What has no errors is rendered, and nothing that the policy says makes a block, an
// include or a byte of its own. The lints and all forms of diagnostics see every policy, broken or not.
fuzz { bytes in
    let source = SourceFile(name: "fuzz.toml", bytes: bytes)
    let (policy, diagnostics) = PolicyLoader(sources: PresetsOnly()).load(source)
    var said = diagnostics
    if !diagnostics.hasErrors {
        said += Linter.run(policy).diagnostics
        for renderer in renderers {
            let (profile, more) = renderer.render(policy)
            said += more
            require(profile != nil || more.hasErrors, "no profile and no error")
            if let profile { ProfilePromises(policy).check(profile) }
        }
    }
    checkTexts(of: said)
}

/// What a person, a program or a terminal is shown holds no control character but line ends, and tabs of quoted lines.
private func checkTexts(of diagnostics: [Diagnostic]) {
    let texts =
        diagnostics.map(DiagnosticText(colour: false).render)
        + [DiagnosticFormats.json(diagnostics), DiagnosticFormats.github(diagnostics)]
        + [DiagnosticFormats.sarif(diagnostics, version: "0")]
    for text in texts {
        require(
            text.utf8.allSatisfy { $0 == 0x0A || $0 == 0x09 || (0x20...0x7E).contains($0) || $0 >= 0x80 },
            "a diagnostic holds a control character: \(text.debugDescription)"
        )
    }
}
