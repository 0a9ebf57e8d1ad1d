/// Why a profile is not unloaded; nothing has been changed.
package struct UnloadRefusal: OperationalError, Equatable {
    package enum Reason: Sendable, Equatable {
        /// It is neither loaded nor kept.
        case unknown
        /// It is a child, which goes with its parent alone.
        case child(of: String)
        /// Somebody else loaded it or wrote its file.
        case foreign
        /// The file of its name is something that is never removed.
        case irregularFile(String)
        /// Processes run under it.
        case inUse([LabelledProcess])
    }

    package let name: String
    package let reason: Reason

    package init(_ name: String, _ reason: Reason) {
        self.name = name
        self.reason = reason
    }

    package var code: String {
        switch reason {
        case .unknown: "not-loaded"
        case .child: "child-profile"
        case .foreign: "foreign-name"
        case .irregularFile: "store-irregular"
        case .inUse: "in-use"
        }
    }

    package var message: String {
        switch reason {
        case .unknown: "no profile \"\(name)\" is loaded or kept"
        case .child(let parent): "\"\(name)\" is a child of \"\(parent)\""
        case .foreign: "armor did not make the profile \"\(name)\""
        case .irregularFile(let kind): "\"\(BootFolder.path)/\(name)\" is \(kind)"
        case .inUse(let processes):
            "\(Self.count(processes)) under \"\(name)\" and would be unconfined for good: \(Self.list(processes))"
        }
    }

    package var help: String? {
        switch reason {
        case .unknown: "armor status lists what is loaded"
        case .child(let parent): "unload \"\(parent)\", or load it without the child"
        case .foreign: "leave it to whoever made it, or remove it with --take-over"
        case .irregularFile: "remove it by hand"
        case .inUse: "stop them first, or remove it with --force"
        }
    }

    /// How many are shown.
    private static let shown = 5

    private static func count(_ processes: [LabelledProcess]) -> String {
        let number = Set(processes.map(\.number)).count
        return number == 1 ? "1 process runs" : "\(number) processes run"
    }

    static func list(_ processes: [LabelledProcess]) -> String {
        var seen: Set<Int> = []
        let each = processes.filter { seen.insert($0.number).inserted }
        let names = each.prefix(shown).map { "\($0.number) (\($0.command))" }
        return names.joined(separator: ", ") + (each.count > shown ? ", …" : "")
    }
}

/// Why nothing was unloaded.
package enum UnloadFailure: Error {
    case refused([UnloadRefusal])
    /// It was tried, and what had been changed was taken back; `unrestored` as in `LoadFailure`.
    case failed(any OperationalError, unrestored: [String])
}
