import ArmorCompiled
package import ArmorPolicy
package import ArmorSource

/// The rules of the files that a policy includes, to name the file that an access comes from.
package struct IncludedRules {
    /// An include of the policy, as a message names it.
    package struct Source: Sendable {
        package let text: String
        package let place: Place?
    }

    private var files: [(source: Source, finder: RuleFinder)] = []

    package init() {}

    /// Adds an included file.
    ///
    /// - Parameters:
    ///   - include: as the policy names it.
    ///   - rules: the file's own, and those of the files that it includes itself.
    ///   - variables: the policy's.
    package mutating func add(_ include: Located<Include>, _ rules: [Rule], variables: VariableTable) {
        var body = ProfileBody()
        body.rules = rules
        let source = Source(text: "the included file \(include.value.path)", place: include.place)
        files.append((source, RuleFinder(body, variables: variables, name: "")))
    }

    /// Returns the first include with a rule that allows an access; `nil` where none has.
    func source(of access: Access, _ subject: Subject) -> Source? {
        files.first { !$0.finder.find(access, subject).allows.isEmpty }?.source
    }
}
