package import ArmorKernel
package import ArmorSource

/// What `verify` says of each profile: its three sides, and what was asked of the kernel.
package struct VerifyReport {
    /// The answers to a policy's tests.
    package struct Answers: Sendable, Equatable {
        /// How many questions the kernel was asked, and how many of them it answered as the policy says.
        package var asked = 0
        package var right = 0
        /// How many its interface answers nothing to; the hash stands for them.
        package var unasked = 0

        package init() {}
    }

    /// One profile with all that was found of it.
    package struct Entry: Sendable {
        package let profile: ProfileVerification
        /// None where there is no policy at hand.
        package let answers: Answers?
        /// What was found beside the three sides.
        package let further: [Drift]

        package init(profile: ProfileVerification, answers: Answers?, further: [Drift]) {
            self.profile = profile
            self.answers = answers
            self.further = further
        }

        var drift: [Drift] { further + profile.drift }
    }

    private let entries: [Entry]

    package init(entries: [Entry]) { self.entries = entries }

    package var drift: [Drift] { entries.flatMap(\.drift) }

    // MARK: Text

    package var text: String { entries.map(text).joined() }

    private func text(_ entry: Entry) -> String {
        let profile = entry.profile
        var lines = ["\(profile.name): \(entry.drift.isEmpty ? "as it should be" : "differs")"]
        lines.append("  file       \(padded(profile.file.rawValue)) \(profile.path)")
        lines.append("  kernel     \(padded(profile.kernel.rawValue)) \(kernel(profile))".trimmed)
        lines.append(
            "  processes  \(padded("\(Set(profile.processes.map(\.number)).count)")) \(containers(profile))".trimmed
        )
        if let answers = entry.answers {
            let rest = answers.unasked == 0 ? "" : ", \(answers.unasked) cannot be asked"
            lines.append("  tests      \(padded("\(answers.right) of \(answers.asked)")) asked of the kernel\(rest)")
        } else {
            lines.append("  tests      \(padded("none")) the policy is not at hand")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func kernel(_ profile: ProfileVerification) -> String {
        let parts = [
            profile.mode.map { "mode \($0)" },
            profile.proof.map { $0 == .name ? "by name alone" : "by its \($0.rawValue)" },
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private func containers(_ profile: ProfileVerification) -> String {
        let names = profile.containers.map { printable($0.name) }
        return names.isEmpty ? "" : "containers: \(names.joined(separator: " "))"
    }

    /// As wide as the longest state.
    private func padded(_ text: String) -> String { text + String(repeating: " ", count: max(0, 10 - text.count)) }

    // MARK: JSON

    package var json: JSONText {
        .object([
            (key: "version", value: .integer(1)),
            (key: "verified", value: .boolean(drift.isEmpty)),
            (key: "profiles", value: .array(entries.map(json))),
        ])
    }

    private func json(_ entry: Entry) -> JSONText {
        let profile = entry.profile
        return .fields([
            ("name", .string(profile.name)),
            ("policy", profile.policy.map(JSONText.string) ?? .null),
            ("verified", .boolean(entry.drift.isEmpty)),
            ("file", .fields([("state", .string(profile.file.rawValue)), ("path", .string(profile.path))])),
            (
                "kernel",
                .fields([
                    ("state", .string(profile.kernel.rawValue)),
                    ("mode", profile.mode.map(JSONText.string) ?? .null),
                    ("verified_by", profile.proof.map { .string($0.rawValue) } ?? .null),
                ])
            ),
            ("processes", .array(profile.processes.map(json))),
            ("containers", .array(profile.containers.map { json($0, of: profile.name) })),
            ("tests", entry.answers.map(json) ?? .null),
            ("drift", .array(entry.drift.map(json))),
        ])
    }

    private func json(_ process: LabelledProcess) -> JSONText {
        .fields([
            ("pid", .integer(process.number)),
            ("command", .string(process.command)),
            ("label", .string(process.label.text)),
        ])
    }

    private func json(_ container: NamedContainer, of profile: String) -> JSONText {
        let others = container.processes.filter { !$0.label.includes(profile) }
        return .fields([("name", .string(container.name)), ("other_processes", .array(others.map(json)))])
    }

    private func json(_ answers: Answers) -> JSONText {
        .fields([
            ("asked", .integer(answers.asked)),
            ("right", .integer(answers.right)),
            ("unasked", .integer(answers.unasked)),
        ])
    }

    private func json(_ drift: Drift) -> JSONText {
        .fields([
            ("code", .string(drift.code)),
            ("message", .string(drift.message)),
            ("help", drift.help.map(JSONText.string) ?? .null),
        ])
    }
}

extension String {
    /// Without blanks at the end.
    fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
