import ArmorSource
import ArmorTemplate
import ArmorTestSupport
import Foundation
import Testing

/// What every fixture is given.
private let values: [String: TemplateValue] = [
    "summary": .text("a test"),
    "name": .text("web"),
    "nothing": .flag(false),
    "bad": .text("one\ntwo"),
    "record": .record([:]),
    "sections": .list([
        .record([
            "title": .text("Files"), "open": .flag(true),
            "rules": .list([.text("/etc/hosts r", origin: 7), .text("/tmp/** rw", origin: 8)]),
        ]),
        .record(["title": .text("Network"), "open": .flag(false), "rules": .list([])]),
    ]),
]

private func fixture(_ name: String) throws -> String { try text(fixtures().appending(path: name)) }

private func describe(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { diagnostic in
        let start = diagnostic.place?.start ?? SourcePosition(line: 0, column: 0)
        return "\(start.line):\(start.column) \(diagnostic.code) \(diagnostic.message)\n"
    }.joined()
}

private func parse(_ text: String) -> (Template, [Diagnostic]) {
    Template.parse(SourceFile(name: "t", text: text))
}

private func render(_ text: String, _ values: [String: TemplateValue] = values) throws -> [TemplateLine] {
    let (template, diagnostics) = parse(text)
    #expect(diagnostics.isEmpty)
    return try template.render(values).get()
}

@Suite struct TemplateTests {
    @Test func rendersAndMapsOrigins() throws {
        let lines = try render(fixture("profile.template"))
        let shown = lines.map { "\($0.origin.map(String.init) ?? "-") \($0.text)\n" }.joined()
        #expect(shown == (try fixture("profile.expected")))
    }

    @Test func reportsEveryParseErrorAtItsPlace() throws {
        let (_, diagnostics) = parse(try fixture("errors.template"))
        #expect(describe(diagnostics) == (try fixture("errors.expected")))
    }

    @Test(arguments: ["names", "kinds"]) func reportsEveryRenderErrorAtItsPlace(_ name: String) throws {
        let (template, diagnostics) = parse(try fixture("\(name).template"))
        #expect(diagnostics.isEmpty)
        let failure = #expect(throws: TemplateFailure.self) { try template.render(values).get() }
        #expect(describe(failure?.diagnostics ?? []) == (try fixture("\(name).expected")))
    }

    @Test(arguments: [
        ("", []), ("\n", [""]), ("a", ["a"]), ("a\r\nb\r\n", ["a", "b"]), ("%%", ["%"]), ("%%end", ["%end"]),
        ("x %% y %", ["x %% y %"]), ("%%%{name}", ["%web"]), ("%{name}%%{name}", ["web%{name}"]),
        ("@{PROC} {a,b} <x> {{y}}", ["@{PROC} {a,b} <x> {{y}}"]),
    ]) func takesTheRestAsItIs(_ template: String, _ expected: [String]) throws {
        #expect(try render(template).map(\.text) == expected)
    }

    @Test func anItemHidesAValueInsideItsLoopOnly() throws {
        let values: [String: TemplateValue] = ["a": .text("out"), "list": .list([.text("in")])]
        #expect(try render("%for a in list\n%{a}\n%end\n%{a}", values).map(\.text) == ["in", "out"])
    }

    @Test(arguments: ["\n", "\r", "\r\n", "\0", "a\nb"]) func aValueMakesNoLine(_ value: String) throws {
        let (template, _) = parse("%{x}")
        let failure = #expect(throws: TemplateFailure.self) { try template.render(["x": .text(value)]).get() }
        #expect(failure?.diagnostics.map(\.code) == ["template-line-end"])
    }

    @Test func refusesWhatIsNotUTF8() {
        let (_, diagnostics) = Template.parse(SourceFile(name: "t", bytes: [0x61, 0xFF]))
        #expect(diagnostics.map(\.code) == ["template-not-utf8"])
    }

    @Test func boundsNesting() {
        func nested(_ depth: Int) -> [String] {
            let text = String(repeating: "%if x\n", count: depth) + String(repeating: "%end\n", count: depth)
            return parse(text).1.map(\.code)
        }
        #expect(nested(Template.nestingLimit).isEmpty)
        #expect(nested(Template.nestingLimit + 1) == ["template-too-deep"])
        #expect(nested(100_000) == ["template-too-deep"])
    }

    @Test func boundsOutputAndTurns() throws {
        let many = TemplateValue.list(Array(repeating: .text(String(repeating: "x", count: 1 << 10)), count: 1 << 10))
        for body in ["%{a}", "%if no\n%end"] {
            let text = "%for a in m\n%for b in m\n%for c in m\n\(body)\n%end\n%end\n%end"
            let (template, diagnostics) = parse(text)
            #expect(diagnostics.isEmpty)
            let failure = #expect(throws: TemplateFailure.self) {
                try template.render(["m": many, "no": .flag(false)]).get()
            }
            #expect(failure?.diagnostics.map(\.code) == ["template-too-large"])
        }
    }

    /// Quadratic time would need hours.
    @Test(.timeLimit(.minutes(5))) func rendersManyRules() throws {
        let rules = TemplateValue.list(
            (0..<100_000).map { (number: Int) in .text("/path/to/file\(number) r", origin: number) }
        )
        #expect(try render("%for rule in rules\n  %{rule},\n%end\n", ["rules": rules]).count == 100_000)
    }
}
