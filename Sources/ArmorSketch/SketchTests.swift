import ArmorImage
import ArmorTOML

/// What a sketch promises, as tests of the policy.
struct SketchTests {
    let tables: [[String]]

    private static let limit = 8

    init(_ facts: SketchFacts, presets: [String]) {
        var tables: [[String]] = []
        let programs = facts.search.programs.filter { !$0.isGuess }.prefix(Self.limit).compactMap {
            Self.quoted($0.found.path)
        }
        if !programs.isEmpty {
            let list = programs.joined(separator: ", ")
            tables.append([
                "[[test]]", "name = \"the image's own command\"", "allow = { execute = [\(list)], read = [\(list)] }",
            ])
            tables.append([
                "[[test]]", "name = \"its programs cannot be changed\"", "deny = { write = [\(list)] }",
            ])
        }
        let started = Set(facts.search.programs.map(\.found.path))
        let special = facts.special.filter { !started.contains($0.path) }.prefix(Self.limit).compactMap {
            Self.quoted($0.path)
        }
        if !special.isEmpty {
            tables.append([
                "[[test]]", "name = \"no program changes its user by its mode\"",
                "deny = { execute = [\(special.joined(separator: ", "))] }",
            ])
        }
        tables.append([
            "[[test]]", "name = \"no secrets, no kernel settings, no packets made by hand\"",
            "deny = { read = [\"/etc/shadow\", \"/proc/kcore\"], write = [\"/proc/sys/kernel/core_pattern\", "
                + "\"/etc/ld.so.preload\"], capability = [\"sys_admin\", \"sys_ptrace\"], network = [\"inet raw\", \"packet\"] }",
        ])
        self.tables = tables
    }

    private static func quoted(_ path: [UInt8]) -> String? { SketchPath(path).map { tomlQuoted($0.text) } }
}
