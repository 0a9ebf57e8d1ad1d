/// What a search for files that get more rights under another name found.
package struct Gains<Gain: Sendable>: Sendable {
    package var found: [Gain] = []
    /// Whether everything was looked at; where not, there may be more.
    package var isComplete = true

    package init() {}
}

extension Permission {
    /// The rights that a file can get under another name.
    package static let ofContents: Permission = [.read, .write, .append, .execute, .mapExecutable]
}

extension CompiledProfile {
    /// What is allowed of a file at a path.
    ///
    /// - Parameters:
    ///   - path: absolute; that of a folder ends in `/`.
    package func rights(_ path: [UInt8], _ subject: Subject, _ kernel: KernelDialect) -> Permission {
        guard effectiveMode != .unconfined, let words = meaning(.file(path), subject, kernel)?.words else {
            return Permission(rawValue: .max)
        }
        return Permission(rawValue: words.allow & ~words.deny)
    }
}
