package import ArmorSource

/// Reads AppArmor's own language (apparmor.d(5)) into policies: for `import`, and to check what armor renders.
///
/// Total and bounded: any bytes give policies and diagnostics, in time proportional to their number. What a policy
/// cannot say is kept as a raw rule or named in a warning `import-left-out`; what may deny is
/// refused by `import-widens`. Nothing is dropped in silence.
package enum ProfileReader {
    /// The largest text that is read, in bytes.
    package static let largest = 16 * 1_048_576

    /// Whether a text begins like a profile: with an ABI, an include, a variable or a profile's head.
    package static func looksLikeProfile(_ source: SourceFile) -> Bool {
        guard source.bytes.count <= largest else { return false }
        let context = ImportContext(source)
        var scanner = ProfileScanner(source)
        switch scanner.next() {
        case .include(let line):
            guard let last = line.tokens.last, last.kind == .angled || last.kind == .quoted else { return false }
            return !line.tokens.contains { $0.kind == .equals }
        case .assignment(let assignment): return !assignment.name.hasPrefix("$")
        case .block(let head): return HeadReader(context: context).isProfile(head, atTop: true)
        case .rule(let statement):
            guard let first = statement.tokens.first, first.kind == .word, statement.tokens.count > 1 else {
                return false
            }
            return ["abi", "alias"].contains(context.text(first)) && statement.tokens[1].kind != .equals
        case .broken, .closing, .end: return false
        }
    }

    /// Every profile of a text, as policies without presets, in its order.
    package static func read(_ source: SourceFile) -> (policies: [Policy], diagnostics: [Diagnostic]) {
        let context = ImportContext(source)
        guard source.bytes.count <= largest else {
            context.stop("a profile holds at most \(largest) bytes", at: 0..<0)
            return ([], context.diagnostics)
        }
        var work = FileReading(context)
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
    private var variables = VariableTable()
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

    mutating func run() {
        while !context.isStopped {
            switch scanner.next() {
            case .end: return
            case .closing(let range):
                context.report(.error, "import-syntax", "this brace closes nothing", at: range)
            case .rule(let statement): preambles.rule(statement, &preamble)
            case .include(let line): preambles.include(line, &preamble)
            case .assignment(let assignment): preamble.assignments.append(assignment)
            case .broken(let statement, let problem):
                context.report(.error, "import-syntax", problem, at: statement.range)
            case .block(let statement): block(statement)
            }
        }
    }

    private mutating func block(_ statement: ProfileTokens) {
        guard heads.isProfile(statement, atTop: true) else {
            let word = statement.tokens.first.map(context.quoted) ?? "without a head"
            context.leaveOut("the block \(word) with everything in it", at: statement.range)
            return bodies.skipBlock(&scanner, statement.range)
        }
        if !preamble.assignments.isEmpty {
            context.variables.define(preamble.assignments, context)
            variables = context.variables.table()
            preamble.assignments = []
        }
        guard policies.count < Self.mostProfiles else {
            return context.stop("more than \(Self.mostProfiles) profiles", at: statement.range)
        }
        guard var head = heads.read(statement, isChild: false) else {
            return bodies.skipBlock(&scanner, statement.range)
        }
        head.settings.abi = preamble.abi
        head.settings.includes = preamble.includes
        let body = bodies.read(&scanner, head, opening: statement.range, level: 1)
        policies.append(
            Policy(
                name: head.name,
                summary: nil,
                layers: [context.layer],
                variables: variables,
                main: body,
                tests: [],
                container: ContainerSettings(),
                seccomp: SeccompSettings(),
                silences: []
            )
        )
    }
}
