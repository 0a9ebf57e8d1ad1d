import ArgumentParser
import ArmorKernel
import ArmorSource
import ArmorTOML

/// `armor fmt`: the canonical layout.
struct Fmt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        _superCommandName: Armor.name,
        abstract: "Lay policies out in the canonical way; comments are kept.",
        discussion: "Rewrites the files in place. With - it reads standard input and prints the result."
    )

    @Argument(help: "Policy files; - is standard input.")
    var policy: [String]

    @Flag(help: "Write nothing; list the files that would change and exit with 1 if there are any.")
    var check = false

    func run() async throws {
        let console = Console()
        let bench = Workbench(console: console)
        var work: [(path: String, before: [UInt8], after: [UInt8])] = []
        var failed = false
        for path in policy {
            let source = try bench.source(path)
            let document = TOMLDocument.parse(source)
            if let after = formatted(document) {
                work.append((path, source.bytes, after))
            } else {
                console.show(document.diagnostics)
                failed = true
            }
        }
        if failed { throw ExitCode.refused }
        try finish(work, console)
    }

    private func finish(_ work: [(path: String, before: [UInt8], after: [UInt8])], _ console: Console) throws {
        let changed = work.filter { $0.before != $0.after }
        if check {
            try console.result(changed.map { "\(printable($0.path))\n" }.joined())
            if !changed.isEmpty { throw ExitCode.refused }
            return
        }
        do {
            for item in work where item.path == PolicyInput.standardInput { try console.result(item.after) }
            for item in changed where item.path != PolicyInput.standardInput {
                try AtomicFile.write(item.path, item.after)
            }
        } catch let error as FileError {
            throw console.impossible(error)
        }
    }
}
