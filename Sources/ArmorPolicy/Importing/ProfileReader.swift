package import ArmorSource

/// Reads AppArmor's own language (apparmor.d(5)) into policies: for `import`, and to check what armor renders.
///
/// Total and bounded: any bytes give policies and diagnostics, in time proportional to their number. What a policy
/// cannot say is kept as a raw rule or named in a warning `import-left-out`; what may deny is
/// refused by `import-widens`. Nothing is dropped in silence.
package enum ProfileReader {
    /// The largest text that is read, in bytes.
    package static let largest = 16 * 1_048_576

    /// Whether a text begins like a profile or like rules to be included: with an ABI, an include, a variable, a profile's
    /// head or a rule.
    package static func looksLikeProfile(_ source: SourceFile) -> Bool {
        guard source.bytes.count <= largest else { return false }
        let context = ImportContext(source)
        var scanner = ProfileScanner(source)
        switch scanner.next() {
        case .include(let line):
            guard let last = line.tokens.last, last.kind == .angled || last.kind == .quoted else { return false }
            return !line.tokens.contains { $0.kind == .equals }
        case .assignment: return true
        case .block(let head): return HeadReader(context: context).isProfile(head, atTop: true)
        case .rule(let statement): return isRule(statement, context)
        case .broken, .closing, .end: return false
        }
    }

    private static func isRule(_ statement: ProfileTokens, _ context: ImportContext) -> Bool {
        guard let first = statement.tokens.first, first.kind == .word, statement.tokens.count > 1,
            statement.tokens[1].kind != .equals
        else { return false }
        let word = context.text(first)
        return RuleReader.keywords.contains(word) || word.hasPrefix("/") || word.hasPrefix("@{")
    }

    /// Every profile of a text, as policies without presets, in its order.
    ///
    /// - Parameters:
    ///   - name: what to call the policy instead of what the profile is called; of a text with one profile.
    ///   - keepsNames: whether the policies are called as the profiles are, also where no policy may be: to compare what both
    ///     compile to.
    package static func read(
        _ source: SourceFile,
        name: String? = nil,
        keepsNames: Bool = false
    ) -> (policies: [Policy], diagnostics: [Diagnostic]) {
        let context = ImportContext(source)
        guard source.bytes.count <= largest else {
            context.stop("a profile holds at most \(largest) bytes", at: 0..<0)
            return ([], context.diagnostics)
        }
        var work = FileReading(context)
        if !keepsNames { work.name(name) }
        work.run()
        if work.policies.isEmpty, !context.diagnostics.hasErrors {
            context.report(.error, "no-profile", "this text holds no profile", at: 0..<0)
        }
        // A preamble's findings come when its profile does: sorted, people can follow them.
        let ordered = context.diagnostics.enumerated().sorted { left, right in
            let places = (left.element.place?.range.lowerBound ?? 0, right.element.place?.range.lowerBound ?? 0)
            return places.0 == places.1 ? left.offset < right.offset : places.0 < places.1
        }
        return (work.policies, ordered.map(\.element))
    }
}

/// One text while its profiles are read.
private struct FileReading {
    private let context: ImportContext
    private let heads: HeadReader
    private let bodies: BodyReader
    private let preambles: PreambleReader
    private var scanner: ProfileScanner
    private var preamble = PreambleReader.Preamble()
    private var hasProfile = false
    private var names: Set<String> = []
    private(set) var policies: [Policy] = []

    /// Profiles in one text; a distribution's largest file has a few.
    private static let mostProfiles = 100

    init(_ context: ImportContext) {
        self.context = context
        heads = HeadReader(context: context)
        bodies = BodyReader(context)
        preambles = PreambleReader(context: context)
        scanner = ProfileScanner(context.source)
    }

    /// Finds the policy's names for the profiles of the text, which rules before a profile's head may refer to.
    ///
    /// - Parameter wanted: the name that the only profile shall have.
    mutating func name(_ wanted: String?) {
        var scanner = ProfileScanner(context.source)
        var found: [(name: String, range: ByteRange)] = []
        var depth = 0
        while found.count <= Self.mostProfiles {
            switch scanner.next() {
            case .end:
                return rename(found, wanted)
            case .block(let head):
                if depth == 0, heads.isProfile(head, atTop: true), let (token, name, _, _) = heads.name(head) {
                    found.append((name, token.range))
                }
                if depth == 1, heads.isProfile(head, atTop: false), let (_, name, isHat, _) = heads.name(head),
                    !isHat, !ProfileName.isValidChild(name), context.renamedProfiles[name] == nil
                {
                    context.renamedProfiles[name] = ProfileName.derivedChild(from: name)
                }
                depth += 1
            case .closing: depth = max(0, depth - 1)
            case .rule, .include, .assignment, .broken: continue
            }
        }
    }

    private func rename(_ found: [(name: String, range: ByteRange)], _ wanted: String?) {
        if let wanted {
            guard ProfileName.isValid(wanted), ProfileName.reservation(wanted) == nil else {
                let reason = ProfileName.reservation(wanted).map { "the name \"\(wanted)\" \($0)" }
                return context.report(.error, "bad-name", reason ?? "\"\(wanted)\" cannot name a profile", at: 0..<0)
            }
            guard found.count == 1, let only = found.first else {
                let message = "--name is for a text with one profile; this has \(found.count)"
                return context.report(.error, "bad-name", message, at: found.last?.range ?? 0..<0)
            }
            if only.name != wanted { context.renamedProfiles[only.name] = wanted }
            return
        }
        var used = Set(found.map(\.name).filter { ProfileName.isValid($0) && ProfileName.reservation($0) == nil })
        for (name, _) in found where context.renamedProfiles[name] == nil && !used.contains(name) {
            var other = ProfileName.derived(from: name)
            var number = 2
            while used.contains(other) {
                other = "\(ProfileName.derived(from: name).prefix(90))-\(number)"
                number += 1
            }
            used.insert(other)
            context.renamedProfiles[name] = other
        }
    }

    mutating func run() {
        while !context.isStopped {
            switch scanner.next() {
            case .end: return
            case .closing(let range): context.error("this brace closes nothing", at: range)
            case .rule(let statement):
                guard isBeforeProfiles(statement.range) else { continue }
                preambles.rule(statement, &preamble)
            case .include(let line):
                guard isBeforeProfiles(line.range) else { continue }
                preambles.include(line, &preamble)
            case .assignment(let assignment):
                guard isBeforeProfiles(assignment.range) else { continue }
                preamble.assignments.append(assignment)
            case .broken(let statement, let problem): context.error(problem, at: statement.range)
            case .block(let statement): block(statement)
            }
        }
    }

    private func isBeforeProfiles(_ range: ByteRange) -> Bool {
        if !hasProfile { return true }
        context.error("only profiles may follow the first profile of a text", at: range)
        return false
    }

    private mutating func block(_ statement: ProfileTokens) {
        guard heads.isProfile(statement, atTop: true) else {
            let word = statement.tokens.first.map(context.quoted) ?? "without a head"
            context.error("the block \(word) is not a profile", at: statement.range)
            return bodies.skipBlock(&scanner, statement.range)
        }
        if !hasProfile {
            hasProfile = true
            preamble.statements += context.variables.define(preamble.assignments, context)
        }
        guard policies.count < Self.mostProfiles else {
            return context.stop("more than \(Self.mostProfiles) profiles", at: statement.range)
        }
        guard var head = heads.read(statement, isChild: false) else {
            return bodies.skipBlock(&scanner, statement.range)
        }
        guard names.insert(head.original).inserted else {
            context.error("duplicate profile \"\(head.original)\"", at: head.name.range)
            return bodies.skipBlock(&scanner, statement.range)
        }
        if preamble.abi == nil {
            let message = "this profile names no ABI, so the policy has abi = \"none\""
            context.report(
                .note,
                "import-abi",
                message,
                at: head.name.range,
                help: "to mediate the same under every parser, name an ABI in [profile], for example abi = \"3.0\""
            )
        }
        head.settings.abi = preamble.abi
        head.settings.includes = preamble.includes
        head.settings.preamble = preamble.statements.sorted { $0.range.lowerBound < $1.range.lowerBound }
        let body = bodies.read(&scanner, head, opening: statement.range, isChild: false)
        policies.append(
            Policy(
                name: head.name,
                summary: nil,
                layers: [context.layer],
                variables: context.variables.definitions(),
                main: body,
                tests: [],
                container: ContainerSettings(),
                seccomp: SeccompSettings(),
                silences: []
            )
        )
    }
}
