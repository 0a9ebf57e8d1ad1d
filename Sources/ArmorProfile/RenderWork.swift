import ArmorPolicy
import ArmorSource
import ArmorTarget
import ArmorTemplate

/// One rendering: turns a policy into the values that a template places.
struct RenderWork {
    private let policy: Policy
    private let target: Target
    private let mode: ProfileRenderer.ModeOverride?
    private let generator: String
    private let policyName: String?
    private(set) var diagnostics: [Diagnostic] = []
    /// What the tags of inserted lines stand for.
    private var tagged: [Origin] = []
    /// The variables that the lines so far name.
    private var used: Set<String> = []

    init(
        policy: Policy,
        target: Target,
        mode: ProfileRenderer.ModeOverride?,
        generator: String,
        policyName: String?
    ) {
        self.policy = policy
        self.target = target
        self.mode = mode
        self.generator = generator
        self.policyName = policyName
    }

    /// The origin behind a tag.
    func origin(_ tag: Int) -> Origin? { tagged.indices.contains(tag) ? tagged[tag] : nil }

    mutating func values() -> [String: TemplateValue]? {
        guard let name = policy.name?.value else {
            let place = policy.source.map { Place($0, 0..<0) }
            diagnostics.append(
                Diagnostic(
                    .error,
                    "missing-key",
                    "the policy has no \"name\"",
                    at: place,
                    help: "write name = \"…\" at its top"
                )
            )
            return nil
        }
        let abi = policy.abi(for: target)
        if let wanted = policy.main.settings.abi, abi != nil, !target.abis.contains(wanted.value) {
            let known = target.abis.sorted().joined(separator: ", ")
            diagnostics.append(
                Diagnostic(
                    .error,
                    "unsupported",
                    "\(target.name) has no abi \"\(wanted.value)\"",
                    at: wanted.place,
                    help: "it has \(known.isEmpty ? "none" : known)"
                )
            )
        }
        let body = self.body(policy.main, name: name, abi: abi)
        let children = policy.main.children.sorted { $0.name.value < $1.name.value }
        let kids = children.map { child($0, of: name, abi: abi) }
        let includes = self.includes()
        let head = self.head(name)
        let statements = policy.main.settings.preamble.map(\.value).uniqued()
        used.formUnion(statements.flatMap(Variables.references))
        let variables = Variables.lines(used, of: policy.variables, ownAlone: !includes.preamble.isEmpty)
        let preamble = includes.preamble + statements
        return [
            "header": .list(header().map { .text($0, origin: nil) }),
            "abi": .text(abi ?? "", origin: nil),
            "has_abi": .flag(abi != nil),
            "preamble": .list(preamble.map { .text($0, origin: nil) }),
            "variables": .list(variables.map { .text($0, origin: nil) }),
            "has_preamble": .flag(!preamble.isEmpty || !variables.isEmpty),
            "name": .text(name, origin: nil),
            "head": .text(head, origin: nil),
            "includes": .list(includes.inner.map { .text($0, origin: nil) }),
            "sections": body,
            "children": .list(kids),
        ]
    }

    // MARK: Head

    private func header() -> [String] {
        var lines = ["\(GeneratedHeader.by)\(generator). Edit the policy, not this file."]
        if let source = policy.source {
            lines.append("\(GeneratedHeader.policy)\(ProfileComment.clean(policyName ?? source.name))")
            lines.append("sha256: \(SHA256.hex(source.bytes))")
        }
        // Before anything that a policy's author words: the first line of a kind counts.
        lines.append("\(GeneratedHeader.digest)\(policy.digest)")
        if let summary = policy.summary {
            lines += ProfileComment.lines(ProfileComment.clean("summary: \(summary.value)"))
        }
        for layer in policy.layers.dropFirst() {
            let digest = layer.isPreset ? "" : " sha256: \(SHA256.hex(layer.source.bytes))"
            lines.append("extends: \(ProfileComment.clean(layer.source.name))\(digest)")
        }
        lines.append("target: \(ProfileComment.clean(target.name)), apparmor_parser \(target.parserVersion)")
        return lines
    }

    private mutating func head(_ name: String) -> String {
        "profile \"\(name)\"\(attachment(policy.main.settings, name: name))\(flags(policy.main.settings)) {"
    }

    /// What a program must be to be attached to: its path and its extended attributes.
    private mutating func attachment(_ settings: ProfileSettings, name: String) -> String {
        let attach = settings.attach.map { " \(Variables.replace($0.value, name: name))" } ?? ""
        used.formUnion(Variables.references(attach))
        let attributes = settings.extendedAttributes.map { "\($0.value.name)=\($0.value.value)" }.uniqued().sorted()
        return attach + (attributes.isEmpty ? "" : " xattrs=(\(attributes.joined(separator: " ")))")
    }

    private mutating func flags(_ settings: ProfileSettings) -> String {
        var filter = TargetFilter(target: target, abi: nil)
        var words = filter.fit(settings.flags)
        used.formUnion(words.flatMap(Variables.references))
        diagnostics += filter.diagnostics
        switch mode {
        case .complain: words.insert("complain", at: 0)
        case .audit: words = ["audit"] + words.filter { $0 != "audit" } + modeWords(settings)
        case .enforce: break
        case nil: words = modeWords(settings) + words
        }
        return words.isEmpty ? "" : " flags=(\(words.joined(separator: ", ")))"
    }

    private mutating func modeWords(_ settings: ProfileSettings) -> [String] {
        guard let mode = settings.mode, mode.value != .enforce else { return [] }
        let release: ParserVersion? =
            switch mode.value {
            case .prompt, .defaultAllow: ParserVersion(4, 0, 0)
            case .enforce, .complain, .kill, .unconfined: nil
            }
        if let release, target.parserVersion < release {
            diagnostics.append(
                Diagnostic(
                    .error,
                    "unsupported",
                    "mode \(mode.value.rawValue) needs apparmor_parser \(release); \(target.name) has \(target.parserVersion)",
                    at: mode.place
                )
            )
        }
        return [mode.value.rawValue]
    }

    private func includes() -> (preamble: [String], inner: [String]) {
        let children = policy.main.children.flatMap(\.body.settings.includes).map(\.value)
        let own = policy.main.settings.includes.map(\.value)
        // Variables are defined before the profile, whichever of its parts uses them.
        let tunables = Set((own + children).filter(\.isPreamble).map(\.statement)).subtracting([Self.commonTunables])
            .sorted()
        // Abstractions use the variables that the common file defines, and a profile cannot define them beside it.
        let preamble = own.isEmpty && children.isEmpty ? [] : [Self.commonTunables] + tunables
        return (preamble, Self.inner(own))
    }

    /// The file that defines AppArmor's common variables.
    private static let commonTunables = "include <tunables/global>"

    /// What is included between the braces.
    private static func inner(_ includes: [Include]) -> [String] {
        Set(includes.filter { !$0.isPreamble }.map(\.statement)).sorted()
    }

    // MARK: Body

    private mutating func child(_ child: ChildProfile, of name: String, abi: String?) -> TemplateValue {
        let word = child.isHat ? "hat" : "profile"
        let attachment = attachment(child.body.settings, name: name)
        let head = "\(word) \"\(child.name.value)\"\(attachment)\(flags(child.body.settings)) {"
        let comments = ProfileComment.lines(ProfileComment.clean(child.summary ?? ""))
        let includes = Self.inner(child.body.settings.includes.map(\.value))
        return .record([
            "comments": .list(comments.map { .text($0, origin: nil) }),
            "head": tag(head, Origin(place: child.name.place, layer: child.name.layer)),
            "includes": .list(includes.map { .text($0, origin: nil) }),
            "sections": body(child.body, name: "\(name)//\(child.name.value)", abi: abi),
        ])
    }

    private mutating func body(_ body: ProfileBody, name: String, abi: String?) -> TemplateValue {
        var filter = TargetFilter(target: target, abi: abi)
        var merger = RuleMerger()
        let rules = merger.merge(filter.fit(body.rules))
        diagnostics += filter.diagnostics + merger.diagnostics
        return .list(
            Section.sections(rules).map { section in
                let groups = section.groups.map { group -> TemplateValue in
                    .record([
                        "comments": .list(group.comments.map { .text($0, origin: nil) }),
                        "rules": .list(group.lines.map { line($0, name: name) }),
                    ])
                }
                return .record(["heading": .text(section.kind.heading, origin: nil), "groups": .list(groups)])
            }
        )
    }

    private mutating func line(_ line: Section.Line, name: String) -> TemplateValue {
        // A byte `@` of a policy's string is written in octal: this text stands for the variable alone.
        let text = Variables.replace(line.text, name: name)
        used.formUnion(Variables.references(text))
        guard let origin = line.rule.origin else { return .text(text, origin: nil) }
        return tag(text, origin)
    }

    private mutating func tag(_ text: String, _ origin: Origin) -> TemplateValue {
        tagged.append(origin)
        return .text(text, origin: tagged.count - 1)
    }
}
