package import ArmorSource
package import ArmorTarget

/// One question that `check` asks of every profile of a policy, under a code that users may rely on.
package struct Lint: Sendable {
    /// How much a finding matters.
    package enum Level: String, Sendable, CaseIterable {
        /// A way out of the container, or no confinement at all.
        case critical = "CRIT"
        /// A step towards one, or a secret laid open.
        case high = "HIGH"
        /// Wider, costlier or weaker than it looks.
        case medium = "MED"

        /// What it counts as among diagnostics: a way out stops the work, unless it is silenced with a reason.
        package var severity: Diagnostic.Severity {
            switch self {
            case .critical: .error
            case .high: .warning
            case .medium: .note
            }
        }
    }

    /// What the answer is drawn from.
    package enum Basis: String, Sendable, CaseIterable {
        /// The rules alone: the answer is exact.
        case rules
        /// Well-known paths and samples of each glob: a finding is true, silence is no proof.
        case samples
        /// The rules and the target's parser, kernel or profiles; not asked where the target is not known.
        case target
    }

    /// Stable: users silence and search by it.
    package let code: String
    package let level: Level
    /// What was found, in a few words.
    package let title: String
    /// What an attacker, or bad luck, makes of it.
    package let why: String
    /// What to do instead.
    package let remedy: String
    package let basis: Basis
    /// The findings in one profile.
    let check: @Sendable (LintInput) -> [LintHit]

    init(
        _ code: String,
        _ level: Level,
        _ title: String,
        why: String,
        remedy: String,
        basis: Basis = .rules,
        check: @escaping @Sendable (LintInput) -> [LintHit]
    ) {
        self.code = code
        self.level = level
        self.title = title
        self.why = why
        self.remedy = remedy
        self.basis = basis
        self.check = check
    }
}

/// All lints, by area.
package enum Lints {
    /// In the order of their codes.
    package static let all: [Lint] =
        (capabilities + files + secrets + overlaps + network + transitions + processes + mounts + profile + target
        + sensitive)
        .sorted { $0.code < $1.code }

    /// Codes of the catalogue whose question is asked elsewhere, and where.
    package static let elsewhere: [(code: String, title: String, where: String)] = [
        (
            "C15", "a grant that a denial makes void",
            "reading the policy asks it, exactly: the error `shadowed`, which cannot be silenced"
        )
    ]

    /// Lints that are asked of the compiled policy, which only `check` has; they can be silenced like the others.
    package static let compiled: [CompiledLint] = [
        CompiledLint(
            "D01",
            .medium,
            "a rule that changes nothing",
            why: "other rules allow all of it: it makes the policy longer and hides which rule counts",
            remedy: "delete it, or narrow what covers it"
        ),
        CompiledLint(
            "D02",
            .high,
            "what can be written can be run",
            why: "an intruder who can write it runs his own code; B01 and B19 look at samples, this at every path",
            remedy: "write and execute in different folders; add \"except\", or deny executing where it writes"
        ),
        CompiledLint(
            "D03",
            .medium,
            "a child that may do what its parent may not",
            why: "whoever can execute the child's program has what the child is allowed",
            remedy: "allow the child less, or say in a comment why it needs more"
        ),
        CompiledLint(
            "D04",
            .medium,
            "a known way out of a container is open",
            why: "the profile alone does not shut it, so that all rests on the engine's other means",
            remedy: "deny it; \"armor test --escapes\" shows all of them"
        ),
        CompiledLint(
            "D05",
            .high,
            "a hard link allows more than its target",
            why: "a file that is denied by one name is read, written or executed by the other",
            remedy: "add subset = true and owner = true: the kernel compares the rights of the owner's files alone"
        ),
        CompiledLint(
            "D06",
            .high,
            "renaming a folder allows more of what is in it",
            why:
                "the kernel asks for the folder's own path alone: all below it gets another name, which no deny covers",
            remedy: "deny writing the folder itself and those above it: { path = \"/srv/\", access = [\"write\"] }"
        ),
    ]

    /// The lint of a code.
    package static func lint(_ code: String) -> Lint? { all.first { $0.code == code } }
}

/// A lint as far as its text goes.
package struct CompiledLint: Sendable {
    package let code: String
    package let level: Lint.Level
    package let title: String
    package let why: String
    package let remedy: String

    init(_ code: String, _ level: Lint.Level, _ title: String, why: String, remedy: String) {
        (self.code, self.level, self.title, self.why, self.remedy) = (code, level, title, why, remedy)
    }
}

/// What is known of where a profile shall be used; what is none here is not asked about.
package struct LintContext: Sendable {
    /// What the kernel can enforce.
    package var features: Features?
    package var parser: ParserVersion?
    /// The profiles of the host that are not this policy's own.
    package var knownProfileNames: Set<String>?

    package init(
        features: Features? = nil,
        parser: ParserVersion? = nil,
        knownProfileNames: Set<String>? = nil
    ) {
        self.features = features
        self.parser = parser
        self.knownProfileNames = knownProfileNames
    }

    /// Whether the kernel is known and has none of these features.
    func lacks(_ paths: [String]) -> Bool {
        guard let features, !paths.isEmpty else { return false }
        return !paths.contains(where: features.has)
    }

    /// Whether the kernel is known to tell unix sockets apart by family and type alone.
    var lacksUnixMediation: Bool { lacks(["network_v9/af_unix", "network_v8/af_unix", "network/af_unix"]) }
}

/// What one lint found once.
struct LintHit: Sendable {
    let message: String
    let place: Place?
    let layer: Layer?
    var notes: [Diagnostic.Note] = []

    /// At the rule that is responsible.
    init(_ rule: Rule, _ message: String, notes: [Diagnostic.Note] = []) {
        self.message = message
        place = rule.origin?.place
        layer = rule.origin?.layer
        self.notes = notes
    }

    /// At another part of the policy.
    init<Value>(_ part: Located<Value>, _ message: String) {
        self.message = message
        place = part.place
        layer = part.layer
    }

    /// A note at another rule; none if there is no other.
    static func note(_ message: String, at rule: Rule?) -> [Diagnostic.Note] {
        rule?.origin.map { [Diagnostic.Note(message, at: $0.place)] } ?? []
    }

    /// At the profile as a whole: something is missing.
    init(_ input: LintInput, _ message: String) {
        self.message = message
        let name = input.child ?? input.policy.name
        layer = name?.layer ?? input.policy.layers.first
        place = name?.place ?? layer.map { Place($0.source, 0..<0) }
    }
}
