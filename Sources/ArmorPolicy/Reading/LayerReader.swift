import ArmorSource
import ArmorTOML

/// Reads one text of a policy into the parts that it adds.
struct LayerReader {
    let context: ReadingContext
    let document: TOMLDocument

    private var settings: SettingsReader { SettingsReader(context: context) }

    /// Everything of this text, added to a policy; what nearer layers have said already stays.
    func read(into policy: inout Policy) {
        let top = TableReader(context, document.root, keys: PolicySchema.keys)
        let isOwn = context.layer.depth == 0
        if let name = top.string("name"), isOwn { policy.name = checked(name) }
        if let summary = top.string("summary"), isOwn { policy.summary = summary }
        add(body(top), to: &policy.main)
        if let entry = top.table["children"] { children(entry, into: &policy.main) }
        if let entry = top.table["container"] {
            policy.container.add(ContainerReader(context: context).read(entry))
        }
        if let entry = top.table["seccomp"] {
            policy.seccomp.add(SeccompReader(context: context).read(entry))
        }
        if let entry = top.table["test"] {
            let tests = TestReader(context: context).read(entry)
            // A base file's tests speak of the base alone; what extends it may rightly answer otherwise.
            if isOwn { policy.tests = tests }
        }
        if let entry = top.table["lints"] { policy.silences += settings.silences(entry) }
    }

    /// The settings and rules of a table that has a profile's body.
    private func body(_ table: TableReader) -> ProfileBody {
        var body = ProfileBody()
        if let entry = table.table["profile"] { body.settings = settings.profile(entry) }
        for kind in RuleKind.allCases {
            guard let entry = table.table[kind.table] else { continue }
            body.rules += kind.type.read(SectionReader(context, entry))
        }
        return body
    }

    private func children(_ entry: TOMLEntry, into body: inout ProfileBody) {
        guard case .table(let table) = entry.value.kind else {
            context.error(
                "wrong-type",
                "\"children\" must be a table",
                at: entry.value.range,
                help: "write [children.NAME]"
            )
            return
        }
        for child in table.entries {
            guard case .table(let inner) = child.value.kind else {
                context.error("wrong-type", "a child must be a table", at: child.value.range)
                continue
            }
            guard ProfileName.isValidChild(child.key) else {
                context.error(
                    "bad-name",
                    "\"\(child.key)\" cannot name a child",
                    at: child.keyRange,
                    help: ProfileName.rule
                )
                continue
            }
            let reader = TableReader(context, inner, keys: PolicySchema.childKeys)
            let read = ChildProfile(
                name: Located(child.key, range: child.keyRange, layer: context.layer),
                summary: reader.string("summary")?.value,
                isHat: reader.boolean("hat") ?? false,
                body: self.body(reader)
            )
            add(read, to: &body)
        }
    }

    private func add(_ child: ChildProfile, to body: inout ProfileBody) {
        guard let index = body.children.firstIndex(where: { $0.name.value == child.name.value }) else {
            body.children.append(child)
            return
        }
        if body.children[index].isHat != child.isHat {
            let here = child.isHat ? "a child here and a hat there" : "a hat here and a child there"
            context.report(
                Diagnostic(
                    .error,
                    "conflict",
                    "\"\(child.name.value)\" is \(here)",
                    at: body.children[index].name.place,
                    notes: [Diagnostic.Note("the other", at: child.name.place)],
                    help: "give one of the two another name"
                )
            )
        }
        add(child.body, to: &body.children[index].body)
    }

    /// Adds what a farther layer has: scalars only where none is set, everything else beside what is there.
    private func add(_ other: ProfileBody, to body: inout ProfileBody) {
        body.settings.abi = body.settings.abi ?? other.settings.abi
        body.settings.mode = body.settings.mode ?? other.settings.mode
        body.settings.attach = body.settings.attach ?? other.settings.attach
        body.settings.flags += other.settings.flags
        body.settings.extendedAttributes += other.settings.extendedAttributes
        body.settings.includes += other.settings.includes
        body.settings.preamble += other.settings.preamble
        body.rules += other.rules
    }

    private func checked(_ name: Located<String>) -> Located<String>? {
        if !ProfileName.isValid(name.value) {
            context.error("bad-name", "\"\(name.value)\" cannot name a profile", at: name.range, help: ProfileName.rule)
            return nil
        }
        if let reason = context.reservation(name.value) {
            context.error(
                "reserved-name",
                "the name \"\(name.value)\" \(reason)",
                at: name.range,
                help: "choose another name"
            )
            return nil
        }
        return name
    }
}
