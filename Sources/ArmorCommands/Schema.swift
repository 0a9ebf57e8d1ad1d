import ArgumentParser
import ArmorSchema
import ArmorSource

/// `armor schema`: the policy language, for editors and for readers.
struct Schema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        _superCommandName: Armor.name,
        abstract: "Print the policy language as a JSON Schema, or as a reference.",
        discussion: """
            An editor that knows TOML takes the schema by the first line of a policy: #:schema ./armor.schema.json
            """
    )

    /// How the language is written.
    enum Format: String, CaseIterable, ExpressibleByArgument { case json, markdown }

    @Option(help: "json is a JSON Schema, draft 7; markdown is docs/reference.md.")
    var format: Format = .json

    func run() async throws {
        let console = Console()
        switch format {
        case .json: try console.result(JSONSchema.document.text + "\n")
        case .markdown: try console.result(Reference.page)
        }
    }
}
