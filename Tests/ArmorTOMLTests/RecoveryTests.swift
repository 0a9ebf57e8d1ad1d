import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation
import Testing

@Suite struct RecoveryTests {
    /// Each file `NAME.toml` in `Fixtures/recovery` has the errors that `NAME.expected` lists, no more and no less:
    /// `line:column-line:column code`, and `-> line:column` behind it for the first of two definitions. With
    /// `ARMOR_RECORD` set, the lists are written anew; read what changed before it is committed.
    @Test(arguments: files(below: fixtures().appending(path: "recovery"), ending: ".toml"))
    func errors(of name: String) throws {
        let folder = fixtures().appending(path: "recovery")
        let list = folder.appending(path: name.dropLast(5) + ".expected")
        let source = SourceFile(name: name, bytes: try contents(folder.appending(path: name)))
        let found = TOMLDocument.parse(source).diagnostics.map { line($0) + "\n" }.joined()
        try record(found, to: list)
        #expect(found == (try text(list)))
    }

    private func line(_ diagnostic: Diagnostic) -> String {
        let place =
            diagnostic.place.map { "\($0.start.line):\($0.start.column)-\($0.end.line):\($0.end.column) " } ?? ""
        let first = diagnostic.notes.first?.place.map { " -> \($0.start.line):\($0.start.column)" } ?? ""
        return place + diagnostic.code + first
    }

    @Test func whatIsRightIsReadBesideWhatIsWrong() {
        let document = TOMLDocument.parse("a = 1\nb = oops\nc = [1, two, 3]\n[d]\ne = \"x\"\n[d]\ne = 2\n")
        #expect(document.codes == ["2:5 toml-unquoted", "3:9 toml-unquoted", "6:2 toml-duplicate-table"])
        #expect(
            meaning(document.root) == [
                ".a = 1", ".c = array", ".c[0] = 1", ".c[1] = 3", ".d = header table", ".d.e = [120]",
            ]
        )
    }

    @Test func afterAHundredErrorsOneSaysSo() {
        let document = TOMLDocument.parse(String(repeating: "a = ?\n", count: 5000))
        #expect(document.diagnostics.count == 101)
        #expect(document.diagnostics.last?.code == "toml-too-many-errors")
    }
}
