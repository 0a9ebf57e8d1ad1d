import ArmorSource
package import ArmorTOML

/// The schema of bane's policy files: <https://github.com/genuinetools/bane>.
package enum BanePolicy {
    /// Keys at the top of a file. All begin with a capital, as none of armor's do.
    static let keys = ["Name", "Imports", "InnerImports", "Filesystem", "Network", "Capabilities"]

    /// Whether a policy file is one of bane's: one capitalised key is enough, so that a mixture is refused, not guessed.
    package static func isBane(_ root: TOMLTable) -> Bool { keys.contains { root[$0] != nil } }
}

/// Reads a bane policy as what bane's documentation says that it means.
///
/// bane wrote `file,` into every profile, so that whatever its policy allowed was allowed already and only its denials
/// had an effect. Here the lists are what they are called: where one says what may be written or executed, nothing else
/// may be. Each place where the profile thus differs from bane's own gets a warning.
struct BaneReader {
    let context: ReadingContext

    func read(_ root: TOMLTable, into policy: inout Policy) {
        let top = TableReader(context, root, names: BanePolicy.keys)
        let anchor = root["Name"]?.keyRange ?? 0..<0
        if let name = name(top), context.layer.depth == 0 { policy.name = name }
        policy.main.settings.flags += ["attach_disconnected", "mediate_deleted"].compactMap { word in
            ProfileFlag(word).map { Located($0, range: anchor, layer: context.layer) }
        }
        policy.main.settings.includes += includes(top, "Imports", "tunables")
        policy.main.settings.includes += includes(top, "InnerImports", "abstractions")

        let basics = BaneBasics(context: context, anchor: anchor)
        let network = BaneNetwork(context: context, anchor: anchor, table: top.table["Network"])
        let files = BaneFilesystem(context: context, anchor: anchor, table: top.table["Filesystem"], basics: basics)
        let capabilities = BaneCapabilities(context: context, table: top.table["Capabilities"])
        var rules = capabilities.rules() + network.rules() + files.rules()
        // What the policy says itself may be one of the basics; said once is enough.
        let said = Set(rules.map(\.text))
        rules += basics.rules().filter { !said.contains($0.text) }
        policy.main.rules += rules
    }

    /// bane puts `docker-` before a name that does not begin so.
    private func name(_ top: TableReader) -> Located<String>? {
        let text = top.string("Name")
        guard let text = top.required("Name", text) else { return nil }
        let full = text.value.hasPrefix("docker-") ? text.value : "docker-\(text.value)"
        let help = "bane puts \"docker-\" before the name; \(ProfileName.rule)"
        if text.value.isEmpty || full == "docker-" || !ProfileName.isValid(full) {
            context.error("bad-name", "\"\(full)\" cannot name a profile", at: text.range, help: help)
            return nil
        }
        if let reason = context.reservation(full) {
            context.error(
                "reserved-name",
                "the name \"\(full)\" \(reason)",
                at: text.range,
                help: "choose another name; bane puts \"docker-\" before it"
            )
            return nil
        }
        context.warning(
            "bane-basics",
            "bane's profile has no abi and no signal, ptrace or unix rule, so \"docker stop\" and sockets can fail",
            at: text.range,
            help: "armor adds what every container needs: its own processes, and signals from the runtime"
        )
        return Located(full, range: text.range, layer: context.layer)
    }

    /// The includes among lines that bane writes into a profile as they are.
    private func includes(_ top: TableReader, _ key: String, _ folder: String) -> [Located<Include>] {
        var seen: Set<String> = []
        return top.strings(key).compactMap { line in
            guard let include = include(line.value), include.path.hasPrefix("\(folder)/") else {
                context.error(
                    "bane-import",
                    "\"\(line.value)\" cannot be taken over: bane writes it into the profile unchecked",
                    at: line.range,
                    help: "\"\(key)\" takes \"#include <\(folder)/NAME>\"; for rules and variables "
                        + "write an armor policy (armor import)"
                )
                return nil
            }
            guard seen.insert(include.path).inserted else {
                context.error("duplicate", "\"\(line.value)\" stands twice", at: line.range)
                return nil
            }
            return Located(include, range: line.range, layer: context.layer)
        }
    }

    /// Reads `#include <folder/name>` or `include <folder/name>`.
    private func include(_ line: String) -> Include? {
        let words = line.split(separator: " ")
        guard words.count == 2, words[0] == "#include" || words[0] == "include", words[1].hasPrefix("<"),
            words[1].hasSuffix(">")
        else { return nil }
        return Include(String(words[1].dropFirst().dropLast()))
    }
}
