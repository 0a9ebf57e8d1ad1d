import ArmorPresets
import ArmorTOML

/// The text that `init` writes: every table that most policies need, explained, with nothing granted but the preset.
struct StartingPolicy {
    let name: String
    let preset: String

    var text: String {
        let meaning = Presets.preset(named: preset)?.summary.map { " # \($0)" } ?? ""
        return """
            # What this program may touch. Everything that is not written here, or in what it extends, is denied.
            # Check:   armor check \(name).toml
            # Render:  armor gen \(name).toml
            name = \(tomlQuoted(name))
            summary = "what this container does, in one line"
            extends = [\(tomlQuoted(preset))]\(meaning)

            [filesystem]
            # Globs: ? one byte, * within a component, ** across, [abc], {a,b}. A directory itself ends in "/".
            # A comment becomes the comment of the rule in the profile.
            read = [
                # "/etc/my-app/**",
            ]
            write = [
                # "/run/my-app.pid",
                # { path = "/var/lib/my-app/**", owner = true },
            ]
            execute = [
                # "/usr/bin/my-app", # runs under this same profile
            ]
            deny = [
                # "/etc/shadow", # shuts for good, also what a preset grants
            ]

            [network]
            allow = [
                # "tcp", "udp",
            ]

            [capabilities]
            allow = [
                # "net_bind_service",
            ]

            # The policy's own tests: what must hold, whatever is changed above.
            [[test]]
            deny = { write = ["/proc/sys/kernel/core_pattern", "/etc/shadow"] }

            """
    }
}
