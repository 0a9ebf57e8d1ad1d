import ArmorJSON

/// What an engine says of itself (`GET /info`).
package struct EngineInformation: Sendable, Equatable {
    package let version: String
    /// As `name=apparmor`, `name=seccomp,profile=builtin`, `name=rootless`, `name=userns`, `name=cgroupns`: the part
    /// behind `name=`, by which ``has(_:)`` asks.
    package let securityOptions: [String]
    /// The program that starts containers when none is named: `runc`, `crun`, `runsc`.
    package let defaultRuntime: String?
    /// `1` or `2`.
    package let cgroupVersion: String?

    package init(version: String, securityOptions: [String], defaultRuntime: String?, cgroupVersion: String?) {
        self.version = version
        self.securityOptions = securityOptions
        self.defaultRuntime = defaultRuntime
        self.cgroupVersion = cgroupVersion
    }

    /// None where the answer has no version.
    init?(_ answer: JSONValue) {
        guard let version = answer["ServerVersion"]?.text else { return nil }
        self.init(
            version: version,
            securityOptions: (answer["SecurityOptions"]?.elements ?? []).compactMap(\.text),
            defaultRuntime: answer["DefaultRuntime"]?.text,
            cgroupVersion: answer["CgroupVersion"]?.text
        )
    }

    /// Whether the engine enforces something: `apparmor`, `seccomp`, `userns`, `rootless`.
    package func has(_ option: String) -> Bool {
        securityOptions.contains { text in
            let first = text.split(separator: ",").first ?? ""
            // Engines before 1.13 wrote the name alone.
            return first == "name=\(option)" || first == option
        }
    }
}
