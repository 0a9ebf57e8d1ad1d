import ArmorTestSupport
import Foundation
import Testing

/// Commands that the pages name in their text, between backticks: each is one that there is, with options that it has.
struct NamedCommandTests {
    static let pages: [String] = {
        let folder = projectRoot.appending(path: "docs")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }()

    @Test(arguments: pages) func areThere(_ page: String) throws {
        let commands = try options()
        let text = try text(projectRoot.appending(path: page))
        for match in text.matches(of: /`(?:sudo )?armor ([a-z][^`]*)`/) {
            let words = match.1.replacing("\\|", with: "|").split { $0.isWhitespace }
            let known = commands[String(words[0])]
            #expect(known != nil, "\(match.0)")
            for word in words.dropFirst().prefix(while: { $0 != "--" }) {
                // Of `[--format text|json]` the option, of `--to=docker` its name.
                guard let option = word.firstMatch(of: /^\[?(--?[a-z][a-z-]*)/) else { continue }
                #expect(known?.contains(String(option.1)) == true, "\(match.0) has no \(option.1)")
            }
        }
    }

    @Test func thereArePages() { #expect(Self.pages.count > 10) }

    /// The options of each command, as the program tells.
    private func options() throws -> [String: Set<String>] {
        struct Help: Decodable {
            struct Command: Decodable {
                let commandName: String
                let subcommands: [Command]?
                let arguments: [Argument]?
            }
            struct Argument: Decodable {
                struct Name: Decodable { let kind: String, name: String }
                let names: [Name]?
            }
            let command: Command
        }
        let result = try Program.run(["--experimental-dump-help"], in: projectRoot)
        let help = try JSONDecoder().decode(Help.self, from: Data(result.output.utf8))
        return Dictionary(
            uniqueKeysWithValues: (help.command.subcommands ?? []).map { command in
                let names = (command.arguments ?? []).flatMap { $0.names ?? [] }
                return (command.commandName, Set(names.map { ($0.kind == "long" ? "--" : "-") + $0.name }))
            }
        )
    }
}
