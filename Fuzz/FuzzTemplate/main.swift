import ArmorSource
import ArmorTemplate
import FuzzSupport

// Any bytes are read as a template; rendering ends, says where it fails, and no line holds a line end.
fuzz { bytes in
    let source = SourceFile(name: "fuzz.template", bytes: bytes)
    let (template, diagnostics) = Template.parse(source)
    for diagnostic in diagnostics { check(diagnostic, bytes.count) }
    // With errors too: nobody should render such a template, and it must not break all the same.
    switch template.render(values) {
    case .success(let lines):
        var size = 0
        for line in lines {
            size += line.text.utf8.count + 1
            require(!line.text.utf8.contains(0x0A), "a line holds a line end: \(line.text)")
            require(line.origin.map(origins.contains) ?? true, "an origin that nobody gave")
        }
        require(size <= Template.outputLimit, "the output is larger than its limit: \(size)")
    case .failure(let failure):
        require(!failure.diagnostics.isEmpty, "a failure without a reason")
        require(failure.diagnostics.allSatisfy { $0.severity == .error }, "a failure that is no error")
        for diagnostic in failure.diagnostics { check(diagnostic, bytes.count) }
    }
}

private func check(_ diagnostic: Diagnostic, _ count: Int) {
    guard let range = diagnostic.place?.range else { return }
    require(range.lowerBound >= 0 && range.upperBound <= count, "a place lies outside of the template: \(range)")
    _ = DiagnosticText(colour: false).render(diagnostic)
}
