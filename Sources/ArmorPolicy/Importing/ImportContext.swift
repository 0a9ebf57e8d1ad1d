import ArmorGlob
import ArmorSource

/// What the readers of one profile's text share: its bytes, its variables, and what was found wrong.
///
/// A class: the readers of bodies and rules share it, and none of them outlives the reading.
final class ImportContext {
    /// Findings after which the reading stops: past them a text is no profile.
    static let mostDiagnostics = 1_000
    /// Bytes of globs, variables replaced by their values, that one text may make: each costs some 100 bytes of memory.
    static let mostGlobBytes = 4_194_304

    let source: SourceFile
    let layer: Layer
    var variables = ImportVariables()
    /// The policy's names for profiles of this text that a policy must call otherwise.
    var renamedProfiles: [String: String] = [:]
    private(set) var diagnostics: [Diagnostic] = []
    /// The errors so far.
    private(set) var errorCount = 0
    private(set) var isStopped = false
    private var globBytes = 0

    init(_ source: SourceFile) {
        self.source = source
        layer = Layer(source: source, depth: 0, isPreset: false)
    }

    func place(_ range: ByteRange) -> Place { Place(source, range) }

    func origin(_ range: ByteRange, comments: [String]) -> Origin {
        let reason = comments.filter { !$0.isEmpty && !Self.headings.contains($0) }.joined(separator: " ")
        return Origin(place: place(range), layer: layer, reason: reason.isEmpty ? nil : reason)
    }

    func located<Value>(_ value: Value, _ range: ByteRange) -> Located<Value> {
        Located(value, range: range, layer: layer)
    }

    /// A token's inside as it is written, escapes and all.
    func text(_ token: ProfileToken) -> String { text(token.inside) }

    /// A token as a message quotes it: hostile ones are long.
    func quoted(_ token: ProfileToken) -> String {
        let text = text(token.inside.prefix(80))
        return "\"\(text)\(token.inside.count > 80 ? "…" : "")\""
    }

    func text(_ range: ByteRange) -> String { String(decoding: slice(range), as: UTF8.self) }

    func slice(_ range: ByteRange) -> ArraySlice<UInt8> { source.bytes[range.clamped(to: source.bytes.indices)] }

    /// What apparmor_parser rejects.
    func error(_ message: String, at range: ByteRange, help: String? = nil) {
        report(.error, "import-syntax", message, at: range, help: help)
    }

    func report(
        _ severity: Diagnostic.Severity,
        _ code: String,
        _ message: String,
        at range: ByteRange,
        help: String? = nil
    ) {
        guard !isStopped else { return }
        diagnostics.append(Diagnostic(severity, code, message, at: place(range), help: help))
        if severity == .error { errorCount += 1 }
        if diagnostics.count >= Self.mostDiagnostics {
            stop("more than \(Self.mostDiagnostics) findings: the rest is not read", at: range)
        }
    }

    /// What the policy language cannot say.
    ///
    /// Without a grant a policy is narrower, which is said and goes on. Without something that may deny it is wider than
    /// the profile was, which is refused.
    func leaveOut(_ what: String, at range: ByteRange, mayDeny: Bool = false, help: String? = nil) {
        guard mayDeny else { return report(.warning, "import-left-out", "\(what) is left out", at: range, help: help) }
        let help = help ?? "say it otherwise in the profile, or delete it"
        report(.error, "import-widens", "a policy cannot say \(what), which may deny something", at: range, help: help)
    }

    /// Ends the reading with an error.
    func stop(_ message: String, at range: ByteRange) {
        guard !isStopped else { return }
        isStopped = true
        errorCount += 1
        diagnostics.append(Diagnostic(.error, "too-large", message, at: place(range)))
    }

    /// Counts the bytes of a glob before it is made; false if that is too much for one text.
    func charge(_ bytes: Int, at range: ByteRange) -> Bool {
        globBytes += bytes
        if globBytes > Self.mostGlobBytes { stop("the paths and patterns of this profile are too large", at: range) }
        return !isStopped
    }

    /// A token as a glob; `nil` if this project's globs cannot say it, or do not know a variable in it.
    func glob(_ token: ProfileToken, _ kind: GlobKind) -> Glob? {
        guard token.isValue else { return nil }
        let bytes = slice(token.inside)
        guard bytes.count <= GlobLimits.text, let text = ProfileEscapes.glob(bytes).map(variables.renaming) else {
            return nil
        }
        guard charge(text.count + variables.expansion(of: text), at: token.range) else { return nil }
        return try? Glob.parse(text, kind: kind, variables: variables.lookup)
    }

    /// A label, with the policy's name in place of a profile's of this text that a policy must call otherwise.
    func label(_ token: ProfileToken) -> Glob? {
        guard let name = renamedLabel(text(token)) else { return glob(token, .label) }
        return try? Glob.parse(name, kind: .label)
    }

    /// The policy's name for the one profile that a label matches; `nil` where it keeps its own. A profile may be named by a
    /// glob, but a label with wildcards does not match that name.
    func renamedLabel(_ text: String) -> String? {
        text.utf8.contains { "*?[]{}\\^".utf8.contains($0) } ? nil : renamed(text)
    }

    /// The policy's name for a profile, its children and hats included; `nil` where it keeps its own.
    func renamed(_ name: String) -> String? {
        guard !renamedProfiles.isEmpty else { return nil }
        if let other = renamedProfiles[name] { return other }
        guard let end = name.firstPlace(of: "//"), let other = renamedProfiles[String(name[..<end.lowerBound])] else {
            return nil
        }
        return other + name[end.lowerBound...]
    }

    /// Reports a variable that nothing defines. A policy has the values of the common ones by itself.
    func undefined(_ name: String, at range: ByteRange) {
        guard VariableTable.builtIn[name] != nil else { return error("@{\(name)} is not defined", at: range) }
        let message = "@{\(name)} is not defined in the profile: the policy gives it AppArmor's own values"
        report(
            .warning,
            "import-variable",
            message,
            at: range,
            help: "write include <tunables/global> before the profile"
        )
    }

    /// Reports variables of a statement that nothing defines.
    func checkVariables(_ tokens: [ProfileToken]) {
        for token in tokens where token.isValue && token.range.count > 3 {
            guard slice(token.inside).contains(ProfileByte.at) else { continue }
            for name in VariableTable.names(in: text(token)) where variables.isDefined(name) == false {
                undefined(name, at: token.range)
            }
        }
    }

    /// The headings that armor writes over its own sections: no reasons.
    private static let headings = Set(RuleKind.allCases.map(\.heading))
}
