import ArmorSource
import Foundation
import Testing

@testable import ArmorReport

/// The builder of pages: whatever a text holds, it is a text.
struct HTMLTests {
    @Test(arguments: [
        ("plain", "plain"), ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\" onload=\"x", "&quot; onload=&quot;x"), ("' x='", "&#39; x=&#39;"), ("a & b &amp;", "a &amp; b &amp;amp;"),
        ("--> <!-- ]]>", "--&gt; &lt;!-- ]]&gt;"), ("a\nb", "a\\u{a}b"), ("nul\u{0}", "nul\\u{0}"),
        ("\u{202E}gpj.exe", "\\u{202e}gpj.exe"), ("\u{2066}x\u{2069}\u{200B}", "\\u{2066}x\\u{2069}\\u{200b}"),
        ("\u{1B}[31m\u{85}", "\\u{1b}[31m\\u{85}"), ("grün 日本", "grün 日本"),
    ])
    func escapes(_ text: String, _ written: String) {
        var writer = HTMLWriter()
        writer.write(.p(.text(text), .code("\(text)")))
        #expect(writer.text == "\n<p>\(written)<code>\(written)</code></p>")
        var attribute = HTMLWriter()
        attribute.write(.element(.span, [.label(text)], []))
        #expect(attribute.text == "<span aria-label=\"\(written)\"></span>")
    }

    /// A literal with a name in it is a text as a whole.
    @Test func interpolationIsText() {
        let name = "</p><b>"
        var writer = HTMLWriter()
        writer.write(.p("the file \(name)"))
        #expect(writer.text == "\n<p>the file &lt;/p&gt;&lt;b&gt;</p>")
    }

    /// No sign by which HTML ends, begins or comments anything is left in data, and JSON reads back what there was.
    @Test func dataAreInert() throws {
        let text = "</script><!-- <script> --> & \u{2028} ]]>"
        let inert = HTMLWriter.inert(.fields([("x", .string(text))]))
        #expect(!inert.contains { "<>&\u{2028}".contains($0) })
        let read = try JSONSerialization.jsonObject(with: Data(inert.utf8)) as? [String: String]
        #expect(read == ["x": text])
    }

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "\u{0}\u{FF}~"])
    func base64(_ text: String) {
        #expect(Base64.text(Array(text.utf8)) == Data(text.utf8).base64EncodedString())
    }

    /// The policy of contents lets the page's own sheet in by its hash, and nothing else; the sheet fetches nothing.
    @Test func styleIsKnownByItsHash() {
        let sheet = StyleSheet.builtIn
        #expect(!sheet.text.isEmpty)
        #expect(!sheet.text.contains("url(") && !sheet.text.contains("@import"))
        #expect(sheet.hash == "sha256-" + Base64.text(ofHex: SHA256.hex(Array(sheet.text.utf8))))
        #expect(StyleSheet(Array("a { } </style>".utf8)).text.isEmpty)
    }

    /// Every class of the sheet's own list is one that the sheet has, so that none is a leftover.
    @Test(arguments: StyleClass.allCases) func classesHaveRules(_ style: StyleClass) {
        #expect(StyleSheet.builtIn.text.contains(".\(style.rawValue)"), "\(style) is in no rule")
    }
}
