import ArmorSource
package import ArmorTOML

/// The schema of bane's policy files: <https://github.com/genuinetools/bane>.
package enum BanePolicy {
    /// Whether a policy file is in bane's language.
    package static func isBane(_ root: TOMLTable) -> Bool { BaneKeys.describe(root) }
}

/// Reads a bane policy as what bane's documentation says that it means.
///
/// bane wrote `file,` into every profile, so that whatever its policy allowed was allowed already and only its denials
/// had an effect. Here the lists are what they are called: where one says what may be written or executed, nothing else
/// may be. Each place where the profile thus differs from bane's own gets a warning.
struct BaneReader {
    let context: ReadingContext

    func read(_ root: TOMLTable, into policy: inout Policy) {
        let top = BaneKeys.reader(context, root, keys: BaneKeys.top, armors: PolicySchema.keys)
        let anchor = top.table["Name"]?.keyRange ?? 0..<0
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
        let rules = capabilities.rules() + network.rules() + files.rules()
        // A denial of the policy's own may be one of the basics too.
        let own = Set(rules.map(\.text))
        policy.main.rules += rules + basics.rules().filter { !own.contains($0.text) }
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
        let items = BaneList(top, key)?.items ?? []
        return items.compactMap { item in
            let line = Located(item.text, range: item.range, layer: context.layer)
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
                context.baneDuplicate(line.value, in: key, at: line.range)
                return nil
            }
            return Located(include, range: line.range, layer: context.layer)
        }
    }

    /// Reads `#include <folder/name>` or `include <folder/name>`, in which blanks before `<` may be left out.
    private func include(_ line: String) -> Include? {
        let text = line.drop { $0 == " " }
        guard let keyword = ["#include", "include"].first(where: text.hasPrefix) else { return nil }
        let rest = text.dropFirst(keyword.count).split(separator: " ")
        guard rest.count == 1, let name = rest.first, name.hasPrefix("<"), name.hasSuffix(">") else { return nil }
        return Include(String(name.dropFirst().dropLast()))
    }
}
