package import ArmorSource

/// A file that makes start-up treat a profile otherwise (apparmor_parser(8), aa-disable(8), aa-complain(8)).
package struct BootProblem: OperationalError, Equatable {
    package enum Kind: Sendable, CaseIterable {
        case disabled, complain

        var folder: String { self == .disabled ? BootFolder.disable : BootFolder.forceComplain }
    }

    package let name: String
    package let kind: Kind

    /// What there is of a profile that is kept.
    package static func of(_ name: String, in store: ProfileStore) -> [BootProblem] {
        Kind.allCases.filter { store.holds(name, below: $0.folder) }.map { BootProblem(name: name, kind: $0) }
    }

    private var path: String { "\(BootFolder.path)/\(kind.folder)/\(name)" }

    package var code: String { kind == .disabled ? "boot-disabled" : "boot-complain" }

    package var message: String {
        switch kind {
        case .disabled: "start-up will not load \"\(name)\", because \"\(path)\" is there"
        case .complain: "start-up will load \"\(name)\" in complain mode, because \"\(path)\" is there"
        }
    }

    package var help: String? { "remove that file" }

    /// The same where it is no reason to stop.
    package var warning: Diagnostic { Diagnostic(.warning, code, message, at: nil, help: help) }
}
