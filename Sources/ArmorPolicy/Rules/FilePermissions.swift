/// What a file rule allows or denies beside executing (apparmor.d(5), access permissions).
package struct FilePermissions: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let map = FilePermissions(rawValue: 1)
    package static let read = FilePermissions(rawValue: 2)
    package static let write = FilePermissions(rawValue: 4)
    package static let append = FilePermissions(rawValue: 8)
    package static let link = FilePermissions(rawValue: 16)
    package static let lock = FilePermissions(rawValue: 32)
    package static let all: FilePermissions = [.map, .read, .write, .link, .lock]

    /// The letters in a fixed order; `a` is left out beside `w`, which includes it and conflicts with it in the parser.
    package var letters: String {
        let shown = contains(.write) ? subtracting(.append) : self
        return Self.table.filter { shown.contains($0.permission) }.map(\.letter).joined()
    }

    /// The words of a policy for these permissions.
    package var words: [String] { Self.table.filter { contains($0.permission) }.map(\.word) }

    static let table: [(letter: String, word: String, permission: FilePermissions)] = [
        ("m", "map", .map), ("r", "read", .read), ("w", "write", .write), ("a", "append", .append),
        ("l", "link", .link),
        ("k", "lock", .lock),
    ]
}

/// What happens to the profile when a file is executed (apparmor.d(5), execute access mode).
package struct ExecuteMode: Sendable, Hashable {
    package enum Transition: String, Sendable, CaseIterable { case inherit, profile, child, unconfined }
    package enum Fallback: String, Sendable, CaseIterable { case inherit, unconfined }

    package let transition: Transition
    /// The profile or child that is entered; none picks it by its attachment.
    package let target: String?
    /// What happens where the target is not loaded; none refuses the execution.
    package let fallback: Fallback?
    /// Whether secure-execution mode scrubs the environment (ld.so(8)).
    package let scrubs: Bool

    package init(_ transition: Transition, target: String? = nil, fallback: Fallback? = nil, scrubs: Bool = true) {
        self.transition = transition
        self.target = target
        self.fallback = fallback
        self.scrubs = scrubs
    }

    /// `ix`, `Px`, `Cix`, `pux` …
    package var letters: String {
        let plain: String =
            switch transition {
            case .inherit: "ix"
            case .profile: "p\(tail)"
            case .child: "c\(tail)"
            case .unconfined: "ux"
            }
        guard scrubs, transition != .inherit else { return plain }
        return fallback == .unconfined ? plain.uppercasedExceptLast : plain.capitalizedFirst
    }

    private var tail: String {
        switch fallback {
        case .inherit: "ix"
        case .unconfined: "ux"
        case nil: "x"
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
    fileprivate var uppercasedExceptLast: String { dropLast().uppercased() + suffix(1) }
}
