package import ArmorSource
import ArmorTOML

/// Where a policy finds what it extends.
package protocol PolicySources {
    /// The names of all presets.
    var presetNames: [String] { get }
    /// The text of a preset.
    func preset(_ name: String) -> SourceFile?
    /// The text of a file that a policy names relative to itself.
    func file(_ path: String, from source: SourceFile) throws(UnreadableSource) -> SourceFile
}

/// Why a file that a policy extends could not be read, in one line.
package struct UnreadableSource: Error {
    package let message: String
    package init(_ message: String) { self.message = message }
}

/// Reads a policy and everything that it extends.
package struct PolicyLoader {
    private let sources: any PolicySources

    /// How far one text may lead to another; deeper nesting is a mistake or an attack.
    private static let deepest = 8
    /// How many texts one policy may be made of.
    private static let most = 64

    private let acceptsReservedNames: Bool

    /// - Parameter acceptsReservedNames: whether a policy may have the name of somebody else's profile.
    package init(sources: any PolicySources, acceptsReservedNames: Bool = false) {
        self.sources = sources
        self.acceptsReservedNames = acceptsReservedNames
    }

    /// The policy, as far as it could be read, and everything that is wrong with it, in the order of its texts.
    package func load(_ source: SourceFile) -> (policy: Policy, diagnostics: [Diagnostic]) {
        var loading = Loading()
        collect(Layer(source: source, depth: 0, isPreset: false), path: [], into: &loading)
        var policy = Policy(
            layers: loading.texts.map(\.layer),
            variables: VariableTable(),
            main: ProfileBody(),
            tests: [],
            container: ContainerSettings(),
            seccomp: SeccompSettings(),
            silences: []
        )
        var diagnostics = loading.diagnostics
        policy.variables = variables(loading, &diagnostics)
        for text in loading.texts {
            let context = ReadingContext(
                layer: text.layer,
                variables: policy.variables,
                acceptsReservedNames: acceptsReservedNames
            )
            if BanePolicy.isBane(text.document.root) {
                policy.isBane = true
                BaneReader(context: context).read(text.document.root, into: &policy)
            } else {
                LayerReader(context: context, document: text.document).read(into: &policy)
            }
            // A key may be missing only because its line could not be read.
            let isWhole = !text.document.diagnostics.hasErrors
            diagnostics += context.diagnostics.filter { isWhole || $0.code != "missing-key" }
        }
        diagnostics += includeTests(loading, into: &policy)
        diagnostics += PolicyChecks.run(policy)
        return (policy, ordered(diagnostics, by: policy.layers))
    }

    /// The tests of a preset whose name begins with `tests.`; none where there is none.
    package func tests(_ name: String) -> [PolicyTest]? {
        guard let source = sources.preset(Self.testPrefix + name) else { return nil }
        let layer = Layer(source: source, depth: 1, isPreset: true)
        let context = ReadingContext(layer: layer, variables: VariableTable())
        guard let entry = TOMLDocument.parse(source).root["test"] else { return [] }
        return TestReader(context: context).read(entry)
    }

    /// The names of all packs of tests, as `[tests] include` has them.
    private var testPacks: [String] {
        sources.presetNames.filter { $0.hasPrefix(Self.testPrefix) }.map { String($0.dropFirst(Self.testPrefix.count)) }
    }

    private static let testPrefix = "tests."

    static let includeKeys = [KeySchema("include", .list(of: .string), "packs of tests, as `\"escapes\"`")]

    /// Adds what `[tests] include` of the policy itself names.
    private func includeTests(_ loading: Loading, into policy: inout Policy) -> [Diagnostic] {
        guard let own = loading.texts.first, let entry = own.document.root["tests"] else { return [] }
        let context = ReadingContext(layer: own.layer, variables: policy.variables)
        guard case .table(let table) = entry.value.kind else {
            context.error(
                "wrong-type",
                "\"tests\" must be a table",
                at: entry.value.range,
                help: "write [tests] and include = […]; a test of your own is [[test]]"
            )
            return context.diagnostics
        }
        for name in TableReader(context, table, keys: Self.includeKeys).strings("include") {
            if let tests = tests(name.value) {
                policy.tests += tests
            } else {
                context.unknown("unknown-tests", "pack of tests", name.value, among: testPacks, at: name.range)
            }
        }
        return context.diagnostics
    }

    /// By text, the policy's own first, and in it by place.
    private func ordered(_ diagnostics: [Diagnostic], by layers: [Layer]) -> [Diagnostic] {
        let ranks = Dictionary(layers.enumerated().map { ($1.source.name, $0) }) { first, _ in first }
        func key(_ item: (offset: Int, element: Diagnostic)) -> (Int, Int, Int) {
            guard let place = item.element.place else { return (.max, 0, item.offset) }
            return (ranks[place.source.name] ?? .max, place.range.lowerBound, item.offset)
        }
        return diagnostics.enumerated().sorted { key($0) < key($1) }.map(\.element)
    }

    /// What has been read so far.
    private struct Loading {
        var texts: [(layer: Layer, document: TOMLDocument)] = []
        var diagnostics: [Diagnostic] = []
        var seen: Set<String> = []
    }

    /// Reads a text, then what it extends, depth first; a text that two others extend is read once.
    private func collect(_ layer: Layer, path: [String], into loading: inout Loading) {
        let document = TOMLDocument.parse(layer.source)
        loading.texts.append((layer, document))
        loading.seen.insert(layer.source.name)
        loading.diagnostics += document.diagnostics
        let context = ReadingContext(layer: layer, variables: VariableTable())
        let reader = TableReader(context, document.root)
        for reference in reader.strings("extends") + entitlements(reader) {
            guard let next = resolve(reference, layer, context) else { continue }
            if path.contains(next.source.name) || next.source.name == layer.source.name {
                context.error(
                    "extends-cycle",
                    "\"\(reference.value)\" extends this text again",
                    at: reference.range,
                    help: "the circle: \((path + [layer.source.name, next.source.name]).joined(separator: " → "))"
                )
            } else if next.depth > Self.deepest || loading.texts.count >= Self.most {
                context.error(
                    "extends-depth",
                    "too many texts extend one another",
                    at: reference.range,
                    help: "at most \(Self.deepest) deep and \(Self.most) in all"
                )
            } else if !loading.seen.contains(next.source.name) {
                collect(next, path: path + [layer.source.name], into: &loading)
            }
        }
        loading.diagnostics += context.diagnostics
    }

    /// Entitlements are presets by another name.
    private func entitlements(_ reader: TableReader) -> [Located<String>] {
        reader.strings("entitlements").map {
            Located(
                Self.entitlementPrefix + (Self.newerSpellings[$0.value] ?? $0.value),
                range: $0.range,
                layer: $0.layer
            )
        }
    }

    private static let entitlementPrefix = "entitlement."

    /// The second generation of names, by those of the first.
    private static let newerSpellings = [
        "network.access=confined": "network.none", "network.access=user": "network.user",
        "network.access=proxy": "network.proxy", "network.access=admin": "network.admin",
        "security.access=confined": "security.confined", "security.access=viewer": "security.view",
        "security.access=admin": "security.admin", "security.fs=read-only": "security.fs-read-only",
        "host.devices.access=none": "host.devices.none", "host.devices.access=admin": "host.devices.admin",
    ]

    private func resolve(_ reference: Located<String>, _ layer: Layer, _ context: ReadingContext) -> Layer? {
        let text = reference.value
        if text.hasPrefix("./") || text.hasPrefix("../") {
            if layer.isPreset {
                context.error("unknown-preset", "a preset extends presets, not files", at: reference.range)
                return nil
            }
            do throws(UnreadableSource) {
                let source = try sources.file(text, from: layer.source)
                return Layer(source: source, depth: layer.depth + 1, isPreset: false)
            } catch {
                context.error("unreadable", error.message, at: reference.range)
                return nil
            }
        }
        if let source = sources.preset(text) {
            let isEntitlement = text.hasPrefix(Self.entitlementPrefix)
            let name = String(text.dropFirst(Self.entitlementPrefix.count))
            return Layer(
                source: source,
                depth: layer.depth + 1,
                isPreset: true,
                entitlement: isEntitlement ? Layer.Entitlement(name: name, place: reference.place) : nil
            )
        }
        unknown(text, reference, context)
        return nil
    }

    private func unknown(_ text: String, _ reference: Located<String>, _ context: ReadingContext) {
        let isEntitlement = text.hasPrefix(Self.entitlementPrefix)
        let names = sources.presetNames.filter {
            $0.hasPrefix(Self.entitlementPrefix) == isEntitlement && !$0.hasPrefix(Self.testPrefix)
        }
        let what = isEntitlement ? "entitlement" : "preset"
        let shown = isEntitlement ? String(text.dropFirst(Self.entitlementPrefix.count)) : text
        let known = isEntitlement ? names.map { String($0.dropFirst(Self.entitlementPrefix.count)) } : names
        if !isEntitlement, text.contains("/") || text.hasSuffix(".toml") {
            context.error(
                "unknown-preset",
                "\"\(text)\" is no preset",
                at: reference.range,
                help: "a file is named relative to this one: \"./\(text)\""
            )
        } else {
            context.unknown("unknown-\(what)", what, shown, among: known, at: reference.range)
        }
    }

    /// The variables of all texts.
    private func variables(_ loading: Loading, _ diagnostics: inout [Diagnostic]) -> VariableTable {
        var table = VariableTable()
        for text in loading.texts {
            guard let entry = text.document.root["variables"] else { continue }
            let context = ReadingContext(layer: text.layer, variables: table)
            SettingsReader(context: context).variables(entry).forEach { table.define($0) }
            diagnostics += context.diagnostics
        }
        return table
    }
}
