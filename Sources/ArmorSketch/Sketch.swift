package import ArmorImage
import ArmorSource
import ArmorTOML

/// A first policy for an image that was not run: what its command comes to, and what it says of itself.
///
/// It is made to be narrowed and completed by what a run shows. What was guessed is called so, and what could not be known
/// is in ``remarks`` and in the text.
package struct Sketch: Sendable {
    /// The policy.
    package let text: String
    /// What could not be known, or is odd, a sentence each without a full stop; safe to print.
    package let remarks: [String]

    private static let remarkLimit = 60

    /// - Parameters:
    ///   - name: of the profile.
    ///   - reference: what people call the image, with its digest where that is known.
    ///   - command: what is run instead of the image's own command; none for that.
    package init(_ image: Image, name: String, reference: String?, command: [String]? = nil) {
        let facts = SketchFacts(image, command: command ?? image.config.words)
        let files = SketchFiles(facts)
        let rights = SketchRights(facts)
        var remarks = Self.unknown(facts) + facts.search.unknown + files.remarks + rights.remarks
        remarks += image.findings.map(\.message)
        if remarks.count > Self.remarkLimit {
            let more = remarks.count - Self.remarkLimit
            remarks = Array(remarks.prefix(Self.remarkLimit)) + ["\(more) more remarks are left out"]
        }
        self.remarks = remarks
        var page = SketchPage()
        page.add(Self.head(facts, name: name, remarks: remarks, presets: rights.presets))
        page.add(
            table: "filesystem",
            lists: [("allow", files.allow), ("read", files.read), ("deny", files.deny)]
        )
        page.add(table: "network", lists: [("allow", rights.network)])
        page.add(table: "capabilities", lists: [("allow", rights.capabilities)])
        let lines = rights.container(reference: reference, writesImage: files.writesImage)
        if !lines.isEmpty { page.add(["[container]"] + lines) }
        for test in SketchTests(facts, presets: rights.presets).tables { page.add(test) }
        let document = TOMLDocument.parse(SourceFile(name: "\(name).toml", text: page.text))
        // Whatever names an image has, what is written of them is TOML; were it not, the text would still be the user's to see.
        text = formatted(document).map { String(decoding: $0, as: UTF8.self) } ?? page.text
    }

    /// What no reading of an image can tell.
    private static func unknown(_ facts: SketchFacts) -> [String] {
        var lines: [String] = []
        if facts.search.programs.contains(where: \.isGuess) {
            lines.append(
                "programs that a script calls were found by its words: some are not called, others were not seen"
            )
        }
        lines += facts.libraries.missing.sorted().map { "no folder of the image has the library \($0)" }
        lines += facts.libraries.malformed.sorted().map { "\($0) begins as a program and is none" }
        if facts.libraries.isIncomplete { lines.append("the search for libraries was given up: it did not end") }
        return lines
    }

    private static func head(_ facts: SketchFacts, name: String, remarks: [String], presets: [String]) -> [String] {
        let command = facts.command.map { printable($0) }.joined(separator: " ").prefix(200)
        var lines = SketchPage.comment(
            "A first policy for an image, made without running it. Each entry says what it was made from; a guess is called so."
        )
        lines += SketchPage.comment("Image ID: sha256:\(facts.image.id)")
        if !command.isEmpty { lines += SketchPage.comment("Command: \(command)") }
        lines.append("#")
        lines += SketchPage.comment(
            "Not known: what programs open only as they run (plugins, files that settings name), what else they start, and "
                + "which hosts they speak to. Load it with --mode complain, use the container, and run \"armor learn\"."
        )
        for remark in remarks { lines += SketchPage.comment("- \(remark)") }
        let base = presets.map(tomlQuoted).joined(separator: ", ")
        return lines + ["name = \(tomlQuoted(name))", "summary = \(tomlQuoted(summary(facts)))", "extends = [\(base)]"]
    }

    private static func summary(_ facts: SketchFacts) -> String {
        guard let program = facts.servers.first?.program ?? facts.main.first?.name ?? facts.search.programs.first?.name
        else { return "an image without a command" }
        return "\(printable(program)), as its image starts it"
    }
}
