import ArmorSource
import Testing

struct UnifiedDiffTests {
    private func diff(_ old: String, _ new: String) -> String {
        UnifiedDiff.text(Array(old.utf8), Array(new.utf8), oldName: "a", newName: "b")
    }

    @Test(arguments: [
        ("", "", ""),
        ("x\n", "x\n", ""),
        ("", "x\n", "--- a\n+++ b\n@@ -0,0 +1,1 @@\n+x\n"),
        ("x\n", "", "--- a\n+++ b\n@@ -1,1 +0,0 @@\n-x\n"),
        ("1\n2\n3\n4\n5\n", "1\n2\n3\nnew\n4\n5\n", "--- a\n+++ b\n@@ -1,5 +1,6 @@\n 1\n 2\n 3\n+new\n 4\n 5\n"),
        ("x", "x\n", "--- a\n+++ b\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+x\n"),
    ])
    func asDiffWritesIt(_ old: String, _ new: String, _ expected: String) {
        #expect(diff(old, new) == expected)
    }

    @Test func farApartIsTwoHunks() {
        let old = (1...20).map { "\($0)\n" }
        var new = old
        new[0] = "one\n"
        new[19] = "twenty\n"
        let text = diff(old.joined(), new.joined())
        #expect(text.contains("@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n"))
        #expect(text.contains("@@ -17,4 +17,4 @@\n 17\n 18\n 19\n-20\n+twenty\n"))
    }

    /// A name that acts on a terminal is shown.
    @Test func namesAreShown() {
        let text = UnifiedDiff.text([], Array("x\n".utf8), oldName: "a\u{1b}", newName: "b")
        #expect(text.hasPrefix("--- a\\u{1b}\n"))
    }
}
