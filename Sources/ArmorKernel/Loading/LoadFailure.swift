/// Why nothing was loaded.
package enum LoadFailure: Error {
    /// It was not tried: names that are not free, and the like.
    case refused([LoadRefusal])
    /// It was tried, and what had been changed was taken back. `unrestored` says what could not be, one sentence each;
    /// empty where kernel and store are as they were.
    case failed(any OperationalError, unrestored: [String])
}

/// A profile that the kernel took and shows otherwise than it was compiled.
package struct NotVerified: OperationalError, Equatable {
    package let name: String
    package let outcome: LoadedComparison.Outcome

    package var code: String { "not-verified" }

    package var message: String {
        switch outcome {
        case .notLoaded: "the kernel took the profile \"\(name)\" and does not list it"
        case .otherMode(let mode, let expected): "the kernel has \"\(name)\" in mode \(mode), not \(expected)"
        case .otherPolicy, .same: "what the kernel has as \"\(name)\" is not what was loaded"
        }
    }

    package var help: String? { "look for another program that loads profiles, and load it again" }
}
