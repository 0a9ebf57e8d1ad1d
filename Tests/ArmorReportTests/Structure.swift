import ArmorTestSupport
import Foundation
import Testing

/// What a page is made of, as `structure.py` reads it.
struct Structure: Decodable {
    struct Heading: Equatable { let level: Int; let text: String }
    struct Element { let name: String; let attributes: [String: String] }

    let elements: [Element]
    /// Elements that are not ended as they began, comments and the like.
    let problems: [String]
    let headings: [Heading]
    let text: String

    private enum CodingKeys: String, CodingKey { case elements, problems, headings, text }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        var list = try container.nestedUnkeyedContainer(forKey: .elements)
        var elements: [Element] = []
        while !list.isAtEnd {
            var pair = try list.nestedUnkeyedContainer()
            let name = try pair.decode(String.self)
            let attributes = try pair.decode([[String]].self)
            // A name that stands twice in one element would trap here: no two readers agree on which counts.
            #expect(Set(attributes.map { $0[0] }).count == attributes.count, "\(name) has an attribute twice")
            let values = Dictionary(attributes.map { ($0[0], $0[1]) }) { first, _ in first }
            elements.append(Element(name: name, attributes: values))
        }
        self.elements = elements
        problems = try container.decode([String].self, forKey: .problems)
        text = try container.decode(String.self, forKey: .text)
        var headings: [Heading] = []
        var pairs = try container.nestedUnkeyedContainer(forKey: .headings)
        while !pairs.isAtEnd {
            var pair = try pairs.nestedUnkeyedContainer()
            headings.append(Heading(level: try pair.decode(Int.self), text: try pair.decode(String.self)))
        }
        self.headings = headings
    }

    /// Of a page.
    static func of(_ page: String) throws -> Structure {
        let file = FileManager.default.temporaryDirectory.appending(path: "armor-page-\(UUID().uuidString).html")
        try Data(page.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let script = fixtures().appending(path: "browser/structure.py").path
        let output = try Python.run([script, file.path])
        return try #require(try JSONDecoder().decode([Structure].self, from: output).first)
    }

    /// The names of its elements, one after the other.
    var names: [String] { elements.map(\.name) }
}

/// Debian's Python.
enum Python {
    static let program = "/usr/bin/python3"

    static func run(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": NSTemporaryDirectory()]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(arguments): \(String(decoding: data, as: UTF8.self))")
        return data
    }
}
