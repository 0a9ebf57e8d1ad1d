import ArmorTestSupport
import Foundation
import Testing

/// What the pages of the documentation show: a block "```LANGUAGE FILE" is a file, of "```console" each line behind "$ " is a
/// command, the lines below it are in what it says, in this order, "…" is anything, and "[exit status N]" its status if that
/// is not 0. The tutorial is for a host, and is done in the machine of the scenarios.
struct DocumentTests {
    @Test(
        .enabled(if: Program.hasParser),
        arguments: ["from-bane", "from-aa-logprof", "from-docker-default", "report", "proofs"]
    )
    func showsWhatHappens(_ page: String) throws {
        let page = try Page(text(projectRoot.appending(path: "docs/\(page).md")))
        let place = try Workplace(page.files)
        let samples = projectRoot.appending(path: "samples")
        try FileManager.default.createSymbolicLink(
            at: place.url.appending(path: "samples"),
            withDestinationURL: samples
        )
        #expect(!page.commands.isEmpty)
        for command in page.commands {
            var words = command.line.split(separator: " ").map(String.init)
            try #require(words.removeFirst() == "armor", "\(command.line)")
            let result = try place.armor(words)
            #expect(result.status == command.status, "\(command.line): \(result.messages)")
            var rest = (result.output + result.messages).split(separator: "\n").map(String.init)[...]
            for line in command.said {
                let found = rest.firstIndex(of: line)
                #expect(found != nil, "\(command.line) does not say \(line), but \(result.output)\(result.messages)")
                rest = rest.dropFirst(found.map { $0 - rest.startIndex + 1 } ?? 0)
            }
        }
    }

    /// The files and commands of a page.
    private struct Page {
        struct Command {
            let line: String
            var said: [String] = []
            var status: Int32 = 0
        }

        var files: [String: String] = [:]
        var commands: [Command] = []

        init(_ text: String) {
            var block: [Substring]?
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("```") {
                    block = block == nil ? line.dropFirst(3).split(separator: " ") : nil
                } else if let block, block.count == 2 {
                    files[String(block[1]), default: ""] += line + "\n"
                } else if block == ["console"] {
                    add(String(line))
                }
            }
        }

        private mutating func add(_ line: String) {
            if line.hasPrefix("$ ") {
                commands.append(Command(line: String(line.dropFirst(2))))
            } else if line.hasPrefix("[exit status "), let last = commands.indices.last {
                commands[last].status = Int32(line.filter(\.isNumber)) ?? -1
            } else if line != "…", let last = commands.indices.last {
                commands[last].said.append(line)
            }
        }
    }
}
