import ArmorPolicy
import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

/// Profiles that apparmor_parser rejects are rejected, at their place and for a reason that helps.
@Suite struct ImportRejectionTests {
    static let folder = fixtures().appending(path: "import-rejected")
    static let names = listing(folder).filter { $0.hasSuffix(".cases") }.map { String($0.dropLast(6)) }

    @Test(arguments: names)
    func areRejected(name: String) throws {
        let cases = try Self.cases(name)
        var found = ""
        for text in cases {
            let source = SourceFile(name: name, text: text)
            let errors = ProfileReader.read(source).diagnostics.filter { $0.severity == .error }
            #expect(!errors.isEmpty, "accepted: \(text)")
            for error in errors {
                let range = error.place?.range ?? 0..<0
                let excerpt = text.utf8.dropFirst(range.lowerBound).prefix(range.count)
                let line = String(decoding: excerpt, as: UTF8.self).split(separator: "\n").first ?? ""
                found += "\(line): \(error.message)\(error.help.map { " (\($0))" } ?? "")\n"
            }
            found += "---\n"
        }
        let expected = Self.folder.appending(path: "\(name).errors")
        try record(found, to: expected)
        #expect(try found == text(expected))
    }

    /// The cases of a file: rules are put into a profile, other texts stand alone.
    static func cases(_ name: String) throws -> [String] {
        try text(folder.appending(path: "\(name).cases")).components(separatedBy: "\n--- ").dropFirst().map { part in
            let kind = part.prefix { $0 != "\n" }
            let body = part.dropFirst(kind.count + 1)
            return kind == "file" ? String(body) + "\n" : "abi <abi/3.0>,\nprofile p {\n\(body)\n}\n"
        }
    }
}
