import ArmorPolicy
import ArmorPresets
package import ArmorSource
import ArmorTOML

/// What every filter begins with: `templates/seccomp.default.toml`, which says how it is written.
package enum SeccompBase {
    /// The filter with its conditions on capabilities, machines and kernels; read when it is first asked for.
    package static let profile = read().profile

    private static let fileName = "seccomp.default.toml"
    private static let keys = [
        "names", "args", "one_of", "capabilities", "without_capabilities", "machines", "without_machines", "min_kernel",
        "errno",
    ]

    private static let valueKeys = [
        KeySchema("index", .integer(0...5), "which argument"),
        KeySchema("values", .list(of: .integer(0...Int64.max)), "what it may be"),
    ]

    /// The filter, and what is wrong with its text: nothing.
    package static func read() -> (profile: SeccompProfile, diagnostics: [Diagnostic]) {
        let source = SourceFile(name: fileName, bytes: Presets.file(fileName) ?? [])
        let document = TOMLDocument.parse(source)
        let layer = Layer(source: source, depth: 0, isPreset: true)
        let context = ReadingContext(layer: layer, variables: VariableTable())
        var profile = SeccompProfile(defaultAction: .errno, defaultErrno: 1, rules: [])
        let top = TableReader(context, document.root, names: ["summary", "machines", "group"])
        if let entry = document.root["machines"], case .table(let table) = entry.value.kind {
            let reader = TableReader(context, table)
            profile.families = table.entries.map {
                SeccompProfile.MachineFamily($0.key, reader.strings($0.key).map(\.value))
            }
        }
        if case .array(let groups)? = top.value("group")?.kind {
            for case .table(let table) in groups.map(\.kind) {
                profile.rules += rules(TableReader(context, table, names: keys))
            }
        }
        return (profile, document.diagnostics + context.diagnostics)
    }

    /// One rule, or one for each value of `one_of`.
    private static func rules(_ group: TableReader) -> [SeccompRule] {
        let errno = group.integer("errno", in: 0...4_095)
        let names = group.strings("names").map(\.value)
        var rule = SeccompRule(names, errno == nil ? .allow : .errno, errno: errno)
        rule.arguments = SystemCall.Condition.list(group)
        rule.includes.capabilities = group.strings("capabilities").map(\.value)
        rule.excludes.capabilities = group.strings("without_capabilities").map(\.value)
        rule.includes.machines = group.strings("machines").map(\.value)
        rule.excludes.machines = group.strings("without_machines").map(\.value)
        rule.includes.minKernel = group.string("min_kernel").flatMap { KernelRelease($0.value) }
        guard let table = group.subtable("one_of", keys: Self.valueKeys) else { return [rule] }
        guard let index = table.integer("index", in: 0...5), case .array(let values)? = table.value("values")?.kind
        else {
            return []
        }
        return values.compactMap { value in
            guard case .integer(let number) = value.kind else { return nil }
            var one = rule
            one.arguments = [SystemCall.Condition(index: index, .eq, UInt64(number))]
            return one
        }
    }
}
