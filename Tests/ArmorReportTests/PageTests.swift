import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorReport

/// Pages as a reader of HTML sees them.
struct PageTests {
    /// Texts that try to leave their place.
    static let hostile = [
        "<script>alert(1)</script>", "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)", "<!--", "-->", "]]><b>", "</style><b>", "</title><b>", "&lt;b&gt;", "&#60;b&#62;",
        "\u{202E}gnp.exe\u{2066}", "nul\u{0}nul", "a\nb\r\nc", "javascript:alert(1)", "{{x}} ${x} `x`",
        "</main></body></html>",
        "\u{FEFF}<b\u{A0}x>", String(repeating: "<", count: 5_000),
    ]

    /// Whatever stands in any field, the page has the same elements with the same attributes, but for labels, and its text
    /// holds what was to be told.
    @Test(arguments: hostile)
    func dataAreNoMarkup(_ text: String) throws {
        func page(_ text: String) throws -> Structure {
            let policy = Sample.policy(name: text, text: text, profile: text, finding: text, way: text)
            let other = Sample.policy(name: "other\(text)", text: text)
            let document = Sample.document(policies: [policy, other], generator: text, target: text, logs: [text])
            return try Structure.of(document.html)
        }
        let plain = try page("plain")
        let found = try page(text)
        #expect(found.problems.isEmpty)
        #expect(found.names == plain.names)
        for (one, other) in zip(found.elements, plain.elements) {
            #expect(one.attributes.keys.sorted() == other.attributes.keys.sorted())
            for (key, value) in one.attributes where !["aria-label", "content"].contains(key) {
                #expect(value == other.attributes[key], "\(key) of \(one.name)")
            }
        }
        #expect(found.text.contains(printable(text)))
        #expect(
            !found.text.unicodeScalars.contains {
                $0.value < 0x20 && $0 != "\n" || (0x202A...0x202E).contains($0.value)
            }
        )
    }

    @Test(arguments: [1, 2]) func structureHolds(_ count: Int) throws {
        let page = try Structure.of(Sample.document(policies: (0..<count).map { Sample.policy(name: "p\($0)") }).html)
        #expect(page.problems.isEmpty)
        #expect(page.elements.first?.attributes["lang"] == "en")
        #expect(page.names.count { $0 == "main" } == 1 && page.names.count { $0 == "h1" } == 1)
        #expect(page.names.filter { ["script", "img", "iframe", "object", "link", "form"].contains($0) } == ["script"])
        // No heading skips a level.
        for (before, after) in zip(page.headings, page.headings.dropFirst()) {
            #expect(after.level <= before.level + 1, "\(after.text) after \(before.text)")
        }
        #expect(page.names.count { $0 == "caption" } == page.names.count { $0 == "table" })
        #expect(page.elements.filter { $0.name == "th" }.allSatisfy { $0.attributes["scope"] != nil })
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        let links = page.elements.compactMap { $0.attributes["href"] }
        #expect(!links.isEmpty && links.allSatisfy { $0.first == "#" && ids.contains(String($0.dropFirst())) })
        let labels = page.elements.compactMap {
            $0.attributes["aria-labelledby"]?.split(separator: " ").map(String.init)
        }.joined()
        #expect(labels.allSatisfy(ids.contains))
        // Nothing sets a style or runs anything but the sheet that the policy of contents names.
        #expect(
            page.elements.allSatisfy { element in
                element.attributes.keys.allSatisfy { !$0.hasPrefix("on") && $0 != "style" && $0 != "src" }
            }
        )
    }

    /// The drawing and the table below it say the same.
    @Test func chartHasItsNumbers() throws {
        let page = try Structure.of(Sample.document(policies: [Sample.policy()]).html)
        #expect(page.text.contains("Events per minute. The highest bar is 20 events."))
        for (number, row) in ["2026-09-21 14:13303", "2026-09-21 14:18155"].enumerated() where number > 0 {
            #expect(page.text.replacing("\n", with: "").contains(row), "\(page.text)")
        }
        #expect(page.elements.count { $0.name == "rect" } == 10)
        #expect(page.text.contains("Not in the chart: 1 event outside"))
    }

    /// Ten thousand of everything are told as some, and a number.
    @Test func pagesAreBounded() {
        let document = Sample.document(policies: [Sample.policy(text: "x", copies: 10_000)])
        #expect(document.html.utf8.count < 250_000)
        #expect(document.html.contains("and 9,990 more, not shown"))
        #expect(document.json.text.utf8.count < 400_000)
    }

    @Test func sameInputSameBytes() {
        func page() -> String { Sample.document(policies: [Sample.policy()]).html }
        #expect(page() == page())
    }

    @Test(arguments: [
        (Changes.first, "This is the first report."), (.notCompared("it says so"), "It was not compared: it says so."),
    ])
    func saysWhyNothingIsCompared(_ changes: Changes, _ words: String) throws {
        let page = try Structure.of(Sample.document(policies: [Sample.policy(changes: changes)]).html)
        #expect(page.text.contains(words))
    }
}
