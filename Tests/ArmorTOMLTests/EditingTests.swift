import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation
import Testing

/// Documents before and after the same additions: `Fixtures/editing/NAME.before.toml` and `NAME.after.toml`.
struct EditingTests {
    private static let folder = fixtures().appending(path: "editing")
    private static let names = listing(folder).filter { $0.hasSuffix(".before.toml") }.map {
        String($0.dropLast(".before.toml".count))
    }

    static let additions = [
        DocumentAddition(
            table: ["filesystem"],
            place: .element(of: "read", kin: "/etc/app/new"),
            text: "\"/etc/app/new\"",
            comments: ["why"]
        ),
        DocumentAddition(table: ["filesystem"], place: .element(of: "write", kin: "/run/x"), text: "\"/run/x\""),
        DocumentAddition(table: ["limits"], place: .setting, text: "nofile = 64"),
        DocumentAddition(
            table: ["signals"],
            place: .ownTable,
            text: "access = [\"send\"]\npeer = \"other\"",
            comments: ["a signal"]
        ),
    ]

    @Test(arguments: names)
    func keepsEverythingElse(_ name: String) throws {
        let before = try document("\(name).before.toml", in: Self.folder)
        let after = try DocumentEditor(before, last: ["test"]).adding(Self.additions)
        let file = Self.folder.appending(path: "\(name).after.toml")
        try record(after, to: file)
        #expect(try String(decoding: after, as: UTF8.self) == text(file))
        // Every line that was there is there still, but for those of arrays that came to have more lines.
        let result = TOMLDocument.parse(SourceFile(name: name, bytes: after))
        #expect(result.diagnostics.isEmpty, "\(result.diagnostics.map(\.message))")
        let comments = { (bytes: [UInt8]) in bytes.count { $0 == UInt8(ascii: "#") } }
        #expect(comments(after) == comments(before.source.bytes) + 2)
    }

    @Test(arguments: [
        (
            "filesystem = { read = [\"/a\"] }\n",
            "\"filesystem\" is written in braces; write it as [filesystem] to add to it"
        ),
        ("[filesystem]\nread = \"/a\"\n", "\"read\" is a string, not a list to add to"),
        ("filesystem = 1\n", "\"filesystem\" is no table"),
        ("[[filesystem]]\nread = []\n", "\"filesystem\" is written as another kind of table"),
        ("signals = [1]\n", "\"signals\" is no table; write [[signals]] tables to add to it"),
        ("[signals]\na = 1\n", "\"signals\" is written as another kind of table"),
    ])
    func refusesWhatItCannotKeep(_ text: String, _ message: String) {
        let document = TOMLDocument.parse(SourceFile(name: "t", text: text))
        let error = #expect(throws: DocumentEditError.self) { _ = try DocumentEditor(document).adding(Self.additions) }
        #expect(error?.message == message)
    }

    @Test func nothingToAddChangesNothing() throws {
        for name in Self.names {
            let before = try document("\(name).before.toml", in: Self.folder)
            #expect(try DocumentEditor(before).adding([]) == before.source.bytes)
        }
    }

    /// Policies as people write them: what is added is there, and no comment is lost.
    @Test(
        arguments: files(below: projectRoot, ending: ".toml").filter {
            $0.hasPrefix("samples/") || $0.hasPrefix("templates/")
        }
    )
    func policiesTakeThem(_ name: String) throws {
        let bytes = try contents(projectRoot.appending(path: name))
        let before = TOMLDocument.parse(SourceFile(name: name, bytes: bytes))
        let after = try DocumentEditor(before, last: ["test", "tests"]).adding(Self.additions)
        let result = TOMLDocument.parse(SourceFile(name: name, bytes: after))
        #expect(result.diagnostics.isEmpty, "\(result.diagnostics.map(\.message))")
        let comments = { (bytes: [UInt8]) in bytes.count { $0 == UInt8(ascii: "#") } }
        #expect(comments(after) == comments(bytes) + 2)
        for key in before.root.entries.map(\.key) { #expect(result.root[key] != nil) }
        guard case .table(let filesystem)? = result.root["filesystem"]?.value.kind,
            case .array(let reads)? = filesystem["read"]?.value.kind
        else {
            Issue.record("nothing is read")
            return
        }
        #expect(reads.count { if case .string("/etc/app/new") = $0.kind { true } else { false } } == 1)
    }
}
