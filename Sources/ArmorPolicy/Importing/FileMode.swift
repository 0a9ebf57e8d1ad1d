/// The letters of a file rule (apparmor.d(5), access permissions).
struct FileMode {
    enum Execute: Equatable {
        /// `x`, which only deny rules have.
        case bare
        case mode(ExecuteMode.Transition, ExecuteMode.Fallback?, scrubs: Bool)
    }

    /// What apparmor_parser rejects.
    struct Problem: Error {
        let message: String
    }

    private(set) var permissions: FilePermissions = []
    private(set) var execute: Execute?

    /// - Throws: where a letter is not known, two transitions differ, or `w` is combined with `a`.
    init(_ text: String) throws(Problem) {
        guard (1...32).contains(text.utf8.count) else {
            throw Problem(message: "these are not the permissions of a file")
        }
        var transition = ""
        for letter in text {
            // The parser takes capital letters with a warning.
            let plain = letter.lowercased()
            if transition.isEmpty, let row = FilePermissions.table.first(where: { $0.letter == plain }),
                letter == "a" || letter == "k" || plain != "a" && plain != "k"
            {
                permissions.insert(row.permission)
                continue
            }
            transition.append(letter)
            guard plain == "x" else { continue }
            try add(transition)
            transition = ""
        }
        guard transition.isEmpty else { throw Problem(message: "unknown permission \"\(transition)\" in \"\(text)\"") }
        if permissions.contains(.write), permissions.contains(.append) {
            throw Problem(message: "the permissions \"a\" and \"w\" exclude each other")
        }
    }

    private mutating func add(_ letters: String) throws(Problem) {
        // Of `PUx` only the first letter says whether the environment is scrubbed.
        let scrubs = letters.first?.isUppercase == true || letters.lowercased() == "ix"
        guard let (transition, fallback) = Self.transitions[letters.lowercased()] else {
            guard letters.lowercased() == "x" else { throw Problem(message: "unknown permission \"\(letters)\"") }
            return try set(.bare, letters)
        }
        try set(.mode(transition, fallback, scrubs: scrubs), letters)
    }

    private mutating func set(_ new: Execute, _ letters: String) throws(Problem) {
        guard execute == nil || execute == new else {
            throw Problem(message: "\"\(letters)\" conflicts with another way to execute the same file")
        }
        execute = new
    }

    private static let transitions: [String: (ExecuteMode.Transition, ExecuteMode.Fallback?)] = [
        "ix": (.inherit, nil), "ux": (.unconfined, nil), "px": (.profile, nil), "cx": (.child, nil),
        "pix": (.profile, .inherit), "cix": (.child, .inherit), "pux": (.profile, .unconfined),
        "cux": (.child, .unconfined),
    ]
}
